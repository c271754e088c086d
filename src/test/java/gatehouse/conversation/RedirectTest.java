package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Limits;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Datagram;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.RedirectTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients are sent to another gateway (RFC 5685): newcomers, those who log in, and live ones.
class RedirectTest {
    private static final RedirectTarget OTHER = RedirectTarget.of("gw2.example.org");

    private final World world = new World();

    RedirectTest() {
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw2.example.org", "203.0.113.2", "2001:db8::2"})
    void aNewcomerIsSentToAnotherGateway(String gateway) {
        world.elsewhere = Optional.of(RedirectTarget.of(gateway));
        Client client = connect(supported());
        assertThat(sentTo(client)).isEqualTo(gateway);
        assertThat(world.engine.size()).isZero();
        assertThat(world.engine.stats().redirects()).isEqualTo(1);
        assertThat(world.engine.stats().refusals()).isEmpty();
    }

    @Test
    void aFullGatewaySendsNewcomersAwayAndIsSilentToThoseWhoDoNotGo() {
        var shape = new World.Shape();
        shape.limits = new Limits(1000, 1000, 50, 1, 1000, 8);
        var full = new World(shape);
        full.aaa.user("alice", "secret", EapType.MSCHAPV2);
        full.login("alice");
        full.elsewhere = Optional.of(OTHER);
        var able = shape(supported());
        able.host = 2;
        Client sent = full.connect(able);
        full.run(Duration.ofSeconds(2));
        assertThat(sentTo(sent)).isEqualTo("gw2.example.org");
        assertThat(full.engine.stats().drops(Drop.SESSION_LIMIT)).isZero();
        var unable = shape(List.of());
        unable.host = 3;
        int before = full.fromGateway.size();
        full.connect(unable);
        full.run(Duration.ofSeconds(2));
        assertThat(full.fromGateway).hasSize(before);
        assertThat(full.engine.stats().drops(Drop.SESSION_LIMIT)).isPositive();
    }

    @Test
    void whoDoesNotGoWhereHeIsSentIsServed() {
        world.elsewhere = Optional.of(OTHER);
        assertThat(connect(List.of()).connected()).isTrue();
    }

    @Test
    void whoWasSentHereByTheOtherIsNotSentBack() {
        world.elsewhere = Optional.of(OTHER);
        assertThat(connect(List.of(NotifyPayload.of(NotifyType.REDIRECTED_FROM, OTHER.data(Bytes.EMPTY)))).connected())
                .isTrue();
        var third = new World();
        third.aaa.user("alice", "secret", EapType.MSCHAPV2);
        third.elsewhere = Optional.of(OTHER);
        var shape = new Client.Shape("alice");
        shape.able = List.of(NotifyPayload.of(
                NotifyType.REDIRECTED_FROM, RedirectTarget.of("gw3.example.org").data(Bytes.EMPTY)));
        Client client = third.connect(shape);
        third.run(Duration.ofSeconds(5));
        assertThat(sentTo(client)).isEqualTo("gw2.example.org");
    }

    @Test
    void aRedirectionWithoutTheNonceOfTheRequestIsIgnored() {
        Client client = world.connect(shape(supported()));
        // Who sees that somebody connects, and not what he says, is faster than the gateway.
        Datagram first = world.toGateway.getFirst();
        IkeHeader header = KeyedPeer.read(first.payload()).header();
        Bytes forged = MessageWriter.write(
                IkeHeader.of(header.initiatorSpi(), 0, ExchangeType.IKE_SA_INIT, false, true, 0),
                List.of(NotifyPayload.of(NotifyType.REDIRECT, OTHER.data(KeyedPeer.nonce()))));
        world.tell(client, new InitiatorInput.Received(new Datagram(first.path(), forged)));
        world.run(Duration.ofSeconds(5));
        assertThat(client.last(InitiatorEffect.Redirected.class)).isEmpty();
        assertThat(client.connected()).isTrue();
    }

    @Test
    void whoIsLoggingInWhenADrainBeginsIsToldBehindOurProof() {
        Client client = world.connect(shape(supported()));
        world.run(Duration.ofMillis(150));
        assertThat(world.engine.size()).isOne();
        world.elsewhere = Optional.of(OTHER);
        world.draining = true;
        world.run(Duration.ofSeconds(5));
        assertThat(sentTo(client)).isEqualTo("gw2.example.org");
        assertThat(world.directory.size()).isZero();
        assertThat(world.all(Effect.LoginFailed.class)).singleElement().satisfies(
                failed -> assertThat(failed.reason()).isEqualTo("redirected to gw2.example.org"));
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
    }

    @Test
    void aLiveClientIsSentAwayAndTakesLeave() {
        Client client = connect(supported());
        Outcome outcome = world.command(new SessionCommand.Redirect(world.id("alice"), "203.0.113.2"));
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        world.run(Duration.ofSeconds(5));
        assertThat(sentTo(client)).isEqualTo("203.0.113.2");
        assertThat(world.directory.size()).isZero();
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.USER_REQUEST));
    }

    @Test
    void aLiveClientThatCannotIsLeftAlone() {
        Client client = connect(List.of());
        assertThat(world.command(new SessionCommand.Redirect(world.id("alice"), "203.0.113.2")))
                .isEqualTo(Outcome.Refused.notPossible("the client does not go to another gateway (RFC 5685)"));
        world.run(Duration.ofSeconds(5));
        assertThat(client.connected()).isTrue();
    }

    @Test
    void whileTheGatewayIsDrainedWhoCannotGoElsewhereIsMetWithSilence() {
        world.draining = true;
        Client client = connect(supported());
        assertThat(client.connected()).isFalse();
        assertThat(world.fromGateway).isEmpty();
        assertThat(world.engine.stats().drops(Drop.DRAINING)).isPositive();
    }

    private static List<NotifyPayload> supported() {
        return List.of(NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED));
    }

    private static Client.Shape shape(List<NotifyPayload> able) {
        var shape = new Client.Shape("alice");
        shape.able = List.copyOf(able);
        return shape;
    }

    private Client connect(List<NotifyPayload> able) {
        Client client = world.connect(shape(able));
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static String sentTo(Client client) {
        return client.last(InitiatorEffect.Redirected.class).orElseThrow().target().toString();
    }
}
