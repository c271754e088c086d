package gatehouse.aaa.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.radius.AccountingRecord.Kind;
import gatehouse.radius.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that fall silent, crashes at any moment, little memory: a server that merges what has the same Acct-Session-Id
/// holds one start and one stop of every session that it could ever have heard of.
class AccountingStormTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void inAStormNothingIsLostAndNothingIsOutOfOrder(long seed) throws Exception {
        var random = new Random(seed);
        var world = new SpoolWorld(new AccountingSpool.Limits(1 << 22, 8, random.nextInt(20)));
        var told = new HashMap<String, List<String>>();
        var alive = new ArrayList<String>();
        var durable = new ArrayList<String>();
        int sessions = 0;
        int crashes = 0;
        world.happens(world.on());
        boolean silent = false;
        for (int step = 0; step < 3000; step++) {
            world.now = world.now.plusMillis(200);
            world.passes(Duration.ZERO);
            if (random.nextInt(100) == 0) silent = !silent;
            switch (random.nextInt(8)) {
                case 0 -> {
                    String name = "s" + sessions++;
                    alive.add(name);
                    world.happens(world.start(SpoolWorld.session(name)));
                    durable.add(name);
                }
                case 1 -> {
                    if (!alive.isEmpty()) {
                        String name = alive.get(random.nextInt(alive.size()));
                        world.happens(world.interim(SpoolWorld.session(name), step));
                    }
                }
                case 2 -> {
                    if (!alive.isEmpty()) {
                        world.happens(world.stop(SpoolWorld.session(alive.remove(random.nextInt(alive.size())))));
                    }
                }
                case 3 -> {
                    if (random.nextInt(60) == 0) {
                        crashes++;
                        world.crash(world.now);
                        alive.clear();
                        world.happens(world.on());
                    }
                }
                default -> {
                    if (world.onTheWay.isEmpty()) continue;
                    SpoolEffect.Deliver some = world.onTheWay.get(random.nextInt(world.onTheWay.size()));
                    if (silent) {
                        world.fails(some);
                    } else {
                        note(some, told);
                        // An answer that is lost with the machine: the server has it, we do not know.
                        if (random.nextInt(200) == 0) {
                            crashes++;
                            world.crash(world.now);
                            alive.clear();
                            world.happens(world.on());
                        } else {
                            world.answers(some);
                        }
                    }
                }
            }
        }
        for (String name : alive) world.happens(world.stop(SpoolWorld.session(name)));
        for (int i = 0; i < 100_000 && world.spool.waiting() > 0; i++) {
            world.passes(Duration.ofSeconds(1));
            for (SpoolEffect.Deliver some : List.copyOf(world.onTheWay)) {
                note(some, told);
                world.answers(some);
            }
        }
        assertThat(world.spool.waiting()).isZero();
        assertThat(world.waiting).isEmpty();
        assertThat(world.live).isEmpty();
        assertThat(crashes).isPositive();
        assertThat(world.spool.droppedCount(Kind.START)).isZero();
        for (String name : durable) assertThat(told).containsKey(name);
        for (Map.Entry<String, List<String>> session : told.entrySet()) {
            List<String> distinct = session.getValue().stream().distinct().toList();
            assertThat(distinct).as(session.getKey()).startsWith("Start").endsWith("Stop");
            assertThat(distinct.stream().filter(what -> what.equals("Start") || what.equals("Stop"))).hasSize(2);
        }
    }

    private static void note(SpoolEffect.Deliver delivery, Map<String, List<String>> told) {
        String what = SpoolWorld.told(delivery);
        String session = SpoolWorld.value(delivery, Attributes.ACCT_SESSION_ID);
        if (what.equals("On")) return;
        told.computeIfAbsent(session, _ -> new ArrayList<>())
                .add(what.startsWith("Interim") ? what : what.substring(0, what.indexOf(' ')));
    }
}
