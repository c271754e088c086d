package gatehouse.radius.client;

import static gatehouse.radius.client.World.FIRST;
import static gatehouse.radius.client.World.SECOND;
import static gatehouse.radius.client.World.again;
import static gatehouse.radius.client.World.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gatehouse.radius.client.ServerGroup.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Somebody has to confirm a login on his phone before the server answers.
class PatienceTest {
    private static final ServerGroup PATIENT = new ServerGroup(
            "patient", List.of(FIRST, SECOND), List.of(), Order.FIRST, Duration.ofSeconds(60));
    private static final double TIMEOUT = 2;

    private final World world = new World();

    private double secondsSince(Instant start) {
        return Duration.between(start, world.now).toNanos() / 1e9;
    }

    /// Silence until the request fails; every repeat on the way is the same to the octet and comes in its time.
    private RadiusEffect.Failed onlyRepeatsUntilItFails(RadiusEffect.Send send) {
        while (true) {
            Instant before = world.now;
            List<RadiusEffect> effects = world.deadline();
            if (effects.getFirst() instanceof RadiusEffect.Failed failed) {
                assertThat(effects).hasSize(1);
                return failed;
            }
            send = again(send);
            assertThat(effects).containsExactly(send);
            assertThat(secondsSince(before)).isCloseTo(TIMEOUT, within(TIMEOUT * 0.1));
        }
    }

    @Test
    void whileAPersonIsWaitedForThereAreOnlyRepeatsAndThenAFailureWithItsReason() {
        Instant start = world.now;
        World.Sent asked = world.askPerson(PATIENT, "");
        RadiusEffect.Failed failed = onlyRepeatsUntilItFails(asked.send());
        assertThat(secondsSince(start)).isEqualTo(60);
        assertThat(failed.id()).isEqualTo(asked.id());
        assertThat(failed.reason()).matches("server 'first' did not answer (29|3[0-3]) tries; "
                + "the patience of group 'patient', 60 s, is over");
        assertThat(world.client.stats().servers().get("first").timeouts()).isOne();
        assertThat(world.client.stats().servers().get("first").inFlight()).isZero();
        assertThat(world.client.stats().servers()).doesNotContainKey("second");
        assertThat(world.client.nextDeadline()).isEmpty();
    }

    @Test
    void anAnswerCountsUntilTheEndOfPatience() {
        World.Sent asked = world.askPerson(PATIENT, "first");
        for (int i = 0; i < 25; i++) world.deadline();
        RadiusEffect.Answered answered =
                one(world.receive(asked.send(), world.accept(asked.send())), RadiusEffect.Answered.class);
        assertThat(answered.latency()).isGreaterThan(Duration.ofSeconds(45));
        assertThat(answered.attempt()).isEqualTo(26);
    }

    // The phone rang already: whatever becomes of the server, another one would make it ring again.
    @Test
    void whoIsWaitedForStaysWhenTheServerDies() {
        World.Sent patient = world.askPerson(PATIENT, "");
        World.Sent impatient = world.ask(PATIENT);
        int elsewhere = 0;
        for (int i = 0; i < 40 && elsewhere == 0; i++) {
            for (RadiusEffect effect : world.deadline()) {
                if (!(effect instanceof RadiusEffect.Send send) || !send.server().equals(SECOND)) continue;
                assertThat(send.about()).isEqualTo(impatient.id());
                elsewhere++;
            }
        }
        assertThat(elsewhere).isOne();
        assertThat(world.client.state("first", false)).isEqualTo(ServerState.DEAD);
        assertThat(world.client.waiting(patient.id()).orElseThrow().server()).isEqualTo(FIRST);
        assertThat(world.client.waiting(impatient.id()).orElseThrow().server()).isEqualTo(SECOND);
    }

    // At night there may be nobody else from whom the server is heard.
    @Test
    void thatAPersonTakesItsTimeSaysNothingAboutTheServer() {
        onlyRepeatsUntilItFails(world.askPerson(PATIENT, "").send());
        assertThat(world.client.state("first", false)).isEqualTo(ServerState.ALIVE);
        assertThat(world.health).isEmpty();
    }

    @Test
    void whoCannotBeAskedIsNotWaitedFor() {
        RadiusEffect.Send second = one(world.silence(world.ask(PATIENT).send()), RadiusEffect.Send.class);
        assertThat(second.server()).isEqualTo(SECOND);
    }

    @Test
    void whoWaitsIsToldOfWithServerAttemptAndTime() {
        Instant start = world.now;
        World.Sent asked = world.askPerson(PATIENT, "");
        for (int i = 0; i < 3; i++) world.deadline();
        assertThat(world.client.waiting(asked.id())).hasValue(new RadiusClient.Waiting(FIRST, start, 4));
        world.receive(asked.send(), world.accept(asked.send()));
        assertThat(world.client.waiting(asked.id())).isEmpty();
    }
}
