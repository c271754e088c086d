package gatehouse.dhcp;

import static gatehouse.dhcp.MessageType.ACK;
import static gatehouse.dhcp.MessageType.DECLINE;
import static gatehouse.dhcp.MessageType.DISCOVER;
import static gatehouse.dhcp.MessageType.NAK;
import static gatehouse.dhcp.MessageType.OFFER;
import static gatehouse.dhcp.MessageType.RELEASE;
import static gatehouse.dhcp.MessageType.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.DhcpLease;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.dhcp.DhcpStats.Drop;
import gatehouse.dhcp.DhcpStats.Result;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DhcpClientTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final World world = new World();

    @Test
    void aSessionGetsWhatTheServerGrants() {
        world.first.options.putAll(Map.of(
                OptionCode.DNS, Bytes.fromHex("c6336435 c6336436"),
                OptionCode.NBNS, Bytes.fromHex("c6336437"),
                OptionCode.DOMAIN_NAME, Bytes.ofUtf8("lab.example\0"),
                OptionCode.DOMAIN_SEARCH, Bytes.fromHex("036c6162076578616d706c6500 0461736961c000"),
                OptionCode.CLASSLESS_ROUTES, Bytes.fromHex("08 0a 0a010001  18 c63364 0a010001  00 0a010001")));
        world.ask("s-1", "alice");
        assertThat(world.lease("s-1")).isEqualTo(new DhcpLease(
                Addresses.parse("10.1.0.10"),
                24,
                List.of(Addresses.parse("198.51.100.53"), Addresses.parse("198.51.100.54")),
                List.of(Addresses.parse("198.51.100.55")),
                "lab.example",
                List.of("lab.example", "asia.lab.example"),
                List.of(Prefix.parse("10.0.0.0/8"), Prefix.parse("198.51.100.0/24"), Prefix.parse("0.0.0.0/0")),
                world.first.address(),
                HOUR));
    }

    @Test
    void serversAreAskedAsByARelayAgentForAClient() {
        world.down.add(world.second);
        world.ask("s-1", "alice");
        assertThat(world.types()).containsExactly(DISCOVER, REQUEST, REQUEST, DISCOVER);
        DhcpPacket discover = world.sent.getFirst();
        assertThat(discover.op()).isEqualTo(DhcpPacket.REQUEST);
        assertThat(discover.hops()).isEqualTo(1);
        assertThat(discover.giaddr()).isEqualTo(World.GIADDR);
        assertThat(discover.ciaddr()).isEqualTo(DhcpPacket.NONE);
        assertThat(discover.options().get(61)).contains(Bytes.fromHex("00 616c696365"));
        assertThat(discover.options().get(55)).contains(Bytes.fromHex("01 06 0f 2c 33 36 3a 3b 77 79"));
        assertThat(discover.options().get(57)).contains(Bytes.fromHex("05c0"));
        assertThat(discover.options().get(82)).isEmpty();
        // Administered locally, and nobody's group.
        assertThat(discover.chaddr().length()).isEqualTo(6);
        assertThat(discover.chaddr().u8(0) & 3).isEqualTo(2);

        DhcpPacket request = world.sent.get(1);
        assertThat(request.xid()).isEqualTo(discover.xid());
        assertThat(request.chaddr()).isEqualTo(discover.chaddr());
        assertThat(request.options().get(50)).contains(Bytes.fromHex("0a01000a"));
        assertThat(request.options().get(54)).contains(Bytes.fromHex("c633640a"));
    }

    @Test
    void serversMayBeToldOfSessionIdentityAndNetwork() {
        var told = new World(World.policy(List.of(Addresses.parse("10.1.0.0")), true));
        told.ask("s-1", "alice");
        assertThat(told.last().options().get(82))
                .contains(Bytes.fromHex("01 03 732d31  02 05 616c696365  05 04 0a010000"));
        assertThat(told.last().options().values().keySet()).last().isEqualTo(82);
    }

    @Test
    void aQuestionMayNameItsOwnServersAndGiaddr() {
        InetAddress giaddr = Addresses.parse("192.0.2.7");
        var told = new World(World.policy(List.of(Addresses.parse("10.1.0.0")), false));
        told.ask(new AddressQuestion(
                "s-1", "alice", List.of(told.second.address()), giaddr, Duration.ofSeconds(3), Set.of()));
        assertThat(told.lease("s-1").server()).isEqualTo(told.second.address());
        assertThat(told.first.discovers).isZero();
        assertThat(told.last().giaddr()).isEqualTo(giaddr);
        assertThat(told.last().options().get(82)).isEmpty();
    }

    @Test
    void aQuestionThatCannotBeAskedIsRefusedAtOnce() {
        world.ask("s-1", "");
        assertThat(world.refusal("s-1")).isEqualTo("no identity to tell the DHCP server");
        world.ask(new AddressQuestion(
                "s-2", "bob", List.of(Addresses.parse("2001:db8::1")), World.GIADDR, Duration.ZERO, Set.of()));
        assertThat(world.refusal("s-2")).contains("2001:db8::1", "no IPv4 address");
        var nothing = new DhcpPolicy(
                List.of(), 67, AddressQuestion.CONFIGURED, 67, List.of(), false, Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        var bare = new World(nothing);
        bare.ask("s-3", "carol");
        assertThat(bare.refusal("s-3")).contains("no DHCP server", "dhcp.servers");
        bare.ask(new AddressQuestion(
                "s-4", "dave", List.of(bare.first.address()), AddressQuestion.CONFIGURED, Duration.ZERO, Set.of()));
        assertThat(bare.refusal("s-4")).contains("dhcp.giaddr");
        assertThat(bare.sent).isEmpty();
        assertThat(world.client.size()).isZero();
    }

    @Test
    void theSameIdentityGetsTheSameAddressAgain() {
        world.ask("s-1", "alice");
        world.ask("s-2", "bob");
        world.release("s-1");
        world.ask("s-3", "carol");
        world.ask("s-4", "alice");
        assertThat(world.address("s-4")).isEqualTo(world.address("s-1"));
        assertThat(world.address("s-3")).isNotEqualTo(world.address("s-1"));
    }

    @Test
    void twoSessionsOfOnePersonHaveTwoAddresses() {
        world.ask("s-1", "alice");
        world.ask("s-2", "alice");
        assertThat(world.address("s-2")).isNotEqualTo(world.address("s-1"));
        world.release("s-1");
        world.ask("s-3", "alice");
        assertThat(world.address("s-3")).isEqualTo(world.address("s-1"));
        assertThat(world.client.size()).isEqualTo(2);
    }

    @Test
    void whoTakesThePlaceOfASessionTakesItsAddress() {
        world.ask("s-1", "alice");
        world.askInPlaceOf("s-1", "s-2", "alice");
        assertThat(world.address("s-2")).isEqualTo(world.address("s-1"));
        world.release("s-1");
        assertThat(world.first.releases).isZero();
        assertThat(world.pools.claim(Addresses.parse("10.1.0.10"), "x")).isEqualTo(new Pools.Claim.HeldBy("s-2"));
        world.release("s-2");
        assertThat(world.first.releases).isEqualTo(1);
        assertThat(world.client.size()).isZero();
    }

    @Test
    void aSessionThatWasToBeReplacedKeepsItsAddressIfNothingComesOfThat() {
        world.ask("s-1", "alice");
        world.down.addAll(world.servers.values());
        world.askInPlaceOf("s-1", "s-2", "alice");
        world.passes(Duration.ofSeconds(20));
        assertThat(world.refusal("s-2")).contains("no DHCP server");
        world.down.clear();
        world.ask("s-3", "alice");
        assertThat(world.address("s-3")).isNotEqualTo(world.address("s-1"));
        world.release("s-1");
        assertThat(world.first.releases).isEqualTo(1);
    }

    @Test
    void aSessionThatEndsWhileItIsReplacedDoesNotGiveItsAddressBackToTheServer() {
        world.ask("s-1", "alice");
        world.down.addAll(world.servers.values());
        world.askInPlaceOf("s-1", "s-2", "alice");
        world.release("s-1");
        world.down.clear();
        world.passes(Duration.ofSeconds(2));
        assertThat(world.address("s-2")).isEqualTo(world.address("s-1"));
        assertThat(world.types()).doesNotContain(RELEASE);
    }

    @Test
    void aDiscoverIsRepeatedEverMoreSeldom() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        world.passes(Duration.ofSeconds(13));
        // After about 1, 3 and 7 seconds, to both.
        assertThat(world.first.discovers).isZero();
        assertThat(world.types()).containsOnly(DISCOVER).hasSize(8);
        assertThat(world.last().xid()).isEqualTo(world.sent.getFirst().xid());
        assertThat(world.last().secs()).isBetween(6, 8);
        world.passes(Duration.ofSeconds(2));
        assertThat(world.refusal("s-1")).isEqualTo("no DHCP server made an offer: 198.51.100.10, 198.51.100.20");
        assertThat(world.client.size()).isZero();
        assertThat(world.client.waiting()).isZero();
        assertThat(world.client.nextDeadline()).isEmpty();
        assertThat(world.client.stats().results(Result.REFUSED)).isEqualTo(1);
    }

    @Test
    void aServerThatComesBackInTimeIsNotMissed() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        world.passes(Duration.ofSeconds(5));
        world.down.clear();
        world.passes(Duration.ofSeconds(5));
        assertThat(world.address("s-1")).isEqualTo("10.1.0.10");
    }

    @Test
    void oneServerOfTwoIsEnough() {
        world.down.add(world.first);
        world.ask("s-1", "alice");
        assertThat(world.lease("s-1").server()).isEqualTo(world.second.address());
    }

    /// It hears offers and nothing else of us: a half-configured failover pair does that.
    @Test
    void aServerThatOffersAndDoesNotConfirmIsPassedOver() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        world.receive(world.first.address(), offer(world.first, "10.1.0.99"));
        assertThat(world.types()).endsWith(REQUEST, REQUEST);
        world.passes(Duration.ofSeconds(8));
        // What it may have granted is given back.
        assertThat(world.types()).contains(RELEASE);
        assertThat(world.types()).endsWith(DISCOVER, DISCOVER);
        world.receive(world.first.address(), offer(world.first, "10.1.0.99"));
        assertThat(world.client.stats().drops(Drop.UNRELIABLE_SERVER)).isEqualTo(1);
        world.down.remove(world.second);
        world.passes(Duration.ofSeconds(5));
        assertThat(world.lease("s-1").server()).isEqualTo(world.second.address());
    }

    @Test
    void aServerThatNeverConfirmsIsNamedInTheRefusal() {
        world.down.addAll(world.servers.values());
        world.ask(new AddressQuestion(
                "s-1", "alice", List.of(world.first.address()), World.GIADDR, Duration.ofSeconds(4), Set.of()));
        world.receive(world.first.address(), offer(world.first, "10.1.0.99"));
        world.passes(Duration.ofSeconds(4));
        assertThat(world.refusal("s-1"))
                .isEqualTo("DHCP server 198.51.100.10 offered 10.1.0.99 and did not confirm it");
        assertThat(world.types()).endsWith(RELEASE);
    }

    @Test
    void aServerThatRefusesWhatItOfferedIsAskedAnewAndThenGivenUp() {
        world.first.refuses = true;
        world.down.add(world.second);
        world.ask("s-1", "alice");
        assertThat(world.refusal("s-1"))
                .isEqualTo("DHCP server 198.51.100.10 offered 10.1.0.10 and then refused it: not yours");
        assertThat(world.first.requests).isEqualTo(4);
        assertThat(world.client.stats().received()).containsEntry("NAK", 4L);
    }

    @Test
    void anAddressThatAnotherHasIsDeclined() {
        world.down.add(world.second);
        world.pools.claim(Addresses.parse("10.1.0.10"), "of RADIUS");
        world.ask("s-1", "alice");
        assertThat(world.types()).contains(DECLINE);
        assertThat(world.first.declines).isEqualTo(1);
        assertThat(world.address("s-1")).isEqualTo("10.1.0.11");
        assertThat(world.pools.claim(Addresses.parse("10.1.0.11"), "x")).isEqualTo(new Pools.Claim.HeldBy("s-1"));
        assertThat(world.client.stats().results(Result.LEASED)).isEqualTo(1);
    }

    @Test
    void aServerThatLeasesWhatOthersHaveIsGivenUp() {
        world.down.add(world.second);
        for (int i = 10; i < 20; i++) world.pools.claim(Addresses.parse("10.1.0." + i), "of RADIUS");
        world.ask("s-1", "alice");
        assertThat(world.refusal("s-1"))
                .isEqualTo("DHCP server 198.51.100.10 leased 10.1.0.13, which session of RADIUS has");
        assertThat(world.types()).doesNotContain(RELEASE);
        assertThat(world.pools.claim(Addresses.parse("10.1.0.13"), "x")).isEqualTo(new Pools.Claim.HeldBy("of RADIUS"));
    }

    @Test
    void theEndOfASessionGivesItsAddressBack() {
        world.ask("s-1", "alice");
        world.release("s-1");
        DhcpPacket release = world.last();
        assertThat(World.type(release)).isEqualTo(RELEASE);
        assertThat(release.ciaddr()).isEqualTo(Addresses.parse("10.1.0.10"));
        assertThat(release.giaddr()).isEqualTo(World.GIADDR);
        assertThat(release.options().get(54)).contains(Bytes.fromHex("c633640a"));
        assertThat(release.options().get(61)).contains(Bytes.fromHex("00 616c696365"));
        assertThat(world.first.releases).isEqualTo(1);
        assertThat(world.pools.claim(Addresses.parse("10.1.0.10"), "x")).isInstanceOf(Pools.Claim.Granted.class);
        assertThat(world.client.nextDeadline()).isEmpty();
        world.release("s-1");
        assertThat(world.first.releases).isEqualTo(1);
    }

    @Test
    void aLoginThatIsGivenUpGetsNoAnswer() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        DhcpPacket late = offer(world.first, "10.1.0.99");
        world.release("s-1");
        world.receive(world.first.address(), late);
        world.passes(Duration.ofMinutes(1));
        assertThat(world.answers).isEmpty();
        assertThat(world.client.stats().drops(Drop.NO_TRANSACTION)).isEqualTo(1);
    }

    @Test
    void aLeaseIsRenewedWithItsServerAtHalfOfItsTime() {
        world.ask("s-1", "alice");
        world.sent.clear();
        world.passes(HOUR.dividedBy(2));
        assertThat(world.types()).containsExactly(REQUEST);
        DhcpPacket renewal = world.last();
        assertThat(renewal.ciaddr()).isEqualTo(Addresses.parse("10.1.0.10"));
        assertThat(renewal.giaddr()).isEqualTo(World.GIADDR);
        assertThat(renewal.options().get(50)).isEmpty();
        assertThat(renewal.options().get(54)).isEmpty();
        assertThat(world.second.requests).isZero();
        world.passes(Duration.ofDays(7));
        assertThat(world.lost).isEmpty();
        assertThat(world.client.stats().results(Result.RENEWED)).isGreaterThan(300);
        assertThat(world.client.waiting()).isZero();
    }

    @Test
    void theServerMaySayWhenToRenew() {
        world.first.options.put(OptionCode.RENEWAL_TIME, FakeServer.seconds(100));
        world.first.options.put(OptionCode.REBINDING_TIME, FakeServer.seconds(200));
        world.ask("s-1", "alice");
        Instant renewal = world.client.nextDeadline().orElseThrow();
        assertThat(Duration.between(world.now, renewal)).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
    }

    @Test
    void aLeaseWithoutEndIsNotRenewed() {
        world.first.leaseSeconds = 0xffff_ffffL;
        world.ask("s-1", "alice");
        assertThat(world.lease("s-1").lifetime()).isEqualTo(DhcpLease.FOREVER);
        assertThat(world.client.nextDeadline()).isEmpty();
        world.release("s-1");
        assertThat(world.first.releases).isEqualTo(1);
    }

    /// The other one of a failover pair knows the lease too.
    @Test
    void whereTheServerIsSilentTheOthersAreAsked() {
        world.down.add(world.second);
        world.ask("s-1", "alice");
        world.down.add(world.first);
        world.sent.clear();
        world.to.clear();
        world.passes(Duration.ofMinutes(52));
        assertThat(world.to).containsOnly(world.first.address());
        world.passes(Duration.ofMinutes(1));
        assertThat(world.to).endsWith(world.first.address(), world.second.address());
        assertThat(world.types()).containsOnly(REQUEST);
        world.receive(world.second.address(), world.second.reply(
                world.last(), ACK, Addresses.parse("10.1.0.10"), world.second.options));
        assertThat(world.client.stats().results(Result.RENEWED)).isEqualTo(1);
        world.down.clear();
        world.release("s-1");
        assertThat(world.second.releases).isEqualTo(1);
        assertThat(world.first.releases).isZero();
    }

    @Test
    void aLeaseThatNobodyRenewsEndsTheSessionWhenItRunsOut() {
        world.ask("s-1", "alice");
        world.down.addAll(world.servers.values());
        world.sent.clear();
        world.passes(HOUR.minusSeconds(1));
        assertThat(world.lost).isEmpty();
        // Half of what is left each time: it ends in few, not in many.
        assertThat(world.sent).hasSizeBetween(6, 40);
        world.passes(Duration.ofSeconds(1));
        assertThat(world.lost).containsExactly(Map.entry("s-1", "no DHCP server renewed 10.1.0.10"));
        assertThat(world.client.nextDeadline()).isEmpty();
        // The session still ends with the address; until then nobody else gets it.
        assertThat(world.pools.claim(Addresses.parse("10.1.0.10"), "x")).isEqualTo(new Pools.Claim.HeldBy("s-1"));
        world.sent.clear();
        world.release("s-1");
        assertThat(world.sent).isEmpty();
        assertThat(world.pools.claim(Addresses.parse("10.1.0.10"), "x")).isInstanceOf(Pools.Claim.Granted.class);
        assertThat(world.client.size()).isZero();
    }

    @Test
    void aServerThatWithdrawsALeaseEndsTheSession() {
        world.ask("s-1", "alice");
        world.first.refuses = true;
        world.passes(HOUR.dividedBy(2));
        assertThat(world.lost)
                .containsExactly(Map.entry("s-1", "DHCP server 198.51.100.10 withdrew 10.1.0.10: not yours"));
        assertThat(world.client.stats().results(Result.LOST)).isEqualTo(1);
        assertThat(world.client.waiting()).isZero();
    }

    @Test
    void aLeaseGoesOnWithTheSameAddressOnly() {
        world.ask("s-1", "alice");
        world.down.add(world.first);
        world.passes(HOUR.dividedBy(2));
        world.receive(world.first.address(), world.first.reply(
                world.last(), ACK, Addresses.parse("10.1.0.77"), Map.of()));
        assertThat(world.client.stats().drops(Drop.OTHER_ADDRESS)).isEqualTo(1);
        assertThat(world.client.waiting()).isEqualTo(1);
    }

    @Test
    void answersThatWereNotAskedForAreDroppedAndCounted() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        DhcpPacket offer = offer(world.first, "10.1.0.99");
        InetAddress stranger = Addresses.parse("198.51.100.66");
        world.receive(stranger, offer);
        assertThat(drops(Drop.UNKNOWN_SOURCE)).isEqualTo(1);
        world.receive(world.first.address(), world.last());
        assertThat(drops(Drop.NOT_A_REPLY)).isEqualTo(1);
        world.receive(world.first.address(), with(offer, offer.xid() ^ 1, offer.chaddr()));
        assertThat(drops(Drop.NO_TRANSACTION)).isEqualTo(1);
        world.receive(world.first.address(), with(offer, offer.xid(), Bytes.fromHex("020000000001")));
        assertThat(drops(Drop.OTHER_CLIENT)).isEqualTo(1);
        DhcpPacket asking = world.last();
        world.receive(world.first.address(), world.first.reply(
                asking, OFFER, Addresses.parse("10.1.0.99"), Map.of(61, Bytes.ofUtf8("another"))));
        assertThat(drops(Drop.OTHER_CLIENT)).isEqualTo(2);
        world.receive(world.first.address(), world.first.reply(
                asking, ACK, Addresses.parse("10.1.0.99"), Map.of()));
        world.receive(world.first.address(), world.first.reply(asking, NAK, DhcpPacket.NONE, Map.of()));
        assertThat(drops(Drop.OUT_OF_TURN)).isEqualTo(2);
        world.handle(new DhcpInput.Received(
                new InetSocketAddress(world.first.address(), 67), offer.write().slice(0, 239)));
        world.receive(world.first.address(), world.first.reply(asking, OFFER, DhcpPacket.NONE, Map.of()));
        assertThat(drops(Drop.MALFORMED)).isEqualTo(2);
        assertThat(world.answers).isEmpty();
        assertThat(world.types()).containsOnly(DISCOVER);

        // The first true one is taken, its repeat and a later one of another server are not.
        world.receive(world.first.address(), offer);
        world.receive(world.first.address(), offer);
        world.receive(world.second.address(), world.second.reply(
                asking, OFFER, Addresses.parse("10.1.0.98"), Map.of()));
        assertThat(drops(Drop.OUT_OF_TURN)).isEqualTo(4);
        DhcpPacket ack = world.first.reply(asking, ACK, Addresses.parse("10.1.0.99"), Map.of());
        world.receive(world.second.address(), world.second.reply(
                asking, ACK, Addresses.parse("10.1.0.98"), Map.of()));
        assertThat(drops(Drop.OUT_OF_TURN)).isEqualTo(5);
        world.receive(world.first.address(), ack);
        world.receive(world.first.address(), ack);
        assertThat(world.address("s-1")).isEqualTo("10.1.0.99");
        assertThat(drops(Drop.NO_TRANSACTION)).isEqualTo(2);
    }

    @Test
    void aSessionAsksOnce() {
        world.down.addAll(world.servers.values());
        world.ask("s-1", "alice");
        world.ask("s-1", "alice");
        assertThat(world.answers.get("s-1")).isInstanceOf(AddressAnswer.Refused.class);
        assertThat(world.client.size()).isEqualTo(1);
    }

    @Test
    void manyLogInAtOnceAndEachGetsHisOwn() {
        world.down.addAll(world.servers.values());
        int many = 20_000;
        for (int i = 0; i < many; i++) world.ask("s-" + i, "user " + i);
        assertThat(world.client.waiting()).isEqualTo(many);
        world.down.clear();
        world.passes(Duration.ofSeconds(2));
        var addresses = new HashSet<String>();
        for (int i = 0; i < many; i++) addresses.add(world.address("s-" + i));
        assertThat(addresses).hasSize(many);
        assertThat(world.client.waiting()).isZero();
        // They came together, and do not renew together.
        Instant earliest = world.client.nextDeadline().orElseThrow();
        long before = world.client.stats().results(Result.RENEWED);
        world.passes(Duration.between(world.now, earliest).plusSeconds(10));
        assertThat(world.client.stats().results(Result.RENEWED) - before).isBetween(1L, many / 4L);
        for (int i = 0; i < many; i++) world.release("s-" + i);
        assertThat(world.client.size()).isZero();
        assertThat(world.client.nextDeadline()).isEmpty();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
    }

    @Test
    void anIdentityThatIsTooLongForAnOptionIsShortened() {
        String name = "a".repeat(300);
        world.ask("s-1", name);
        Bytes identifier = world.sent.getFirst().options().get(61).orElseThrow();
        assertThat(identifier.length()).isEqualTo(33);
        assertThat(ClientIdentity.of(name + "b", 1).identifier()).isNotEqualTo(identifier);
        assertThat(ClientIdentity.of("a".repeat(254), 1).identifier().length()).isEqualTo(255);
    }

    private long drops(Drop reason) {
        return world.client.stats().drops(reason);
    }

    private DhcpPacket offer(FakeServer server, String address) {
        return server.reply(world.last(), OFFER, Addresses.parse(address), server.options);
    }

    private static DhcpPacket with(DhcpPacket packet, long xid, Bytes chaddr) {
        return new DhcpPacket(
                packet.op(), packet.hops(), xid, packet.secs(), packet.flags(), packet.ciaddr(), packet.yiaddr(),
                packet.giaddr(), chaddr, packet.options());
    }
}
