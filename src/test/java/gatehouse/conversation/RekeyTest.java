package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.RekeyPolicy.Secrecy;
import gatehouse.ike.policy.RekeyPolicy.Who;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Addresses;
import gatehouse.net.Usage;
import gatehouse.session.TerminateCause;
import gatehouse.wire.NotifyType;
import gatehouse.wire.TransformId;
import gatehouse.wire.VendorIdPayload;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rekeys that the gateway begins, and what happens when the client begins one too.
class RekeyTest {
    private static final Duration CHILD = Duration.ofMinutes(5);
    private static final Duration IKE = Duration.ofMinutes(23);

    static RekeyPolicy often() {
        return new RekeyPolicy(Who.BOTH, Secrecy.AUTO, IKE, CHILD, 10, 10, 0, 0);
    }

    static World world(RekeyPolicy policy) {
        var shape = new World.Shape();
        shape.lifetimes = Lifetimes.DEFAULT.with(policy);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    static void assertBothAgree(World world, Client client) {
        List<ChildSaSpec> installed = world.dataPlane.installed();
        assertThat(installed).hasSize(1);
        ChildSaSpec gateway = installed.getFirst();
        ChildSaSpec other = client.engine.child().orElseThrow();
        assertThat(client.engine.children()).hasSize(1);
        assertThat(gateway.inboundSpi()).isEqualTo(other.outboundSpi());
        assertThat(gateway.outboundSpi()).isEqualTo(other.inboundSpi());
        assertThat(gateway.inboundKey()).isEqualTo(other.outboundKey());
        assertThat(gateway.outboundKey()).isEqualTo(other.inboundKey());
        assertThat(gateway.local()).isEqualTo(other.remote());
        assertThat(gateway.remote()).isEqualTo(other.local());
        assertThat(world.engine.size()).isEqualTo(1);
        assertThat(client.engine.leftovers()).isZero();
        assertThat(world.dataPlane.allocated()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false, AUTO", "true, AUTO", "true, ALWAYS", "false, NEVER"})
    void theGatewayRekeysBothInTimeAndTheSessionGoesOn(boolean secrecy, Secrecy policy) {
        World world = world(new RekeyPolicy(Who.BOTH, policy, IKE, CHILD, 10, 10, 0, 0));
        var shape = new Client.Shape("alice");
        shape.secrecy = secrecy;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        var id = world.id("alice");
        int spi = world.dataPlane.installed().getFirst().inboundSpi();
        String ike = client.engine.spis();
        world.run(CHILD.multipliedBy(77).dividedBy(100));
        assertThat(world.dataPlane.installed().getFirst().inboundSpi()).isEqualTo(spi);
        world.run(CHILD.dividedBy(8));
        assertThat(world.dataPlane.installed().getFirst().inboundSpi()).isNotEqualTo(spi);
        assertBothAgree(world, client);
        world.run(Duration.ofHours(2));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(client.engine.spis()).isNotEqualTo(ike);
        assertBothAgree(world, client);
        assertThat(world.id("alice")).isEqualTo(id);
        assertThat(world.accounted(AccountingEvent.Start.class)).hasSize(1);
        assertThat(world.accounted(AccountingEvent.Stop.class)).isEmpty();
    }

    @Test
    void whatAllPairsCarriedIsCountedOnce() {
        World world = world(often());
        Client client = world.login("alice");
        world.dataPlane.carried = new Usage(1000, 1, 100, 2);
        // Each pair says when it goes that it has carried this; the last one when the session ends.
        while (client.seen.stream().filter(e -> e.toString().contains("REKEY_SA")).count() < 3) {
            world.run(Duration.ofMinutes(1));
        }
        world.run(Duration.ofSeconds(5));
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(5));
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().usage())
                .isEqualTo(new Usage(4000, 4, 400, 8));
    }

    @Test
    void theOldPairTakesPacketsUntilItsDeleteIsConfirmed() {
        World world = world(often());
        Client client = world.login("alice");
        int old = world.dataPlane.installed().getFirst().inboundSpi();
        world.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(old)));
        // One way is 20 ms: request, answer, and the Delete is on its way.
        world.run(Duration.ofMillis(45));
        assertThat(world.dataPlane.installed()).hasSize(2);
        assertThat(world.dataPlane.preferred).isNotEqualTo(old);
        assertThat(client.engine.children()).hasSize(2);
        world.run(Duration.ofSeconds(1));
        assertBothAgree(world, client);
    }

    @Test
    void aPairThatCarriesNothingAnyMoreEndsTheSessionIfItIsTheLast() {
        World world = world(often());
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.RefuseRekeys(NotifyType.NO_ADDITIONAL_SAS));
        int spi = world.dataPlane.installed().getFirst().inboundSpi();
        world.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(spi)));
        world.run(Duration.ofSeconds(1));
        world.feed(new Input.Traffic(new DataPlaneEvent.Exhausted(spi)));
        world.run(Duration.ofSeconds(1));
        assertThat(client.closed()).isPresent();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.SESSION_TIMEOUT);
        assertThat(stop.reason()).isEqualTo(
                "the Child SA has reached the volume that it may carry and the client refuses to rekey it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_ADDITIONAL_SAS", "INVALID_SYNTAX", "NO_PROPOSAL_CHOSEN"})
    void aClientThatRefusesIsNotAskedAgainAndMayRekeyItself(String error) {
        World world = world(often());
        Client client = world.login("alice");
        NotifyType type = error.equals("NO_ADDITIONAL_SAS")
                ? NotifyType.NO_ADDITIONAL_SAS
                : error.equals("INVALID_SYNTAX") ? NotifyType.INVALID_SYNTAX : NotifyType.NO_PROPOSAL_CHOSEN;
        world.tell(client, new InitiatorInput.RefuseRekeys(type));
        for (int i = 0; i < 30; i++) {
            world.run(CHILD.multipliedBy(95).dividedBy(100));
            world.tell(client, new InitiatorInput.RekeyChild());
            world.run(Duration.ofSeconds(1));
            if (i % 4 == 2) world.tell(client, new InitiatorInput.RekeyIke());
            world.run(Duration.ofSeconds(1));
        }
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        // With a key exchange and without, the first time; then never.
        assertThat(asked(client, "REKEY_SA")).isBetween(1L, 2L);
        assertBothAgree(world, client);
    }

    // Section 2.25: who hears that there is no such Child SA drops it; without any the client has lost the session.
    @Test
    void aChildSaThatTheClientDoesNotKnowGoes() {
        World world = world(often());
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.AnotherChild(false));
        world.run(Duration.ofSeconds(1));
        world.tell(client, new InitiatorInput.RefuseRekeys(NotifyType.CHILD_SA_NOT_FOUND));
        List<ChildSaSpec> pairs = world.dataPlane.installed();
        assertThat(pairs).hasSize(2);
        world.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(pairs.getFirst().inboundSpi())));
        world.run(Duration.ofSeconds(1));
        assertThat(world.dataPlane.installed()).containsExactly(pairs.getLast());
        assertThat(client.connected()).isTrue();
        world.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(pairs.getLast().inboundSpi())));
        world.run(Duration.ofSeconds(1));
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_SERVICE);
        assertThat(stop.reason()).contains("does not know the Child SA");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1000})
    void whoIsDueTogetherIsAskedByAndBy(int most) {
        var shape = new World.Shape();
        // Without jitter all are due at the same moment.
        shape.lifetimes = Lifetimes.DEFAULT.with(
                new RekeyPolicy(Who.BOTH, Secrecy.AUTO, IKE, CHILD, 10, 0, 0, 0));
        shape.limits = new Limits(1000, 1000, 50, 1000, 1000, 8, most, Limits.Sources.DEFAULT);
        var world = new World(shape);
        for (int i = 1; i <= 30; i++) {
            world.aaa.user("user" + i, "secret", EapType.MSCHAPV2);
            var client = new Client.Shape("user" + i);
            client.host = i;
            world.connect(client);
        }
        world.run(Duration.ofSeconds(5));
        assertThat(world.directory.size()).isEqualTo(30);
        Instant end = world.now().plus(CHILD);
        int highest = 0;
        while (world.now().isBefore(end)) {
            world.run(Duration.ofMillis(5));
            highest = Math.max(highest, world.engine.rekeying());
        }
        assertThat(highest).isEqualTo(Math.min(most, 30));
        assertThat(world.directory.size()).as("nobody's keys are over").isEqualTo(30);
        world.run(Duration.ofSeconds(5));
        assertThat(world.engine.rekeying()).isZero();
        assertThat(world.accounted(AccountingEvent.Stop.class)).isEmpty();
    }

    private static long asked(Client client, String what) {
        return client.seen.stream()
                .filter(effect -> effect instanceof InitiatorEffect.Told(var line)
                        && line.startsWith("<- CREATE_CHILD_SA") && line.contains(what))
                .count();
    }

    @Test
    void aClientThatRefusesIsToldWhenItIsOverAndThenItIs() {
        World world = world(often());
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.RefuseRekeys(NotifyType.NO_ADDITIONAL_SAS));
        world.run(CHILD.minusSeconds(10));
        assertThat(client.connected()).isTrue();
        assertThat(client.seen.toString()).contains("N(AUTH_LIFETIME)");
        world.run(Duration.ofSeconds(20));
        assertThat(client.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().reason())
                .isEqualTo("the Child SA has reached its lifetime and the client refuses to rekey it");
    }

    @Test
    void whereOnlyClientsRekeyTheGatewayDoesNotAskAndEndsWithTheKeys() {
        World world = world(new RekeyPolicy(Who.CLIENT, Secrecy.AUTO, IKE, Duration.ZERO, 10, 10, 0, 0));
        Client client = world.login("alice");
        world.run(IKE.plusSeconds(5));
        assertThat(asked(client, "[SA ")).isZero();
        assertThat(client.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().reason())
                .isEqualTo("the IKE SA has reached its lifetime and the client did not rekey it");
    }

    private static Client windows(World world, boolean behindNat) {
        var shape = new Client.Shape("alice");
        shape.secrecy = true;
        shape.able = List.of(new VendorIdPayload(Bytes.fromHex("1e2b516905991c7d7c96fcbfb587e46100000009")));
        if (behindNat) {
            for (int port : new int[] {500, 4500}) {
                world.link.translate(
                        new InetSocketAddress(Addresses.parse("198.51.100.1"), port),
                        new InetSocketAddress(Addresses.parse("192.0.2.99"), 10_000 + port));
            }
        }
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        assertThat(client.connected()).isTrue();
        return client;
    }

    @Test
    void whoIsKnownToRefuseARekeyBehindANatIsNotAsked() {
        World world = world(often());
        Client client = windows(world, true);
        world.run(CHILD.minusSeconds(10));
        assertThat(asked(client, "REKEY_SA")).isZero();
        assertThat(client.seen.toString()).contains("N(AUTH_LIFETIME)");
    }

    @Test
    void withoutANatItIsAskedWithoutAKeyExchange() {
        World world = world(often());
        Client client = windows(world, false);
        world.run(CHILD.minusSeconds(10));
        assertThat(asked(client, "N(REKEY_SA) SA Nonce TSi")).isEqualTo(1);
        assertThat(asked(client, " KE ")).isZero();
    }

    @Test
    void aSessionThatEndsFirstEndsInsteadOfBeingRekeyed() {
        var shape = new World.Shape();
        shape.lifetimes = Lifetimes.DEFAULT.with(often());
        shape.sessionTimeout = CHILD.minusSeconds(5);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = world.login("alice");
        world.run(CHILD);
        assertThat(asked(client, "[SA ")).isZero();
        assertThat(client.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.SESSION_TIMEOUT);
    }

    @Test
    void theGroupThatTheClientWantsIsTaken() {
        World world = world(new RekeyPolicy(Who.BOTH, Secrecy.ALWAYS, IKE, CHILD, 10, 10, 0, 0));
        var shape = new Client.Shape("alice");
        shape.secrecy = true;
        // The IKE SA is of the first, Child SAs of the second.
        shape.childGroup = TransformId.ECP_256;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        world.feed(new Input.Traffic(
                new DataPlaneEvent.NearlyExhausted(world.dataPlane.installed().getFirst().inboundSpi())));
        world.run(Duration.ofSeconds(5));
        assertThat(asked(client, "REKEY_SA")).isEqualTo(2);
        assertThat(client.seen.toString()).contains("N(INVALID_KE_PAYLOAD)");
        assertBothAgree(world, client);
    }

    private enum Start {
        CLIENT_FIRST,
        GATEWAY_FIRST,
        TOGETHER
    }

    // Which nonces are lower is a matter of chance: both cases come many times over.
    @ParameterizedTest
    @EnumSource(Start.class)
    void bothRekeyTheChildSa(Start start) {
        World world = world(often());
        Client client = world.login("alice");
        for (int i = 0; i < 40; i++) {
            int spi = world.dataPlane.installed().getFirst().inboundSpi();
            var rekey = new InitiatorInput.RekeyChild();
            var exhausted = new Input.Traffic(new DataPlaneEvent.NearlyExhausted(spi));
            if (start == Start.CLIENT_FIRST) world.tell(client, rekey);
            if (start == Start.CLIENT_FIRST) world.run(Duration.ofMillis(5));
            world.feed(exhausted);
            if (start == Start.GATEWAY_FIRST) world.run(Duration.ofMillis(5));
            if (start != Start.CLIENT_FIRST) world.tell(client, rekey);
            world.run(Duration.ofSeconds(3));
            assertThat(client.connected()).isTrue();
            assertThat(client.count(InitiatorEffect.Rekeyed.class)).isEqualTo(i + 1L);
            assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
            assertBothAgree(world, client);
            assertThat(world.dataPlane.installed().getFirst().inboundSpi()).isNotEqualTo(spi);
        }
    }

    @Test
    void bothRekeyTheIkeSa() {
        World world = world(new RekeyPolicy(Who.BOTH, Secrecy.AUTO, IKE, Duration.ZERO, 10, 0, 0, 0));
        Client client = world.login("alice");
        var id = world.id("alice");
        for (int i = 0; i < 40; i++) {
            String before = client.engine.spis();
            while (!isAsking(world)) world.run(Duration.ofMillis(10));
            world.tell(client, new InitiatorInput.RekeyIke());
            // Deleted SAs answer repeats for ten seconds.
            world.run(Duration.ofSeconds(15));
            assertThat(client.connected()).as("%s", lines(client)).isTrue();
            assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
            assertThat(client.engine.spis()).isNotEqualTo(before);
            assertBothAgree(world, client);
            assertThat(world.id("alice")).isEqualTo(id);
            assertThat(client.engine.spis()).contains("%016x".formatted(world.session("alice").ownerSpi()));
        }
    }

    /// Whether a rekey of the gateway's is on its way that has not arrived.
    private boolean isAsking(World world) {
        boolean asking = world.fromGateway.size() > sent
                && world.fromGateway.getLast().payload().u8(18) == 36
                && (world.fromGateway.getLast().payload().u8(19) & 0x20) == 0;
        sent = world.fromGateway.size();
        return asking;
    }

    private int sent;

    private static String lines(Client client) {
        return String.join("\n", client.seen.stream().map(Object::toString)
                .filter(s -> s.startsWith("Told") || s.startsWith("Clo") || s.startsWith("Rek")).toList());
    }

    @Test
    void aDeleteBeatsARekey() {
        World world = world(often());
        Client client = world.login("alice");
        int spi = world.dataPlane.installed().getFirst().inboundSpi();
        world.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(spi)));
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofMinutes(1));
        assertThat(client.closed().orElseThrow().wished()).isTrue();
        assertThat(world.engine.size()).isZero();
        assertThat(world.dataPlane.allocated()).isEmpty();
        assertThat(world.dataPlane.isEmpty()).isTrue();
        assertThat(world.accounted(AccountingEvent.Stop.class)).hasSize(1);
    }

    @Test
    void aChildSaIsNotRekeyedWhileTheIkeSaIs() {
        World world = world(new RekeyPolicy(Who.BOTH, Secrecy.AUTO, IKE, Duration.ZERO, 10, 0, 0, 0));
        Client client = world.login("alice");
        while (!isAsking(world)) world.run(Duration.ofMillis(10));
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofSeconds(1));
        assertThat(client.seen.toString()).contains("N(TEMPORARY_FAILURE)");
        // The gateway tries again after a few seconds.
        world.run(Duration.ofSeconds(15));
        assertBothAgree(world, client);
        assertThat(asked(client, "[SA ")).isEqualTo(2);
    }

    @Test
    void nothingIsAskedOfAClientThatSaidGoodbye() {
        World world = world(often());
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofHours(1));
        assertThat(asked(client, "[SA ")).isZero();
        assertThat(world.all(Effect.Closed.class)).hasSize(1);
    }
}
