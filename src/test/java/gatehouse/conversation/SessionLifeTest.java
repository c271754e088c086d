package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Contact;
import gatehouse.ike.policy.Contact.Liveness;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Usage;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What can happen to a session until it ends.
class SessionLifeTest {
    private static World world() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    @Test
    void aDisconnectEndsItAtOnceAndTellsTheClient() {
        World world = world();
        Client client = world.login("alice");
        Outcome outcome = world.command(
                new SessionCommand.Disconnect(world.id("alice"), TerminateCause.ADMIN_RESET, "thrown out"));
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(world.directory.size()).isZero();
        world.run(Duration.ofSeconds(1));
        assertThat(client.closed().orElseThrow().reason()).isEqualTo("the gateway ended the session");
        assertThat(world.engine.size()).isZero();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.ADMIN_RESET);
    }

    @Test
    void aDisconnectOfNobodyIsToldSo() {
        World world = world();
        Outcome outcome = world.command(new SessionCommand.Disconnect(
                new SessionId("nobody"), TerminateCause.ADMIN_RESET, "thrown out"));
        assertThat(outcome).isInstanceOf(Outcome.NotFound.class);
    }

    @Test
    void anotherSessionIsNotTouched() {
        World world = world();
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        world.login("alice");
        var shape = new Client.Shape("bob");
        shape.host = 2;
        Client bob = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        world.command(new SessionCommand.Disconnect(world.id("alice"), TerminateCause.ADMIN_RESET, "thrown out"));
        world.run(Duration.ofSeconds(5));
        assertThat(bob.connected()).isTrue();
        assertThat(world.directory.ofUser("bob")).hasSize(1);
    }

    @Test
    void aSilentClientIsAskedAndGivenUp() {
        World world = world();
        world.login("alice");
        world.link.loses = _ -> true;
        world.run(Duration.ofMinutes(5));
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_CARRIER);
        assertThat(world.engine.size()).isZero();
    }

    /// Five repeats, each after twice the time of the one before (IOS: dpd 10 2 periodic).
    @Test
    void aClientIsAskedSixTimesAndGivenUp() {
        World world = asking(Liveness.Mode.PERIODIC);
        world.login("alice");
        world.link.loses = _ -> true;
        int before = world.fromGateway.size();
        var asked = new ArrayList<Long>();
        for (int second = 0; second < 200; second++) {
            world.run(Duration.ofSeconds(1));
            if (world.fromGateway.size() > before) asked.add((long) second);
            before = world.fromGateway.size();
        }
        assertThat(asked).hasSize(6);
        for (int i = 1; i < 6; i++) assertThat(asked.get(i) - asked.get(i - 1)).isEqualTo(1L << i);
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_CARRIER);
        assertThat(stop.reason()).isEqualTo("no answer to 6 tries of a request");
    }

    @Test
    void onDemandAClientIsAskedOnlyIfSomethingIsSentToIt() {
        World world = asking(Liveness.Mode.ON_DEMAND);
        Client client = world.login("alice");
        world.link.loses = _ -> true;
        world.dataPlane.heard = world.now();
        world.run(Duration.ofMinutes(10));
        assertThat(client.connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
        world.dataPlane.carried = new Usage(0, 0, 100, 1);
        world.run(Duration.ofMinutes(3));
        assertThat(world.directory.size()).isZero();
    }

    @Test
    void onDemandAClientThatAnswersIsAskedAgainOnlyIfMoreIsSent() {
        World world = asking(Liveness.Mode.ON_DEMAND);
        world.login("alice");
        world.dataPlane.heard = world.now();
        world.dataPlane.carried = new Usage(0, 0, 100, 1);
        int before = world.fromGateway.size();
        world.run(Duration.ofMinutes(10));
        assertThat(world.fromGateway.size() - before).isEqualTo(1);
        world.dataPlane.carried = new Usage(0, 0, 200, 2);
        world.run(Duration.ofMinutes(10));
        assertThat(world.fromGateway.size() - before).isEqualTo(2);
    }

    @Test
    void nobodyIsAskedWhereThatIsOff() {
        World world = asking(Liveness.Mode.NONE);
        world.login("alice");
        int before = world.fromGateway.size();
        world.run(Duration.ofHours(2));
        assertThat(world.fromGateway).hasSize(before);
    }

    private static World asking(Liveness.Mode mode) {
        var shape = new World.Shape();
        Contact usual = Contact.DEFAULT;
        shape.contact = new Contact(
                new Liveness(mode, Duration.ofSeconds(10), Duration.ofSeconds(2)),
                usual.window(),
                usual.crashTokens(),
                usual.roaming());
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    @Test
    void aClientThatAnswersStays() {
        World world = world();
        Client client = world.login("alice");
        world.run(Duration.ofHours(2));
        assertThat(client.connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void trafficProvesThatAClientLives() {
        World world = world();
        world.login("alice");
        world.link.loses = _ -> true;
        for (int minute = 0; minute < 10; minute++) {
            world.dataPlane.heard = world.now().plusSeconds(59);
            world.run(Duration.ofMinutes(1));
        }
        assertThat(world.directory.size()).isEqualTo(1);
        world.run(Duration.ofMinutes(5));
        assertThat(world.directory.size()).isZero();
    }

    @Test
    void aSessionWithoutTrafficEndsWhenItIsIdle() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.IdleTimeout(Duration.ofMinutes(10)));
        Client client = world.login("alice");
        world.dataPlane.heard = world.now().plus(Duration.ofMinutes(5));
        world.run(Duration.ofMinutes(14));
        assertThat(client.connected()).isTrue();
        world.run(Duration.ofMinutes(2));
        assertThat(client.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.IDLE_TIMEOUT);
    }

    @Test
    void whatWasCarriedIsAccounted() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.InterimInterval(Duration.ofMinutes(5)));
        Client client = world.login("alice");
        world.dataPlane.carried = new Usage(5_000_000_000L, 7, 11, 13);
        world.run(Duration.ofMinutes(6));
        assertThat(world.accounted(AccountingEvent.Interim.class).getFirst().usage())
                .isEqualTo(world.dataPlane.carried);
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(1));
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().usage()).isEqualTo(world.dataPlane.carried);
    }

    @Test
    void theGatewayAnswersLivenessChecks() {
        World world = world();
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofSeconds(1));
        assertThat(client.last(InitiatorEffect.Alive.class)).isPresent();
    }

    @Test
    void theIkeSaIsRekeyedAndTheSessionGoesOn() {
        World world = world();
        Client client = world.login("alice");
        SessionId before = world.id("alice");
        for (int i = 0; i < 3; i++) {
            world.tell(client, new InitiatorInput.RekeyIke());
            world.run(Duration.ofSeconds(2));
        }
        assertThat(client.count(InitiatorEffect.Rekeyed.class)).isEqualTo(3);
        assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
        assertThat(world.id("alice")).isEqualTo(before);
        assertThat(world.accounting).hasSize(1);
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofMinutes(5));
        assertThat(client.last(InitiatorEffect.Alive.class)).isPresent();
        assertThat(world.engine.size()).isEqualTo(1);
        world.command(new SessionCommand.Disconnect(before, TerminateCause.ADMIN_RESET, "thrown out"));
        world.run(Duration.ofSeconds(1));
        assertThat(client.closed()).isPresent();
    }

    @Test
    void theChildSaIsRekeyedWithAndWithoutForwardSecrecy() {
        for (boolean secrecy : new boolean[] {false, true}) {
            World world = world();
            var shape = new Client.Shape("alice");
            shape.secrecy = secrecy;
            Client client = world.connect(shape);
            world.run(Duration.ofSeconds(5));
            for (int i = 0; i < 3; i++) {
                world.tell(client, new InitiatorInput.RekeyChild());
                world.run(Duration.ofSeconds(2));
            }
            assertThat(client.count(InitiatorEffect.Rekeyed.class)).isEqualTo(3);
            assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
            assertThat(client.connected()).isTrue();
        }
    }

    @Test
    void aRekeyUnderLossEndsWell() {
        World world = world();
        Client client = world.login("alice");
        world.link.loseEvery(3);
        world.tell(client, new InitiatorInput.RekeyIke());
        world.run(Duration.ofSeconds(30));
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofSeconds(30));
        assertThat(client.count(InitiatorEffect.Rekeyed.class)).isEqualTo(2);
        assertThat(client.connected()).isTrue();
    }

    @Test
    void sessionTimeoutEndsIt() {
        World world = new World();
        world.aaa.user(
                "alice", "secret", EapType.MSCHAPV2, new Granted.SessionTimeout(Duration.ofMinutes(10)));
        Client client = world.login("alice");
        world.run(Duration.ofMinutes(9));
        assertThat(client.connected()).isTrue();
        world.run(Duration.ofMinutes(2));
        assertThat(client.closed()).isPresent();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.SESSION_TIMEOUT);
        Duration lasted = Duration.between(stop.session().startedAt(), stop.at());
        assertThat(lasted).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void sessionTimeoutIsChangedWhileItLives() {
        World world = world();
        Client client = world.login("alice");
        SessionId id = world.id("alice");
        assertThat(world.change(id, new Granted.SessionTimeout(Duration.ofSeconds(30))))
                .isInstanceOf(Outcome.Done.class);
        assertThat(world.session("alice").endsAt()).isEqualTo(world.now().plusSeconds(30));
        world.run(Duration.ofSeconds(31));
        assertThat(client.closed()).isPresent();
    }

    @Test
    void sessionTimeoutIsTakenAway() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.SessionTimeout(Duration.ofMinutes(10)));
        Client client = world.login("alice");
        world.change(world.id("alice"), new Granted.SessionTimeout(Duration.ZERO));
        world.run(Duration.ofHours(1));
        assertThat(client.connected()).isTrue();
        assertThat(world.session("alice").endsAt()).isEqualTo(Instant.MAX);
    }

    @Test
    void accountingHearsOfItFromTimeToTime() {
        World world = new World();
        world.aaa.user(
                "alice", "secret", EapType.MSCHAPV2, new Granted.InterimInterval(Duration.ofMinutes(5)));
        world.login("alice");
        world.run(Duration.ofMinutes(21));
        assertThat(world.accounted(AccountingEvent.Interim.class)).hasSize(4);
    }

    @Test
    void aClientThatHasToProveItselfInTimeIsToldSoAtOnce() {
        World world = world();
        world.aaa.user(
                "alice",
                "secret",
                EapType.MSCHAPV2,
                new Granted.SessionTimeout(Duration.ofHours(1)),
                new Granted.TerminationAction(true));
        Client client = world.login("alice");
        assertThat(client.connected()).isTrue();
        assertThat(client.seen.stream()
                .filter(InitiatorEffect.Told.class::isInstance)
                .map(effect -> ((InitiatorEffect.Told) effect).line()))
                .anyMatch(line -> line.contains("AUTH_LIFETIME"));
    }

    private static long told(Client client) {
        return client.seen.stream()
                .filter(effect -> effect instanceof InitiatorEffect.Told(var line)
                        && line.startsWith("<- INFORMATIONAL") && line.contains("AUTH_LIFETIME"))
                .count();
    }

    @Test
    void aClientIsToldWhenItsTimeChanges() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.TerminationAction(true));
        Client client = world.login("alice");
        assertThat(told(client)).isZero();
        world.change(world.id("alice"), new Granted.SessionTimeout(Duration.ofHours(1)));
        world.run(Duration.ofSeconds(1));
        assertThat(told(client)).isEqualTo(1);
        world.run(Duration.ofHours(1));
        assertThat(client.closed()).isPresent();
    }

    @Test
    void aClientWhoseSessionSimplyEndsIsToldNothing() {
        World world = world();
        Client client = world.login("alice");
        world.change(world.id("alice"), new Granted.SessionTimeout(Duration.ofHours(1)));
        world.run(Duration.ofSeconds(1));
        assertThat(told(client)).isZero();
    }

    @Test
    void aClientThatProvesItselfAnewBeforeItLeavesHasOneSessionAndKeepsItsAddress() {
        World world = world();
        world.aaa.user(
                "alice",
                "secret",
                EapType.MSCHAPV2,
                new Granted.SessionTimeout(Duration.ofHours(1)),
                new Granted.TerminationAction(true));
        Client first = world.login("alice");
        world.run(Duration.ofMinutes(50));
        Client second = world.login("alice");
        assertThat(second.connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(1);
        assertThat(second.address()).isEqualTo(first.address());
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.reason()).startsWith("another login of the same client");
        assertThat(world.session("alice").endsAt()).isAfter(world.now().plus(Duration.ofMinutes(59)));
    }

    @Test
    void withMuchTimeLeftAnotherLoginFromTheSamePortIsAnotherSession() {
        World world = world();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.SessionTimeout(Duration.ofHours(1)));
        world.login("alice");
        world.run(Duration.ofMinutes(30));
        world.login("alice");
        assertThat(world.directory.ofUser("alice")).hasSize(2);
    }

    @Test
    void oneEndpointMayHaveSessionsOfSeveralPeople() {
        World world = world();
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        world.login("alice");
        world.login("bob");
        assertThat(world.directory.ofUser("alice")).hasSize(1);
        assertThat(world.directory.ofUser("bob")).hasSize(1);
        assertThat(world.session("bob").path()).isEqualTo(world.session("alice").path());
    }

    @Test
    void slowAaaOfOneDoesNotDelayAnother() {
        World world = world();
        world.aaa.user("slow", "secret", EapType.MSCHAPV2);
        world.thinks =
                question -> Optional.of(((AccessQuestion.EapRound) question).userName().equals("slow")
                        ? Duration.ofSeconds(30) : Duration.ofMillis(5));
        Client alone = world.login("alice");
        Duration usual = Duration.between(World.BEGIN, alone.when(InitiatorEffect.Connected.class));
        var slow = new Client.Shape("slow");
        slow.host = 2;
        Client waiting = world.connect(slow);
        world.run(Duration.ofSeconds(1));
        var other = new Client.Shape("alice");
        other.host = 3;
        other.identity = "alice's phone";
        var started = world.now();
        Client quick = world.connect(other);
        world.run(Duration.ofSeconds(5));
        assertThat(quick.connected()).isTrue();
        assertThat(Duration.between(started, quick.when(InitiatorEffect.Connected.class))).isEqualTo(usual);
        assertThat(waiting.connected()).isFalse();
    }

    @Test
    void anAaaThatNeverAnswersIsARefusal() {
        World world = world();
        world.thinks = _ -> Optional.empty();
        var shape = new Client.Shape("alice");
        Client client = world.connect(shape);
        world.run(Duration.ofMinutes(2));
        assertThat(client.closed()).isPresent();
        assertThat(world.all(Effect.LoginFailed.class)).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).contains("no answer from AAA within 60 s"));
        assertThat(world.engine.questions()).isZero();
    }

    @Test
    void shutdownSaysGoodbyeToEverybody() {
        World world = world();
        Client client = world.login("alice");
        world.feed(new Input.ShutDown(TerminateCause.ADMIN_REBOOT));
        assertThat(world.engine.quiet()).isFalse();
        world.run(Duration.ofSeconds(1));
        assertThat(world.engine.quiet()).isTrue();
        assertThat(client.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.ADMIN_REBOOT);
    }
}
