package gatehouse.radius.client;

import static gatehouse.radius.client.World.ONLY_FIRST;
import static gatehouse.radius.client.World.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What one packet costs does not grow with what is in flight.
class ManyRequestsTest {
    private static final int FEW = 200;
    private static final int MANY = 20_000;
    private static final ServerGroup SLOW = new ServerGroup(
            "slow", List.of(World.FIRST), List.of(), ServerGroup.Order.FIRST, Duration.ofSeconds(60));
    private static final ServerGroup OTHER = new ServerGroup("other", List.of(World.SECOND));

    @Test
    void twentyThousandInFlightAreAllAnswered() {
        var world = new World(80);
        List<World.Sent> asked = fill(world, MANY);
        assertThat(world.client.stats().servers().get("first").inFlight()).isEqualTo(MANY);
        Collections.shuffle(asked, new Random(1));
        for (World.Sent sent : asked) {
            assertThat(world.receive(sent.send(), world.accept(sent.send())))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RadiusEffect.Answered.class, answered -> assertThat(answered.id()).isEqualTo(sent.id()));
        }
        assertThat(world.client.nextDeadline()).isEmpty();
    }

    @Test
    void twentyThousandAreRepeatedAndThenGivenUp() {
        var world = new World(80);
        fill(world, MANY);
        int repeats = 0;
        int failures = 0;
        while (world.client.nextDeadline().isPresent()) {
            List<RadiusEffect> effects = world.deadline();
            repeats += all(effects, RadiusEffect.Send.class).size();
            failures += all(effects, RadiusEffect.Failed.class).size();
        }
        assertThat(repeats).isEqualTo(2 * MANY);
        assertThat(failures).isEqualTo(MANY);
    }

    // Measured in CPU time of this thread, the best of several rounds, so that a busy machine does not matter. A walk over
    // all that is in flight would cost a hundred times as much with a hundred times as many.
    @Test
    void anAnswerAmongManyCostsLittleMoreThanOneAmongFew() {
        var few = new World(80);
        var many = new World(80);
        fill(few, FEW);
        fill(many, MANY);
        long fewNanos = Long.MAX_VALUE;
        long manyNanos = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            fewNanos = Math.min(fewNanos, exchanges(few));
            manyNanos = Math.min(manyNanos, exchanges(many));
        }
        assertThat(manyNanos).isLessThan(8 * fewNanos);
    }

    // Nobody who asks another server is refused, delayed or pays for those who wait.
    @Test
    void aServerThatThinksForHalfAMinuteDoesNotConcernAnother() {
        var idle = new World(80);
        var busy = new World(80);
        for (int i = 0; i < MANY; i++) busy.askPerson(SLOW, "first");
        long idleNanos = Long.MAX_VALUE;
        long busyNanos = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            idleNanos = Math.min(idleNanos, exchanges(idle, OTHER));
            busyNanos = Math.min(busyNanos, exchanges(busy, OTHER));
        }
        assertThat(busyNanos).isLessThan(8 * idleNanos);
        assertThat(busy.client.room(OTHER, busy.now)).isEqualTo(RadiusClient.Room.AMPLE);
        RadiusStats stats = busy.client.stats();
        assertThat(stats.servers().get("first").inFlight()).isEqualTo(MANY);
        assertThat(stats.servers().get("second").latency(false).sum()).isZero();
        assertThat(stats.servers().get("second").retransmissions()).isZero();
        assertThat(stats.refusals()).isZero();
    }

    private static long exchanges(World world) {
        return exchanges(world, ONLY_FIRST);
    }

    private static long exchanges(World world, ServerGroup group) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 200; i++) {
            RadiusEffect.Send send = world.ask(group).send();
            world.receive(send, world.accept(send));
        }
        return threads.getCurrentThreadCpuTime() - start;
    }

    private static List<World.Sent> fill(World world, int count) {
        var asked = new ArrayList<World.Sent>(count);
        for (int i = 0; i < count; i++) asked.add(world.ask(ONLY_FIRST));
        return asked;
    }
}
