package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.eap.EapType;
import gatehouse.ike.AaaRoom;
import gatehouse.ike.Effect;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.Limits;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// AAA takes its time: a person has to confirm something, or there are too many.
class WaitingForAaaTest {
    private static final Duration USUAL = Duration.ofMillis(5);

    private static World.Shape patient() {
        var shape = new World.Shape();
        Lifetimes usual = Lifetimes.DEFAULT;
        shape.lifetimes = new Lifetimes(
                usual.halfOpen(), usual.eapRound(), Duration.ofSeconds(125), usual.natKeepalive(),
                usual.retransmitTimeout(), usual.retransmitTries(), usual.closing(), usual.rekey());
        return shape;
    }

    /// AAA answers whoever proves himself after this time; names at once.
    private static World confirmedAfter(World.Shape shape, Duration time) {
        var world = new World(shape);
        world.thinks = question -> Optional.of(world.aaa.questions.isEmpty() ? USUAL : time);
        return world;
    }

    @Test
    void aLoginWaitsForAPersonAndAaaIsAskedOnce() {
        World world = confirmedAfter(patient(), Duration.ofSeconds(100));
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var shape = new Client.Shape("alice");
        shape.tries = 9;
        Client alice = world.connect(shape);
        world.run(Duration.ofSeconds(1));
        int asked = world.all(Effect.Ask.class).size();
        int sent = world.fromGateway.size();
        world.run(Duration.ofSeconds(98));
        // The client repeats its request; nobody answers, and nobody asks AAA again.
        assertThat(world.engine.stats().drops(Drop.REQUEST_HELD)).isGreaterThanOrEqualTo(6);
        assertThat(world.all(Effect.Ask.class)).hasSize(asked);
        assertThat(world.fromGateway).hasSize(sent);
        assertThat(world.engine.questions()).isOne();
        assertThat(world.engine.halfOpen()).isZero();
        world.thinks = _ -> Optional.of(USUAL);
        world.run(Duration.ofSeconds(60));
        assertThat(alice.connected()).isTrue();
        assertThat(world.session("alice").user()).isEqualTo("alice");
    }

    @Test
    void whoNeverConfirmsIsRefusedWhenTheDeadlineIsOver() {
        World world = confirmedAfter(patient(), Duration.ofHours(1));
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client alice = world.connect(new Client.Shape("alice"));
        world.run(Duration.ofSeconds(124));
        assertThat(world.all(Effect.LoginFailed.class)).isEmpty();
        world.run(Duration.ofSeconds(3));
        assertThat(world.all(Effect.LoginFailed.class)).singleElement().satisfies(
                failed -> assertThat(failed.reason()).contains("no answer from AAA within 125 s"));
        assertThat(alice.connected()).isFalse();
    }

    // Those who wait have shown that they are there; a flood has not.
    @Test
    void loginsThatWaitForAaaAreNoAttack() {
        World.Shape shape = patient();
        shape.limits = new Limits(10, 5, 50, 1000, 1000, 8);
        shape.queryIdentity = false;
        var world = new World(shape);
        world.thinks = _ -> Optional.of(Duration.ofSeconds(100));
        for (int i = 1; i <= 40; i++) {
            world.aaa.user("user" + i, "secret", EapType.MSCHAPV2);
            var person = new Client.Shape("user" + i);
            person.host = i;
            world.connect(person);
            world.run(Duration.ofMillis(500));
        }
        assertThat(world.engine.questions()).isEqualTo(40);
        assertThat(world.engine.halfOpen()).isZero();
        assertThat(world.engine.stats().cookiesSent()).isZero();
        for (Drop drop : Drop.values()) {
            if (drop != Drop.REQUEST_HELD) assertThat(world.engine.stats().drops(drop)).as("%s", drop).isZero();
        }
    }

    @Test
    void whereAaaHasLittleRoomLeftACookieIsDemandedAndWhereItHasNoneSilenceIs() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        world.room = AaaRoom.Level.SCARCE;
        assertThat(world.login("alice").connected()).isTrue();
        assertThat(world.engine.stats().cookiesSent()).isOne();
        world.room = AaaRoom.Level.NONE;
        var shape = new Client.Shape("bob");
        shape.host = 2;
        int sent = world.fromGateway.size();
        Client bob = world.connect(shape);
        world.run(Duration.ofSeconds(10));
        assertThat(world.fromGateway).hasSize(sent);
        assertThat(world.engine.size()).isOne();
        assertThat(world.engine.stats().drops(Drop.AAA_BUSY)).isGreaterThanOrEqualTo(3);
        // He comes again by himself.
        world.room = AaaRoom.Level.AMPLE;
        world.run(Duration.ofSeconds(10));
        assertThat(bob.connected()).isTrue();
        assertThat(world.engine.stats().cookiesSent()).isOne();
    }

    @Test
    void asManyQuestionsAsMayBeOpenAreLedUpToByCookiesAndThenSilence() {
        var shape = new World.Shape();
        shape.limits = new Limits(100, 100, 50, 1000, 10, 8);
        shape.queryIdentity = false;
        var world = new World(shape);
        world.thinks = _ -> Optional.empty();
        for (int i = 1; i <= 12; i++) {
            world.aaa.user("user" + i, "secret", EapType.MSCHAPV2);
            var person = new Client.Shape("user" + i);
            person.host = i;
            world.connect(person);
            world.run(Duration.ofMillis(400));
        }
        assertThat(world.engine.questions()).isEqualTo(10);
        assertThat(world.engine.stats().cookiesSent()).isEqualTo(2);
        assertThat(world.engine.stats().drops(Drop.AAA_BUSY)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aServerThatNeverComesToAnEndLetsNobodyIn() {
        var shape = new World.Shape();
        shape.keyless = Set.of(EapType.GTC);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.GTC);
        world.aaa.thenAsks("alice", Collections.nCopies(500, "Again").toArray(String[]::new));
        var person = new Client.Shape("alice");
        person.methods = new EapType[] {EapType.GTC};
        Client alice = world.connect(person);
        world.run(Duration.ofMinutes(2));
        assertThat(alice.connected()).isFalse();
        assertThat(world.all(Effect.LoginFailed.class)).singleElement().satisfies(
                failed -> assertThat(failed.reason()).contains("EAP came to no end within 100 rounds"));
        assertThat(world.engine.stats().loginsFailed()).isOne();
        assertThat(world.aaa.asked).hasSizeLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecondQuestionInsideGtcOrOtpReachesThePersonAndItsAnswerTheServer(boolean gtc) {
        EapType method = gtc ? EapType.GTC : EapType.OTP;
        var shape = new World.Shape();
        shape.keyless = Set.of(method);
        var world = new World(shape);
        world.aaa.user("alice", "secret", method);
        world.aaa.thenAsks("alice", "Enter the code from your token", "And the next one");
        var person = new Client.Shape("alice");
        person.methods = new EapType[] {method};
        Client alice = world.connect(person);
        world.run(Duration.ofSeconds(5));
        assertThat(alice.connected()).isTrue();
        // The identity, the password, and the two more.
        assertThat(world.aaa.asked).hasSize(4);
        assertThat(world.aaa.asked).extracting(round -> round.conversation().server())
                .containsExactly("", "server", "server", "server");
    }
}
