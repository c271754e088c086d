package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.ike.AaaRoom;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.Limits.Sources;
import gatehouse.net.Datagram;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.UnknownPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is let in to begin at all: limits of all, of an address, of a network, in number and in speed; and cookies.
class AdmissionTest {
    private final World.Shape shape = new World.Shape();

    @Test
    void oneAddressHasSoManyHalfOpen() {
        shape.limits = limits(1000, Limits.NEVER, 3, Sources.DEFAULT);
        World world = new World(shape);
        assertThat(knock(world, 1, 5)).isEqualTo(3);
        assertThat(drops(world, Drop.ADDRESS_LIMIT)).isEqualTo(2);
        assertThat(knock(world, 2, 1)).isEqualTo(1);
    }

    @Test
    void oneNetworkHasSoManyHalfOpen() {
        shape.limits = limits(1000, Limits.NEVER, 50, new Sources(4, 0, 0, 29, 64, 1000));
        World world = new World(shape);
        assertThat(knock(world, 1, 2) + knock(world, 2, 2) + knock(world, 3, 2)).isEqualTo(4);
        assertThat(drops(world, Drop.PREFIX_LIMIT)).isEqualTo(2);
        // 198.51.100.8 is in the next network of eight.
        assertThat(knock(world, 8, 1)).isEqualTo(1);
    }

    @Test
    void oneAddressBeginsSoManyInASecond() {
        shape.limits = limits(1000, Limits.NEVER, 50, new Sources(500, 3, 0, 24, 64, 1000));
        World world = new World(shape);
        assertThat(knock(world, 1, 5)).isEqualTo(3);
        assertThat(drops(world, Drop.ADDRESS_RATE)).isEqualTo(2);
        world.run(Duration.ofMillis(700));
        assertThat(knock(world, 1, 5)).isEqualTo(2);
        world.run(Duration.ofSeconds(60));
        assertThat(knock(world, 1, 5)).isEqualTo(3);
    }

    @Test
    void oneNetworkBeginsSoManyInASecond() {
        shape.limits = limits(1000, Limits.NEVER, 50, new Sources(500, 0, 3, 24, 64, 1000));
        World world = new World(shape);
        assertThat(knock(world, 1, 2) + knock(world, 2, 2)).isEqualTo(3);
        assertThat(drops(world, Drop.PREFIX_RATE)).isEqualTo(1);
    }

    @Test
    void whoeverHasHalfOfWhatHeMayHaveProvesHisAddressForTheRest() {
        shape.limits = limits(1000, 500, 4, Sources.DEFAULT);
        World world = new World(shape);
        assertThat(knock(world, 1, 6)).isEqualTo(2);
        assertThat(world.engine.stats().cookiesSent()).isEqualTo(4);
        assertThat(drops(world, Drop.ADDRESS_LIMIT)).isZero();
        // The one whose address it is gets in, whoever sent these.
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client alice = world.connect(new Client.Shape("alice"));
        world.run(Duration.ofMillis(900));
        assertThat(alice.connected()).as("%s", alice.seen).isTrue();
        assertThat(world.engine.stats().cookiesSent()).isEqualTo(5);
    }

    @Test
    void whoIsServedBeforeHeComesWithTheCookieGetsInNevertheless() {
        World world = new World(KeyedPeer.gateway());
        world.room = AaaRoom.Level.SCARCE;
        var peer = new KeyedPeer(world, 1);
        List<Bytes> answers = peer.initAgain(() -> world.room = AaaRoom.Level.AMPLE);
        assertThat(answers.getLast()).as("one SA, and the same answer").isEqualTo(answers.getFirst());
        assertThat(world.engine.size()).isEqualTo(1);
        peer.authenticate(KeyedPeer.address(), KeyedPeer.child());
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void cookiesAreNeverDemandedWhereThatIsSaid() {
        shape.limits = limits(4, Limits.NEVER, 50, Sources.DEFAULT);
        World world = new World(shape);
        assertThat(knock(world, 1, 6)).isEqualTo(4);
        assertThat(world.engine.stats().cookiesSent()).isZero();
        assertThat(drops(world, Drop.HALF_OPEN_LIMIT)).isEqualTo(2);
    }

    @Test
    void loginsUnderWayAreLimitedAndThoseThatWaitForAaaDoNotCount() {
        shape.limits = limits(1000, Limits.NEVER, 50, new Sources(500, 0, 0, 24, 64, 3));
        shape.queryIdentity = false;
        World world = new World(shape);
        for (int host = 1; host <= 3; host++) world.aaa.user("user" + host, "secret", EapType.MSCHAPV2);
        world.thinks = _ -> Optional.of(Duration.ofSeconds(30));
        for (int host = 1; host <= 2; host++) {
            var person = new Client.Shape("user" + host);
            person.host = host;
            world.connect(person);
        }
        world.run(Duration.ofSeconds(1));
        assertThat(world.engine.questions()).isEqualTo(2);
        assertThat(world.engine.negotiating()).isZero();
        assertThat(knock(world, 9, 5)).isEqualTo(3);
        assertThat(drops(world, Drop.NEGOTIATION_LIMIT)).isEqualTo(2);
    }

    @Test
    void theGatewayHasSoManySessions() {
        shape.limits = new Limits(1000, Limits.NEVER, 50, 1, 1000, 8);
        World world = new World(shape);
        List<Client> clients = new ArrayList<>();
        for (int host = 1; host <= 3; host++) {
            world.aaa.user("user" + host, "secret", EapType.MSCHAPV2);
            var person = new Client.Shape("user" + host);
            person.host = host;
            clients.add(world.connect(person));
            // The second begins while the first has no session yet, the third after.
            if (host == 2) world.run(Duration.ofSeconds(5));
        }
        world.run(Duration.ofSeconds(5));
        assertThat(clients).extracting(Client::connected).containsExactly(true, false, false);
        assertThat(world.all(Effect.LoginFailed.class)).singleElement().satisfies(failed -> assertThat(failed.reason())
                .isEqualTo("the gateway has 1 sessions, and limits.sessions is 1"));
        assertThat(drops(world, Drop.SESSION_LIMIT)).isPositive();
    }

    @Test
    void aCookieIsGoodForTheMinuteOfItsSecretAndTheNext() throws Exception {
        shape.limits = limits(1000, 0, 50, Sources.DEFAULT);
        World world = new World(shape);
        Datagram request = request(world, 1);
        assertThat(deliver(world, request)).isFalse();
        Bytes cookie = reply(world).notify(NotifyType.COOKIE).orElseThrow().data();
        for (int seconds : new int[] {59, 60}) {
            world.run(Duration.ofSeconds(seconds));
            var other = new Datagram(request.path(), with(cookie, request.payload(), seconds));
            // It is bound to the nonce and the SPI that it was made for.
            assertThat(deliver(world, other)).isFalse();
            assertThat(deliver(world, new Datagram(request.path(), with(cookie, request.payload(), 0)))).isTrue();
        }
        World late = new World(shape);
        Datagram again = request(late, 1);
        deliver(late, again);
        Bytes old = reply(late).notify(NotifyType.COOKIE).orElseThrow().data();
        late.run(Duration.ofSeconds(121));
        assertThat(deliver(late, new Datagram(again.path(), with(old, again.payload(), 0)))).isFalse();
        assertThat(reply(late).notify(NotifyType.COOKIE).orElseThrow().data()).isNotEqualTo(old);
    }

    @Test
    void whoHasNotProvedHisAddressIsToldTheCookieAndNothingElse() throws Exception {
        shape.limits = limits(1000, 0, 50, Sources.DEFAULT);
        World world = new World(shape);
        Datagram request = request(world, 1);
        IkeMessage message = MessageReader.read(request.payload());
        List<Payload> critical = Stream.concat(
                message.payloads().stream(),
                Stream.of(new UnknownPayload(new PayloadType(200), true, Bytes.EMPTY))).toList();
        var strange = new Datagram(request.path(), MessageWriter.write(message.header(), critical));
        deliver(world, strange);
        IkeMessage demand = reply(world);
        assertThat(demand.payloads()).singleElement().isInstanceOf(NotifyPayload.class);
        assertThat(world.fromGateway.getLast().payload().length()).isLessThan(request.payload().length());
        Bytes cookie = demand.notify(NotifyType.COOKIE).orElseThrow().data();
        deliver(world, new Datagram(request.path(), with(cookie, strange.payload(), 0)));
        assertThat(reply(world).notify(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD)).isPresent();
    }

    @Test
    void underPressureTooWhatIsMalformedIsMetWithSilence() throws Exception {
        shape.limits = limits(1000, 0, 50, Sources.DEFAULT);
        World world = new World(shape);
        Datagram request = request(world, 1);
        IkeMessage message = MessageReader.read(request.payload());
        List<Payload> withoutNonce = message.payloads().stream()
                .filter(payload -> !(payload instanceof NoncePayload))
                .toList();
        deliver(world, new Datagram(request.path(), MessageWriter.write(message.header(), withoutNonce)));
        deliver(world, new Datagram(request.path(), MessageWriter.write(message.header(), List.of())));
        assertThat(world.fromGateway).isEmpty();
        assertThat(drops(world, Drop.MALFORMED)).isEqualTo(2);
        assertThat(world.engine.stats().cookiesSent()).isZero();
    }

    @Test
    void repeatsThatNoClientWouldSendAreMetWithSilence() {
        World world = new World(shape);
        Datagram request = request(world, 1);
        for (int i = 0; i < 40; i++) deliver(world, request);
        assertThat(world.engine.halfOpen()).isEqualTo(1);
        assertThat(world.fromGateway).hasSize(17);
        assertThat(drops(world, Drop.REPEAT_LIMIT)).isEqualTo(23);
    }

    @Test
    void requestsAreCountedByExchangeAndRefusalsByNotify() {
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.login("alice");
        assertThat(world.engine.stats().requests())
                .containsEntry(ExchangeType.IKE_SA_INIT, 1L)
                .containsEntry(ExchangeType.IKE_AUTH, 5L);
        assertThat(world.engine.stats().refusals()).isEmpty();
        var wrong = new Client.Shape("alice");
        wrong.host = 2;
        wrong.password = "a guess";
        world.connect(wrong);
        world.run(Duration.ofSeconds(5));
        assertThat(world.engine.stats().refusals()).containsExactly(
                Map.entry(NotifyType.AUTHENTICATION_FAILED, 1L));
    }

    private static Limits limits(int halfOpen, int cookies, int perAddress, Sources sources) {
        return new Limits(halfOpen, cookies, perAddress, 1000, 1000, 8, 1000, sources);
    }

    private static long drops(World world, Drop reason) {
        return world.engine.stats().drops(reason);
    }

    /// So many first messages from a host, of which it is told how many were let in.
    private static int knock(World world, int host, int times) {
        int letIn = 0;
        for (int i = 0; i < times; i++) if (deliver(world, request(world, host))) letIn++;
        return letIn;
    }

    private static boolean deliver(World world, Datagram request) {
        int before = world.engine.halfOpen();
        world.link.loses = _ -> true;
        world.deliver(request);
        world.link.loses = _ -> false;
        return world.engine.halfOpen() > before;
    }

    /// What a client sends first; nobody answers for it.
    private static Datagram request(World world, int host) {
        var person = new Client.Shape("user" + host);
        person.host = host;
        world.link.loses = _ -> true;
        world.connect(person);
        world.link.loses = _ -> false;
        return world.toGateway.getLast();
    }

    private static IkeMessage reply(World world) throws MalformedException {
        return MessageReader.read(world.fromGateway.getLast().payload());
    }

    /// The same with a cookie, of another client if `other` is not zero.
    private static Bytes with(Bytes cookie, Bytes request, int other) throws MalformedException {
        IkeMessage message = MessageReader.read(request);
        List<Payload> payloads = Stream.concat(
                Stream.of(NotifyPayload.of(NotifyType.COOKIE, cookie)), message.payloads().stream()).toList();
        IkeHeader header = IkeHeader.of(
                message.header().initiatorSpi() + other, 0, ExchangeType.IKE_SA_INIT, true, false, 0);
        return new ByteWriter(0).bytes(MessageWriter.write(header, payloads)).toBytes();
    }
}
