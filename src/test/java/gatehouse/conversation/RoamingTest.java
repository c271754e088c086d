package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.Contact.Roaming;
import gatehouse.ike.policy.Contact.Roaming.AddressProof;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients whose address changes (RFC 4555; RFC 7296, section 2.23).
class RoamingTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final InetSocketAddress NAT = endpoint("192.0.2.99", 61_234);

    private static InetSocketAddress endpoint(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }

    private static InetSocketAddress place(int number) {
        return endpoint("198.51.100." + number, 4500);
    }

    private static World world(Roaming roaming) {
        var shape = new World.Shape();
        shape.contact = new Contact(
                Contact.DEFAULT.liveness(), Contact.DEFAULT.window(), Contact.DEFAULT.crashTokens(), roaming);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static Roaming roaming(AddressProof proof, String... allowed) {
        return new Roaming(
                true,
                allowed.length == 0 ? Contact.DEFAULT.roaming().allowed() : List.of(allowed).stream()
                        .map(Prefix::parse)
                        .toList(),
                proof,
                List.of());
    }

    private static Client login(World world, boolean mobike) {
        return login(world, mobike, List.of());
    }

    private static Client login(World world, boolean mobike, List<NotifyPayload> more) {
        var shape = new Client.Shape("alice");
        shape.contact = new InitiatorSettings.Contact(mobike, 1, Bytes.EMPTY, more);
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static Path espPath(World world) {
        return world.dataPlane.path(world.dataPlane.installed().getFirst().inboundSpi());
    }

    private static List<Payload> answer(Client client) {
        return client.last(InitiatorEffect.Moved.class).orElseThrow().answer();
    }

    private static NotifyPayload noNats(InetSocketAddress from, InetSocketAddress to) {
        return NotifyPayload.of(NotifyType.NO_NATS_ALLOWED, new ByteWriter(12)
                .bytes(Addresses.bytes(from.getAddress()))
                .bytes(Addresses.bytes(to.getAddress()))
                .u16(from.getPort())
                .u16(to.getPort())
                .toBytes());
    }

    /// Traffic both ways, a packet each so often; where it goes is the data plane's affair, and what is lost is noted.
    private static final class Traffic {
        static final Duration SPACING = Duration.ofMillis(5);

        final World world;
        final Client client;
        final List<Instant> lost = new ArrayList<>();
        int arrived;
        private InetSocketAddress known;
        private InetSocketAddress left;
        private InetSocketAddress told;

        Traffic(World world, Client client) {
            this.world = world;
            this.client = client;
            tick();
        }

        private void tick() {
            if (!client.connected() || world.dataPlane.installed().isEmpty()) return;
            int pair = world.dataPlane.installed().getLast().inboundSpi();
            InetSocketAddress from = world.link.outside(client.local.local());
            world.at(world.now().plus(world.link.delay), () -> up(pair, from));
            InetSocketAddress to = world.dataPlane.path(pair).remote();
            Instant sent = world.now();
            world.at(world.now().plus(world.link.delay), () -> down(to, sent));
            world.at(world.now().plus(SPACING), this::tick);
        }

        // As InboundSa does: it tells of each place once, and does not mind what comes late.
        private void up(int pair, InetSocketAddress from) {
            Path path = world.dataPlane.path(pair);
            if (path == null) return;
            if (known != null && !known.equals(path.remote())) {
                left = known;
                told = null;
            }
            known = path.remote();
            if (from.equals(known)) {
                told = null;
                left = null;
            } else if (!from.equals(told) && !from.equals(left)) {
                told = from;
                world.feed(new Input.Traffic(new DataPlaneEvent.PeerMoved(pair, from)));
            }
        }

        private void down(InetSocketAddress to, Instant sent) {
            if (world.at(to).filter(client::equals).isPresent()) arrived++;
            else lost.add(sent);
        }

        /// The longest time in which all that was sent to the client was lost.
        Duration longestLoss() {
            Duration longest = Duration.ZERO;
            Instant begin = null;
            Instant before = null;
            for (Instant sent : lost) {
                if (before == null || Duration.between(before, sent).compareTo(SPACING) > 0) begin = sent;
                before = sent;
                Duration lasted = Duration.between(begin, sent).plus(SPACING);
                if (lasted.compareTo(longest) > 0) longest = lasted;
            }
            return longest;
        }

        int losses() {
            int losses = 0;
            Instant before = Instant.MIN;
            for (Instant sent : lost) {
                if (before.plus(SPACING).isBefore(sent)) losses++;
                before = sent;
            }
            return losses;
        }
    }

    /// Every two seconds the client is at another address, or a NAT appears or vanishes, or both.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHundredChangesAreOneSessionAndLoseARoundTripEach(boolean mobike) {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, mobike);
        SessionId id = world.id("alice");
        var traffic = new Traffic(world, client);
        long seed = System.nanoTime();
        var random = new Random(seed);
        boolean translated = false;
        int number = 1;
        for (int change = 0; change < 100; change++) {
            boolean turns = random.nextInt(3) == 0;
            if (turns) translated = !translated;
            if (!turns || random.nextBoolean()) {
                world.link.forget(client.local.local());
                number = number == 250 ? 2 : number + 1;
                if (translated) world.link.translate(place(number), NAT);
                world.move(client, place(number));
            } else if (translated) {
                world.link.translate(client.local.local(), NAT);
            } else {
                world.link.forget(client.local.local());
            }
            world.run(Duration.ofSeconds(2));
            assertThat(world.session("alice").path().remote())
                    .as("change %d of seed %d", change, seed)
                    .isEqualTo(world.link.outside(client.local.local()));
            assertThat(espPath(world)).isEqualTo(world.session("alice").path());
        }
        assertThat(client.connected()).isTrue();
        assertThat(world.id("alice")).isEqualTo(id);
        assertThat(world.accounted(AccountingEvent.Start.class)).hasSize(1);
        assertThat(world.accounted(AccountingEvent.Stop.class)).isEmpty();
        assertThat(world.accounted(AccountingEvent.Interim.class)).isNotEmpty()
                .allSatisfy(record -> assertThat(record.session().id()).isEqualTo(id));
        assertThat(traffic.arrived).isGreaterThan(35_000);
        assertThat(traffic.losses()).as("seed %d", seed).isLessThanOrEqualTo(100);
        // A move that only packets show is not known before the next of them.
        assertThat(traffic.longestLoss()).as("seed %d", seed).isLessThanOrEqualTo(ROUND_TRIP.plus(Traffic.SPACING));
        assertThat(world.engine.size()).isEqualTo(1);
    }

    @Test
    void theGatewaySaysThatItKnowsMobikeToWhomItMatters() {
        assertThat(told(login(world(Contact.DEFAULT.roaming()), true)))
                .anyMatch(line -> line.contains("<- IKE_AUTH") && line.contains("MOBIKE_SUPPORTED")
                        && line.contains("NO_ADDITIONAL_ADDRESSES"));
        assertThat(told(login(world(Contact.DEFAULT.roaming()), false)))
                .noneMatch(line -> line.contains("MOBIKE_SUPPORTED"));
        var off = new Roaming(false, Contact.DEFAULT.roaming().allowed(), AddressProof.AFTER, List.of());
        assertThat(told(login(world(off), true))).noneMatch(line -> line.contains("<-") && line.contains("MOBIKE"));
    }

    @Test
    void otherAddressesOfTheGatewayAreTold() {
        List<InetAddress> others =
                List.of(Addresses.parse("203.0.113.1"), Addresses.parse("203.0.113.2"), Addresses.parse("2001:db8::2"));
        var roaming = new Roaming(true, Contact.DEFAULT.roaming().allowed(), AddressProof.AFTER, others);
        assertThat(told(login(world(roaming), true))).anyMatch(line -> line.contains("<- IKE_AUTH")
                && line.contains("N(ADDITIONAL_IP4_ADDRESS) N(ADDITIONAL_IP6_ADDRESS)")
                && !line.contains("NO_ADDITIONAL_ADDRESSES"));
    }

    private static List<String> told(Client client) {
        return client.seen.stream()
                .filter(InitiatorEffect.Told.class::isInstance)
                .map(effect -> ((InitiatorEffect.Told) effect).line())
                .toList();
    }

    @Test
    void anUpdateMovesTheTrafficTheSessionAndItsAccounting() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        world.run(Duration.ofSeconds(10));
        InetSocketAddress before = client.local.local();
        world.move(client, place(77));
        world.run(Duration.ofSeconds(1));
        assertThat(world.session("alice").path().remote()).isEqualTo(place(77));
        assertThat(espPath(world).remote()).isEqualTo(place(77));
        assertThat(world.accounted(AccountingEvent.Interim.class)).singleElement()
                .satisfies(record -> assertThat(record.session().path().remote()).isEqualTo(place(77)));
        assertThat(world.all(Effect.Moved.class)).singleElement().satisfies(moved -> {
            assertThat(moved.before().remote()).isEqualTo(before);
            assertThat(moved.by()).isEqualTo(Effect.Moved.By.MOBIKE);
        });
        assertThat(world.engine.stats().moves(Effect.Moved.By.MOBIKE)).isEqualTo(1);
    }

    @Test
    void theAnswerTellsWhetherThereIsANat() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        world.link.translate(place(77), NAT);
        world.move(client, place(77));
        world.run(Duration.ofSeconds(1));
        assertThat(answer(client)).extracting(payload -> ((NotifyPayload) payload).notifyType())
                .containsExactly(NotifyType.NAT_DETECTION_SOURCE_IP, NotifyType.NAT_DETECTION_DESTINATION_IP);
        assertThat(world.session("alice").path().remote()).isEqualTo(NAT);
        Bytes behind = Payloads.notify(answer(client), NotifyType.NAT_DETECTION_DESTINATION_IP).orElseThrow().data();
        world.link.forget(place(77));
        world.link.translate(place(78), NAT);
        world.move(client, place(78));
        world.run(Duration.ofSeconds(1));
        assertThat(Payloads.notify(answer(client), NotifyType.NAT_DETECTION_DESTINATION_IP).orElseThrow().data())
                .isEqualTo(behind);
    }

    @Test
    void anotherPathIsTriedWithoutGoingThere() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        Path before = world.session("alice").path();
        Path other = new Path(place(77), client.local.remote());
        world.registerBeside(client, place(77));
        world.tell(client, new InitiatorInput.TryPath(other));
        world.run(Duration.ofSeconds(1));
        assertThat(client.last(InitiatorEffect.Reached.class).orElseThrow().path()).isEqualTo(other);
        assertThat(world.fromGateway.getLast().path().remote()).isEqualTo(place(77));
        assertThat(world.session("alice").path()).isEqualTo(before);
        assertThat(espPath(world)).isEqualTo(before);
        // Whether the client lives is asked where it is.
        world.run(Duration.ofMinutes(1));
        assertThat(world.fromGateway.getLast().path()).isEqualTo(before);
        assertThat(client.connected()).isTrue();
    }

    @Test
    void withoutMobikeAnyRequestMoves() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, false);
        world.move(client, place(77));
        world.run(Duration.ofSeconds(1));
        assertThat(world.session("alice").path().remote()).isEqualTo(place(77));
        assertThat(world.all(Effect.Moved.class)).singleElement()
                .satisfies(moved -> assertThat(moved.by()).isEqualTo(Effect.Moved.By.IKE));
    }

    @Test
    void withoutMobikeAnAnswerMovesToo() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, false);
        // A NAT appears while the question whether the client lives is on its way.
        world.link.loses = datagram -> datagram.path().remote().equals(place(1));
        world.run(Duration.ofSeconds(26));
        world.link.loses = _ -> false;
        world.link.translate(place(2), NAT);
        world.registerBeside(client, place(2));
        world.tell(client, new InitiatorInput.Received(world.toClient(place(2))));
        world.run(Duration.ofSeconds(1));
        assertThat(world.session("alice").path().remote()).isEqualTo(NAT);
        assertThat(client.connected()).isTrue();
    }

    @Test
    void whoWasNeverSeenThereHasToProveIt() {
        World world = world(roaming(AddressProof.BEFORE));
        Client client = login(world, true);
        Path before = espPath(world);
        world.move(client, place(77));
        world.run(Duration.ofMillis(30));
        assertThat(world.session("alice").path().remote()).isEqualTo(place(77));
        assertThat(espPath(world)).as("until it has proved it").isEqualTo(before);
        world.run(Duration.ofMillis(60));
        assertThat(espPath(world).remote()).isEqualTo(place(77));
        assertThat(told(client)).anyMatch(line -> line.contains("<- INFORMATIONAL") && line.contains("COOKIE2"));
        int asked = cookies(client);
        world.move(client, place(1));
        world.move(client, place(77));
        world.run(Duration.ofSeconds(1));
        assertThat(cookies(client)).as("it was seen there").isEqualTo(asked);
        assertThat(espPath(world).remote()).isEqualTo(place(77));
    }

    private static int cookies(Client client) {
        return (int) told(client).stream()
                .filter(line -> line.contains("<- INFORMATIONAL") && line.contains("COOKIE2"))
                .count();
    }

    @ParameterizedTest
    @EnumSource(value = AddressProof.class, names = {"AFTER", "NONE"})
    void trafficGoesThereAtOnceWhereThatIsTrusted(AddressProof proof) {
        World world = world(roaming(proof));
        Client client = login(world, true);
        world.move(client, place(77));
        world.run(Duration.ofMillis(20));
        assertThat(espPath(world).remote()).isEqualTo(place(77));
        world.run(Duration.ofSeconds(1));
        assertThat(cookies(client)).isEqualTo(proof == AddressProof.AFTER ? 1 : 0);
    }

    @Test
    void whatWasRepeatedElsewhereProvesNothing() {
        World world = world(roaming(AddressProof.BEFORE));
        Client client = login(world, true);
        world.move(client, place(77));
        world.run(Duration.ofMillis(25));
        // COOKIE2 is on its way to the first; it is repeated to the second, where it arrives.
        world.move(client, place(78));
        world.run(Duration.ofMillis(85));
        assertThat(espPath(world).remote()).isEqualTo(place(1));
        world.run(Duration.ofSeconds(1));
        assertThat(cookies(client)).isGreaterThanOrEqualTo(2);
        assertThat(espPath(world).remote()).isEqualTo(place(78));
    }

    @Test
    void aClientThatCannotProveItIsLost() {
        World world = world(roaming(AddressProof.AFTER));
        Client client = login(world, true);
        world.move(client, place(77));
        world.link.loses = datagram -> datagram.path().local().equals(place(77))
                || datagram.path().remote().equals(place(77)) && world.fromGateway.size() > 1;
        world.run(Duration.ofMinutes(5));
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.LOST_CARRIER);
    }

    @Test
    void aMoveWhereItMayNotIsRefused() {
        World world = world(roaming(AddressProof.AFTER, "198.51.100.0/25"));
        Client client = login(world, true);
        Path before = world.session("alice").path();
        world.move(client, place(200));
        world.run(Duration.ofSeconds(1));
        assertThat(Payloads.notify(answer(client), NotifyType.UNACCEPTABLE_ADDRESSES)).isPresent();
        assertThat(world.session("alice").path()).isEqualTo(before);
        assertThat(espPath(world)).isEqualTo(before);
        assertThat(world.all(Effect.MoveRefused.class)).hasSize(1);
        assertThat(world.engine.stats().movesRefused()).isEqualTo(1);
        world.feed(new Input.Traffic(new DataPlaneEvent.PeerMoved(
                world.dataPlane.installed().getFirst().inboundSpi(), place(200))));
        assertThat(espPath(world)).as("nor do packets move it").isEqualTo(before);
    }

    @Test
    void aClientMayForbidNats() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        Path before = world.session("alice").path();
        world.link.translate(place(77), NAT);
        world.move(client, place(77), noNats(place(77), client.local.remote()));
        world.run(Duration.ofSeconds(1));
        assertThat(Payloads.notify(answer(client), NotifyType.UNEXPECTED_NAT_DETECTED)).isPresent();
        assertThat(world.session("alice").path()).isEqualTo(before);
        world.move(client, place(78), noNats(place(78), client.local.remote()));
        world.run(Duration.ofSeconds(1));
        assertThat(Payloads.notify(answer(client), NotifyType.UNEXPECTED_NAT_DETECTED)).isEmpty();
        assertThat(world.session("alice").path().remote()).isEqualTo(place(78));
    }

    @Test
    void aClientThatForbidsNatsDoesNotLogInThroughOne() {
        World world = world(Contact.DEFAULT.roaming());
        InetSocketAddress client = place(1);
        InetSocketAddress gateway = endpoint("203.0.113.1", 4500);
        assertThat(login(world, true, List.of(noNats(client, gateway))).connected()).isTrue();
        Client wrong = login(world, true, List.of(noNats(place(9), gateway)));
        assertThat(wrong.closed().orElseThrow().reason()).contains("UNEXPECTED_NAT_DETECTED");
        assertThat(world.all(Effect.LoginFailed.class).getLast().reason())
                .isEqualTo("the client allows no NAT, and comes from 198.51.100.1:4500");
    }

    @Test
    void aCookieOfTheClientComesBack() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        var cookie = NotifyPayload.of(NotifyType.COOKIE2, Bytes.fromHex("0102030405060708"));
        world.move(client, place(77), cookie);
        world.run(Duration.ofSeconds(1));
        assertThat(Payloads.notify(answer(client), NotifyType.COOKIE2)).contains(cookie);
    }

    @Test
    void whatWasAskedIsAskedWhereTheClientIs() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        // The question whether it lives goes where nobody is any more.
        world.link.loses = datagram -> datagram.path().remote().equals(place(1));
        world.run(Duration.ofSeconds(31));
        world.move(client, place(77));
        world.run(Duration.ofMillis(100));
        assertThat(told(client)).filteredOn(line -> line.contains("<- INFORMATIONAL 0")).isNotEmpty();
        world.run(Duration.ofMinutes(10));
        assertThat(client.connected()).isTrue();
    }

    @Test
    void aRekeyKeepsItInMind() {
        World world = world(Contact.DEFAULT.roaming());
        Client client = login(world, true);
        SessionId id = world.id("alice");
        for (int i = 0; i < 5; i++) {
            world.tell(client, new InitiatorInput.RekeyIke());
            world.run(Duration.ofMillis(30));
            world.move(client, place(80 + i));
            world.run(Duration.ofSeconds(3));
            assertThat(world.session("alice").path().remote()).isEqualTo(place(80 + i));
            assertThat(client.connected()).isTrue();
        }
        assertThat(client.count(InitiatorEffect.Rekeyed.class)).isEqualTo(5);
        assertThat(world.id("alice")).isEqualTo(id);
        Optional<TerminateCause> stopped = world.accounted(AccountingEvent.Stop.class).stream()
                .map(AccountingEvent.Stop::cause)
                .findFirst();
        assertThat(stopped).isEmpty();
    }
}
