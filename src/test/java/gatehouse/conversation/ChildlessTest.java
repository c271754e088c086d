package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.bytes.ByteWriter;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.MessageRules;
import gatehouse.initiator.InitiatorInput;
import gatehouse.session.SessionCommand;
import gatehouse.session.TerminateCause;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CpPayload;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that logs in without a Child SA and asks for the first one later, or never (RFC 6023).
class ChildlessTest {
    private static final String USER = "peer.example.org";
    private static final int SPI = 0x0000_0777;

    private static World world(Granted... defaults) {
        World.Shape shape = KeyedPeer.gateway();
        shape.defaults = List.of(defaults);
        return new World(shape);
    }

    private static KeyedPeer login(World world, int number) {
        KeyedPeer peer = new KeyedPeer(world, number).init();
        List<Payload> answer = peer.authenticate(KeyedPeer.address(), List.of());
        assertThat(Payloads.first(answer, AuthPayload.class)).isPresent();
        assertThat(Payloads.first(answer, CpPayload.class).orElseThrow().attributes()).isNotEmpty();
        assertThat(Payloads.first(answer, SaPayload.class)).isEmpty();
        assertThat(Payloads.selectors(answer, PayloadType.TSI)).isEmpty();
        return peer;
    }

    private static List<Payload> child(KeyedPeer peer) {
        List<Payload> child = KeyedPeer.child(SPI);
        return peer.ask(ExchangeType.CREATE_CHILD_SA, List.of(
                child.getFirst(), new NoncePayload(KeyedPeer.nonce()), child.get(1), child.get(2)));
    }

    @Test
    void theSessionIsThereAndTheChildSaFollows() {
        World world = world();
        KeyedPeer peer = login(world, 1);
        assertThat(world.session(USER).addresses()).hasSize(1);
        assertThat(world.session(USER).algorithms()).isEqualTo("AES_GCM_16_256/PRF_HMAC_SHA2_256/CURVE_25519");
        assertThat(world.accounted(AccountingEvent.Start.class)).hasSize(1);
        assertThat(world.dataPlane.installed()).isEmpty();
        assertThat(Payloads.first(child(peer), SaPayload.class)).isPresent();
        assertThat(world.dataPlane.installed()).singleElement()
                .satisfies(pair -> assertThat(pair.innerAddresses()).isEqualTo(world.session(USER).addresses()));
        assertThat(world.session(USER).algorithms()).contains("CURVE_25519 ");
        assertThat(world.accounting).hasSize(1);
        assertThat(world.engine.stats().bugs()).isZero();
    }

    @Test
    void aGatewayThatDoesNotWantItRefusesItAndHasNotOfferedIt() {
        World.Shape shape = KeyedPeer.gateway();
        shape.messages = new MessageRules(false, false, true, MessageRules.Reassembly.DEFAULT);
        var world = new World(shape);
        KeyedPeer peer = new KeyedPeer(world, 1).init();
        assertThat(offersIt(world)).isFalse();
        assertThat(peer.authenticate(KeyedPeer.address(), List.of()))
                .containsExactly(NotifyPayload.of(NotifyType.INVALID_SYNTAX));
        assertThat(world.directory.size()).isZero();
        assertThat(world.accounting).isEmpty();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
    }

    private static boolean offersIt(World world) {
        return KeyedPeer.read(world.fromGateway.getFirst().payload())
                .notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED)
                .isPresent();
    }

    @Test
    void whoLeavesOutTheProposalLeavesOutTheSelectorsToo() {
        World world = world();
        KeyedPeer peer = new KeyedPeer(world, 1).init();
        assertThat(offersIt(world)).isTrue();
        assertThat(peer.authenticate(KeyedPeer.address(), List.of(KeyedPeer.everything(PayloadType.TSI))))
                .containsExactly(NotifyPayload.of(NotifyType.INVALID_SYNTAX));
        assertThat(world.directory.size()).isZero();
    }

    @Test
    void aSessionThatNeverHasAChildSaIsIdle() {
        World world = world(new Granted.IdleTimeout(Duration.ofSeconds(20)));
        login(world, 1);
        world.run(Duration.ofSeconds(19));
        assertThat(world.directory.size()).isEqualTo(1);
        world.run(Duration.ofSeconds(2));
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.IDLE_TIMEOUT));
    }

    @Test
    void itIsIdleSinceTheLastPacketOfAChildSaThatIsGone() {
        World world = world(new Granted.IdleTimeout(Duration.ofSeconds(20)));
        KeyedPeer peer = login(world, 1);
        child(peer);
        world.run(Duration.ofSeconds(15));
        world.dataPlane.heard = world.now();
        peer.ask(ExchangeType.INFORMATIONAL, List.of(
                new DeletePayload(ProtocolId.ESP, List.of(new ByteWriter(4).u32(SPI).toBytes()))));
        assertThat(world.dataPlane.installed()).isEmpty();
        world.run(Duration.ofSeconds(19));
        assertThat(world.directory.size()).isEqualTo(1);
        world.run(Duration.ofSeconds(2));
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.IDLE_TIMEOUT));
    }

    @Test
    void itIsChangedAndEndedLikeAnyOther() {
        World world = world();
        login(world, 1);
        assertThat(world.change(world.id(USER), new Granted.SessionTimeout(Duration.ofSeconds(10))))
                .isEqualTo(new SessionCommand.Outcome.Done());
        world.run(Duration.ofSeconds(11));
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.SESSION_TIMEOUT));
        login(world, 2);
        var disconnect = new SessionCommand.Disconnect(world.id(USER), TerminateCause.ADMIN_RESET, "test");
        assertThat(world.command(disconnect)).isEqualTo(new SessionCommand.Outcome.Done());
        assertThat(world.directory.size()).isZero();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
        assertThat(world.engine.stats().bugs()).isZero();
    }

    @Test
    void anotherIkeSaTakesItsPlaceAndTheFirstChildSaIsMadeThere() {
        World world = world();
        KeyedPeer peer = login(world, 1);
        var id = world.id(USER);
        peer.rekey();
        peer.rekey();
        assertThat(world.id(USER)).isEqualTo(id);
        assertThat(world.session(USER).ownerSpi()).isEqualTo(peer.gatewaySpi);
        assertThat(Payloads.first(child(peer), SaPayload.class)).isPresent();
        assertThat(world.dataPlane.installed()).hasSize(1);
        assertThat(world.accounting).hasSize(1);
        assertThat(world.engine.stats().bugs()).isZero();
    }

    @Test
    void whoLogsInAnewHasOneSession() {
        World world = world();
        login(world, 1);
        KeyedPeer again = new KeyedPeer(world, 2).init();
        again.authenticate(KeyedPeer.address(), List.of(NotifyPayload.of(NotifyType.INITIAL_CONTACT)));
        assertThat(world.directory.size()).isEqualTo(1);
        assertThat(world.session(USER).path().remote()).isEqualTo(again.path.local());
        assertThat(world.accounted(AccountingEvent.Start.class)).hasSize(2);
        assertThat(world.accounted(AccountingEvent.Stop.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ourClientDoesItWhereItIsOffered(boolean offered) {
        var gateway = new World.Shape();
        gateway.messages = new MessageRules(false, offered, true, MessageRules.Reassembly.DEFAULT);
        var world = new World(gateway);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var shape = new Client.Shape("alice");
        shape.childless = true;
        shape.secrecy = true;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        RekeyTest.assertBothAgree(world, client);
        assertThat(client.seen.toString().contains("-> CREATE_CHILD_SA")).isEqualTo(offered);
        world.tell(client, new InitiatorInput.RekeyIke());
        world.run(Duration.ofSeconds(5));
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofMinutes(3));
        RekeyTest.assertBothAgree(world, client);
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(1));
        assertThat(client.closed().orElseThrow().wished()).isTrue();
        assertThat(world.directory.size()).isZero();
    }
}
