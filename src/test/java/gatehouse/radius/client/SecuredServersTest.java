package gatehouse.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.Radius11;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.ConnectionState.Status;
import gatehouse.radius.client.RadiusServer.StatusServer;
import gatehouse.radius.client.RadiusStats.Drop;
import gatehouse.radius.client.Transport.Kind;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.Trust;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client and servers that are asked over connections.
class SecuredServersTest {
    private static final Secret SECRET = Secret.ofUtf8("radsec");
    private static final Handshake RADIUS_1_0 = new Handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", "", "CN=first");
    private static final Handshake RADIUS_1_1 =
            new Handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", TlsPolicy.ALPN_1_1, "CN=first");

    private final RadiusClient client = new RadiusClient(new SecureRandom(), 4);
    private final Authenticators authenticators = new Authenticators();
    private final Map<Long, RadiusServer> connects = new LinkedHashMap<>();
    private final List<RadiusEffect> seen = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private long ids;

    private static RadiusServer server(String name, Kind kind, StatusServer statusServer, boolean changes) {
        var policy = new TlsPolicy(
                new Trust.SharedKey("us", Secret.ofUtf8("a key of both")), Set.of(TlsPolicy.Version.TLS_1_3),
                TlsPolicy.Radius11.ALLOW);
        return new RadiusServer(
                name, Addresses.parse(name.equals("first") ? "192.0.2.11" : "192.0.2.12"), 2083, 2083, SECRET,
                Duration.ofSeconds(2), 4, Duration.ofSeconds(60), statusServer, Duration.ofSeconds(10), 5000, 1,
                new Transport.Secured(kind, policy, 4, changes), true);
    }

    private static ServerGroup only(Kind kind, StatusServer statusServer) {
        return new ServerGroup("only", List.of(server("first", kind, statusServer, false)));
    }

    private static ServerGroup both() {
        return new ServerGroup("both", List.of(
                server("first", Kind.TLS, StatusServer.OFF, false),
                server("second", Kind.TLS, StatusServer.OFF, false)));
    }

    private List<RadiusEffect> happens(RadiusInput input) {
        List<RadiusEffect> effects = client.handle(input, now);
        for (RadiusEffect effect : effects) {
            if (effect instanceof RadiusEffect.Connect(var number, var server, var _)) connects.put(number, server);
        }
        seen.addAll(effects);
        return effects;
    }

    private List<RadiusEffect> connected(long connection) {
        return happens(new RadiusInput.Connected(connection, RADIUS_1_0));
    }

    private RequestId ask(ServerGroup group) {
        return ask(group, "");
    }

    private RequestId ask(ServerGroup group, String boundTo) {
        var id = new RequestId(++ids);
        happens(new RadiusInput.Submit(
                id, group, boundTo, RadiusCode.ACCESS_REQUEST, List.of(Attributes.USER_NAME.of("user-" + ids))));
        return id;
    }

    /// Time goes by, deadline after deadline.
    private List<RadiusEffect> passes(Duration time) {
        Instant until = now.plus(time);
        var effects = new ArrayList<RadiusEffect>();
        for (Optional<Instant> next = client.nextDeadline(); next.isPresent() && !next.get().isAfter(until);
                next = client.nextDeadline()) {
            if (next.get().isAfter(now)) now = next.get();
            effects.addAll(happens(new RadiusInput.TimeAdvanced()));
        }
        now = until;
        return effects;
    }

    private static <E extends RadiusEffect> List<E> all(List<RadiusEffect> effects, Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<RadiusEffect.SendOver> requests(List<RadiusEffect> effects) {
        return all(effects, RadiusEffect.SendOver.class).stream()
                .filter(send -> send.octets().u8(0) != RadiusCode.STATUS_SERVER.code())
                .toList();
    }

    private static List<RadiusEffect.SendOver> probes(List<RadiusEffect> effects) {
        return all(effects, RadiusEffect.SendOver.class).stream()
                .filter(send -> send.octets().u8(0) == RadiusCode.STATUS_SERVER.code())
                .toList();
    }

    private List<RadiusEffect> accepts(RadiusEffect.SendOver request) {
        return happens(new RadiusInput.Arrived(request.connection(), authenticators.response(
                RadiusCode.ACCESS_ACCEPT, read(request.octets()), List.of(), SECRET)));
    }

    private static RadiusPacket read(Bytes octets) {
        try {
            return RadiusPacket.read(octets);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Attribute> attributes(RadiusEffect.SendOver request) {
        return read(request.octets()).attributes();
    }

    @Test
    void serversAreConnectedBeforeAnybodyAsks() {
        happens(new RadiusInput.Reach(both()));
        assertThat(connects.values()).extracting(RadiusServer::name).containsExactly("first", "second");
        happens(new RadiusInput.Reach(both()));
        assertThat(connects).hasSize(2);
    }

    @Test
    void aRequestWaitsForTheConnection() {
        RequestId id = ask(only(Kind.TLS, StatusServer.OFF));
        assertThat(requests(seen)).isEmpty();
        List<RadiusEffect.SendOver> sent = requests(connected(1));
        assertThat(sent).hasSize(1);
        assertThat(all(accepts(sent.getFirst()), RadiusEffect.Answered.class))
                .extracting(RadiusEffect.Answered::id)
                .containsExactly(id);
    }

    // RFC 6613, section 2.6.1.
    @Test
    void overTlsNothingIsRepeated() {
        ask(only(Kind.TLS, StatusServer.OFF));
        connected(1);
        List<RadiusEffect> effects = passes(Duration.ofSeconds(35));
        assertThat(requests(effects)).isEmpty();
        assertThat(all(effects, RadiusEffect.Failed.class))
                .extracting(RadiusEffect.Failed::reason)
                .containsExactly("server 'first' did not answer");
    }

    @Test
    void overDtlsARequestIsRepeatedToTheOctet() {
        ask(only(Kind.DTLS, StatusServer.OFF));
        RadiusEffect.SendOver first = requests(connected(1)).getFirst();
        List<RadiusEffect.SendOver> repeats = requests(passes(Duration.ofSeconds(10)));
        assertThat(repeats).hasSize(2).allMatch(first::equals);
        assertThat(client.stats().servers().get("first").retransmissions()).isEqualTo(2);
    }

    // Whoever was asked to confirm would be asked anew, over another connection or by another server.
    @Test
    void whoIsWaitedForIsNotAskedAnewWhenTheConnectionIsLost() {
        var patient = new ServerGroup(
                "patient", both().servers(), List.of(), ServerGroup.Order.FIRST, Duration.ofSeconds(60));
        var id = new RequestId(++ids);
        happens(new RadiusInput.Submit(
                id, patient, "", RadiusCode.ACCESS_REQUEST, List.of(Attributes.USER_NAME.of("alice")),
                Secret.wrap(new byte[0]), true));
        assertThat(requests(connected(1))).hasSize(1);
        assertThat(all(passes(Duration.ofSeconds(50)), RadiusEffect.Failed.class)).isEmpty();
        List<RadiusEffect> effects = happens(new RadiusInput.Lost(1, "closed the connection"));
        assertThat(all(effects, RadiusEffect.Failed.class)).containsExactly(new RadiusEffect.Failed(
                id, "server 'first' was lost while a person may have been asked, who is not asked anew: "
                        + "closed the connection"));
        connected(2);
        assertThat(requests(passes(Duration.ofMinutes(5)))).isEmpty();
    }

    @Test
    void aThousandRequestsShareFourConnections() {
        ServerGroup group = only(Kind.TLS, StatusServer.OFF);
        var asked = new HashSet<RequestId>();
        for (int i = 0; i < 1000; i++) asked.add(ask(group));
        for (long next = 1; next <= connects.size(); next++) connected(next);
        assertThat(connects).hasSize(4);
        List<RadiusEffect.SendOver> sent = requests(seen);
        assertThat(sent).hasSize(1000);
        assertThat(sent.stream().map(send -> send.connection() + "/" + send.octets().u8(1))).doesNotHaveDuplicates();
        // RFC 6613, section 2.6.5: 0 is for Status-Server.
        assertThat(sent).noneMatch(send -> send.octets().u8(1) == 0);
        sent.reversed().forEach(this::accepts);
        assertThat(all(seen, RadiusEffect.Answered.class)).extracting(RadiusEffect.Answered::id)
                .containsExactlyInAnyOrderElementsOf(asked);
        assertThat(client.connections()).allMatch(state -> state.inFlight() == 0);
    }

    @Test
    void beyondTheLastIdentifierRequestsWaitForOneToComeFree() {
        ServerGroup group = only(Kind.TLS, StatusServer.OFF);
        for (int i = 0; i < 4 * 255 + 1; i++) ask(group);
        for (long next = 1; next <= connects.size(); next++) connected(next);
        assertThat(connects).hasSize(4);
        assertThat(requests(seen)).hasSize(4 * 255);
        assertThat(requests(accepts(requests(seen).getFirst()))).hasSize(1);
    }

    @Test
    void aLostConnectionsRequestsGoOutAgainOverTheNext() {
        ask(both());
        RadiusEffect.SendOver first = requests(connected(1)).getFirst();
        ask(both());
        accepts(requests(seen).getLast());
        happens(new RadiusInput.Lost(1, "closed the connection"));
        assertThat(all(seen, RadiusEffect.Disconnect.class)).containsExactly(new RadiusEffect.Disconnect(1));
        assertThat(connects.get(2L).name()).isEqualTo("first");
        RadiusEffect.SendOver again = requests(connected(2)).getFirst();
        assertThat(attributes(again)).filteredOn(attribute -> attribute.type() == 1)
                .isEqualTo(attributes(first).stream().filter(attribute -> attribute.type() == 1).toList());
        assertThat(again.octets()).isNotEqualTo(first.octets());
        assertThat(all(accepts(again), RadiusEffect.Answered.class)).hasSize(1);
    }

    @Test
    void whenNoConnectionCanBeHadTheNextServerIsAsked() {
        RequestId id = ask(both());
        happens(new RadiusInput.Lost(1, "refuses connections"));
        assertThat(connects.get(2L).name()).isEqualTo("second");
        RadiusEffect.SendOver sent = requests(connected(2)).getFirst();
        assertThat(all(accepts(sent), RadiusEffect.Answered.class)).extracting(RadiusEffect.Answered::id).contains(id);
        // And the next login does not even try.
        ask(both());
        assertThat(requests(seen).getLast().connection()).isEqualTo(2);
    }

    @Test
    void aConversationWaitsForANewConnectionToItsServer() {
        RequestId id = ask(both(), "first");
        requests(connected(1));
        happens(new RadiusInput.Lost(1, "closed the connection"));
        happens(new RadiusInput.Lost(2, "refuses connections"));
        assertThat(connects.values()).extracting(RadiusServer::name).containsOnly("first");
        passes(Duration.ofSeconds(2));
        RadiusEffect.SendOver again = requests(connected(connects.size())).getFirst();
        assertThat(all(accepts(again), RadiusEffect.Answered.class)).extracting(RadiusEffect.Answered::id).contains(id);
    }

    @Test
    void whoCannotBeReachedSaysWhyInTheEnd() {
        ask(only(Kind.TLS, StatusServer.OFF));
        happens(new RadiusInput.Lost(1, "its certificate expired"));
        while (all(seen, RadiusEffect.Failed.class).isEmpty()) {
            passes(Duration.ofSeconds(1));
            happens(new RadiusInput.Lost(connects.size(), "its certificate expired"));
        }
        assertThat(all(seen, RadiusEffect.Failed.class).getFirst().reason())
                .isEqualTo("server 'first' cannot be reached: its certificate expired");
    }

    @Test
    void triesToConnectGetRarerAndAreScatteredByChance() {
        var pauses = new HashMap<Integer, Set<Duration>>();
        for (int run = 0; run < 20; run++) {
            var other = new SecuredServersTest();
            other.happens(new RadiusInput.Reach(only(Kind.TLS, StatusServer.OFF)));
            for (int attempt = 1; attempt <= 9; attempt++) {
                other.happens(new RadiusInput.Lost(attempt, "refuses connections"));
                Instant next = other.client.nextDeadline().orElseThrow();
                pauses.computeIfAbsent(attempt, _ -> new HashSet<>()).add(Duration.between(other.now, next));
                other.now = next;
                other.happens(new RadiusInput.TimeAdvanced());
                assertThat(other.connects).hasSize(attempt + 1);
            }
        }
        long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int attempt = 1; attempt <= 9; attempt++) {
            Duration middle = Duration.ofSeconds(seconds[attempt - 1]);
            assertThat(pauses.get(attempt)).hasSizeGreaterThan(15).allSatisfy(pause -> assertThat(pause)
                    .isBetween(middle.dividedBy(2), middle.multipliedBy(3).dividedBy(2)));
        }
    }

    @Test
    void aServerThatHangsUpAtOnceIsNotRunAt() {
        happens(new RadiusInput.Reach(only(Kind.TLS, StatusServer.OFF)));
        connected(1);
        happens(new RadiusInput.Lost(1, "closed the connection"));
        assertThat(connects).hasSize(1);
        passes(Duration.ofSeconds(2));
        assertThat(connects).hasSize(2);
    }

    @Test
    void aConnectionThatServedIsReplacedAtOnceAndNobodyIsThoughtDead() {
        happens(new RadiusInput.Reach(both()));
        connected(1);
        passes(Duration.ofSeconds(30));
        happens(new RadiusInput.Lost(1, "closed the connection"));
        assertThat(connects).hasSize(3);
        assertThat(client.isDead("first", now)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aConnectionThatFallsSilentIsClosedAndItsRequestsGoOn(Kind kind) {
        ServerGroup group = only(kind, StatusServer.AUTO);
        happens(new RadiusInput.Reach(group));
        accepts(probes(connected(1)).getFirst());
        ask(group);
        // The answer does not come within the timeout, so Status-Server asks; neither does that one's.
        List<RadiusEffect> effects = passes(Duration.ofMillis(13_500));
        assertThat(probes(effects)).hasSize(1);
        assertThat(all(effects, RadiusEffect.Disconnect.class)).hasSize(1);
        assertThat(all(effects, RadiusEffect.Disconnected.class)).extracting(RadiusEffect.Disconnected::reason)
                .containsExactly("it did not answer Status-Server within 10 s");
        assertThat(requests(connected(2))).hasSize(1);
    }

    @Test
    void anIdleConnectionIsWatched() {
        happens(new RadiusInput.Reach(only(Kind.TLS, StatusServer.AUTO)));
        accepts(probes(connected(1)).getFirst());
        for (int i = 0; i < 3; i++) {
            List<RadiusEffect.SendOver> probes = probes(passes(Duration.ofSeconds(33)));
            assertThat(probes).hasSize(1);
            assertThat(probes.getFirst().octets().u8(1)).isZero();
            accepts(probes.getFirst());
        }
        passes(Duration.ofSeconds(45));
        assertThat(client.connections().getFirst().status()).isEqualTo(Status.OPENING);
    }

    @Test
    void whoNeverAnsweredStatusServerMayNotKnowIt() {
        happens(new RadiusInput.Reach(only(Kind.TLS, StatusServer.AUTO)));
        assertThat(probes(connected(1))).hasSize(1);
        assertThat(passes(Duration.ofMinutes(5))).isEmpty();
        assertThat(client.connections().getFirst().status()).isEqualTo(Status.OPEN);
    }

    @Test
    void aServerThatComesBackIsNotRunOver() {
        happens(new RadiusInput.Reach(both()));
        happens(new RadiusInput.Lost(1, "refuses connections"));
        connected(2);
        passes(Duration.ofSeconds(2));
        connected(3);
        for (int i = 0; i < 10; i++) ask(both());
        assertThat(requests(seen)).filteredOn(send -> send.connection() == 3).hasSize(1);
        assertThat(requests(seen)).filteredOn(send -> send.connection() == 2).hasSize(9);
    }

    @Test
    void radius11HasTokensAndHidesNothing() {
        ServerGroup group = only(Kind.TLS, StatusServer.OFF);
        happens(new RadiusInput.Reach(group));
        happens(new RadiusInput.Connected(1, RADIUS_1_1));
        var id = new RequestId(77);
        happens(new RadiusInput.Submit(id, group, "", RadiusCode.ACCESS_REQUEST,
                List.of(Attributes.USER_NAME.of("alice")), Secret.ofUtf8("her pass")));
        RadiusEffect.SendOver sent = requests(seen).getFirst();
        assertThat(sent.octets().u8(1)).isZero();
        assertThat(sent.octets().slice(8, 20)).isEqualTo(Bytes.wrap(new byte[12]));
        assertThat(attributes(sent)).containsExactly(
                Attributes.USER_NAME.of("alice"), new Attribute(2, Bytes.ofUtf8("her pass")));

        long token = sent.octets().u32(4);
        happens(new RadiusInput.Arrived(1,
                Radius11.packet(RadiusCode.ACCESS_ACCEPT, token + 1 & 0xffff_ffffL, List.of())));
        assertThat(client.stats().drops(Drop.NO_REQUEST_WAITING)).isEqualTo(1);
        happens(new RadiusInput.Arrived(1, Radius11.packet(RadiusCode.ACCOUNTING_RESPONSE, token, List.of())));
        assertThat(client.stats().drops(Drop.WRONG_CODE)).isEqualTo(1);
        happens(new RadiusInput.Arrived(1, Radius11.packet(RadiusCode.ACCESS_ACCEPT, token, List.of())));
        RadiusEffect.Answered answered = all(seen, RadiusEffect.Answered.class).getFirst();
        assertThat(answered.id()).isEqualTo(id);
        assertThat(answered.requestAuthenticator()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void oneConnectionOfRadius11IsEnoughForAThousand() {
        ServerGroup group = only(Kind.TLS, StatusServer.OFF);
        happens(new RadiusInput.Reach(group));
        happens(new RadiusInput.Connected(1, RADIUS_1_1));
        for (int i = 0; i < 1000; i++) ask(group);
        assertThat(connects).hasSize(1);
        assertThat(requests(seen)).extracting(send -> send.octets().u32(4)).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void anAnswerIsProvedGenuineInsideTlsToo() {
        ask(only(Kind.TLS, StatusServer.OFF));
        RadiusEffect.SendOver sent = requests(connected(1)).getFirst();
        happens(new RadiusInput.Arrived(1, authenticators.response(
                RadiusCode.ACCESS_ACCEPT, read(sent.octets()), List.of(), Secret.ofUtf8("another"))));
        assertThat(client.stats().drops(Drop.WRONG_AUTHENTICATOR)).isEqualTo(1);
        assertThat(all(seen, RadiusEffect.Answered.class)).isEmpty();
    }

    @Test
    void aMalformedPacketEndsTheConnection() {
        ask(only(Kind.TLS, StatusServer.OFF));
        connected(1);
        List<RadiusEffect> effects =
                happens(new RadiusInput.Arrived(1, Bytes.fromHex("02010016" + "00".repeat(16) + "0101")));
        assertThat(all(effects, RadiusEffect.Disconnect.class)).hasSize(1);
        assertThat(client.stats().drops(Drop.MALFORMED)).isEqualTo(1);
    }

    @Test
    void onlyServersThatMayWantSessionsChanged() {
        Bytes coa = authenticators.dynamicRequest(RadiusCode.COA_REQUEST, 1, List.of(), SECRET);
        happens(new RadiusInput.Reach(both()));
        connected(1);
        happens(new RadiusInput.Arrived(1, coa));
        assertThat(client.stats().drops(Drop.REQUEST_NOT_ALLOWED)).isEqualTo(1);
        assertThat(all(seen, RadiusEffect.Asked.class)).isEmpty();

        var other = new SecuredServersTest();
        other.happens(new RadiusInput.Reach(
                new ServerGroup("g", List.of(server("first", Kind.TLS, StatusServer.OFF, true)))));
        other.connected(1);
        other.happens(new RadiusInput.Arrived(1, coa));
        assertThat(all(other.seen, RadiusEffect.Asked.class)).extracting(RadiusEffect.Asked::octets)
                .containsExactly(coa);
    }

    @Test
    void aForgottenRequestMakesRoom() {
        RequestId id = ask(only(Kind.TLS, StatusServer.OFF));
        happens(new RadiusInput.Forget(id));
        assertThat(requests(connected(1))).isEmpty();
    }

    @Test
    void itCanBeSeenHowItStandsWithConnections() {
        happens(new RadiusInput.Reach(only(Kind.TLS, StatusServer.OFF)));
        assertThat(client.connections()).extracting(ConnectionState::status).containsExactly(Status.OPENING);
        happens(new RadiusInput.Lost(1, "its certificate expired"));
        assertThat(client.connections()).containsExactly(new ConnectionState(
                "first", Kind.TLS, Status.CLOSED, Optional.empty(), now, 0, "its certificate expired"));
        passes(Duration.ofSeconds(2));
        connected(2);
        assertThat(client.connections()).extracting(ConnectionState::handshake)
                .containsExactly(Optional.of(RADIUS_1_0));
    }
}
