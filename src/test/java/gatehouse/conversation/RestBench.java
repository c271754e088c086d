package gatehouse.conversation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import gatehouse.config.Configuration;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.conversation.RestingGateway.Cost;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Policies;
import gatehouse.initiator.InitiatorInput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/// What a session takes that is there and does nothing: memory of the gateway, and its processor's time for liveness checks,
/// interim accounting and rekeys, with few sessions and with many. For `scripts/bench/sessions-at-rest/run`.
///
/// Time is simulated ([RestingGateway]); sessions come from logins by EAP with MSCHAPv2 and an Access-Accept of usual size.
///
/// Arguments: `memory` or `cpu`, the configuration file, a directory for journals, and numbers: for memory those at which to
/// look, each more than the one before; for the processor few sessions, many, and rounds.
public final class RestBench {
    private static final int WARM_UP = 2_000;
    /// In a round, of each population.
    private static final int CHECKS = 100_000;
    private static final int REKEYS = 2_000;
    private static final int BATCH = 100;
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);
    private static final Duration BETWEEN_INTERIMS = Duration.ofMinutes(10);
    private static final int CLASSES = 30;

    private final GatewayConfig config;
    private final Policies policies;
    private final Path directory;
    private int journals;

    private RestBench(String[] arguments) throws Exception {
        directory = Path.of(arguments[2]);
        Machine machine = Machine.here();
        config = Configuration.read(
                Path.of(arguments[1]), machine,
                new Configuration.Overrides(directory.toAbsolutePath().toString(), true)).gateway();
        policies = FirstStart.prepare(config, machine, new SecureRandom(), false, Instant.now()).policies();
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        var bench = new RestBench(arguments);
        // Behind them is what the script that starts the program says to Java.
        int[] numbers = Arrays.stream(arguments).skip(3).takeWhile(word -> word.matches("\\d+"))
                .mapToInt(Integer::parseInt).toArray();
        if (arguments[0].equals("memory")) bench.memory(numbers);
        else bench.processor(numbers[0], numbers[1], numbers[2]);
    }

    private RestingGateway gateway() throws IOException {
        return new RestingGateway(config, policies, directory.resolve("journal-" + journals++ + ".db"), Instant.now());
    }

    private void memory(int[] numbers) throws Exception {
        try (var warm = gateway()) {
            for (int i = 0; i < WARM_UP; i++) warm.login(i);
        }
        try (var gateway = gateway()) {
            gateway.login(0);
            gateway.forgetClients();
            long empty = heap();
            long emptyResident = resident();
            Map<String, long[]> before = histogram();
            int there = 1;
            for (int number : numbers) {
                while (there < number) {
                    gateway.login(there++);
                    if (there % 1_000 == 0) gateway.forgetClients();
                }
                gateway.forgetClients();
                if (gateway.engine.holdings().sessions() != number) throw new IllegalStateException("sessions are gone");
                long taken = heap() - empty;
                System.out.printf(
                        Locale.ROOT, "memory %d sessions: %d octets of heap each, %d of the process%n", number,
                        taken / (number - 1), (resident() - emptyResident) / (number - 1));
            }
            table(before, histogram(), there - 1);
        }
    }

    /// What a session consists of, by class, the largest first.
    private static void table(Map<String, long[]> before, Map<String, long[]> after, int sessions) {
        record Row(String name, double instances, double octets) {}
        var rows = new ArrayList<Row>();
        after.forEach((name, now) -> {
            long[] then = before.getOrDefault(name, new long[2]);
            rows.add(new Row(name, (now[0] - then[0]) / (double) sessions, (now[1] - then[1]) / (double) sessions));
        });
        rows.sort((a, b) -> Double.compare(b.octets(), a.octets()));
        System.out.printf(
                Locale.ROOT, "objects of a session: %.0f octets%n", rows.stream().mapToDouble(Row::octets).sum());
        for (Row row : rows.subList(0, CLASSES)) {
            System.out.printf(Locale.ROOT, "class %-70s %6.1f %8.1f%n", row.name(), row.instances(), row.octets());
        }
    }

    private static Map<String, long[]> histogram() throws Exception {
        String text = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                new Object[] {new String[0]}, new String[] {String[].class.getName()});
        var classes = new HashMap<String, long[]>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (!words[0].endsWith(":") || words.length < 4) continue;
            classes.merge(words[3], new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])}, (a, b) -> new long[] {
                a[0] + b[0], a[1] + b[1]});
        }
        return classes;
    }

    /// What is reachable: the smallest of a few looks.
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /// What the process takes, once the collector has given back what it does not need: it does so little by little.
    private static long resident() throws Exception {
        long least = residentNow();
        for (int calm = 0; calm < 10; calm++) {
            Thread.sleep(200);
            long now = residentNow();
            if (now < least) calm = -1;
            least = Math.min(least, now);
        }
        return least;
    }

    private static long residentNow() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }

    /// What is measured by turns.
    private enum What {
        /// Sessions that are there, for as long as it takes to check the liveness of [#CHECKS] clients.
        HOUR,
        /// The gateway replaces a Child SA.
        CHILD_REKEY,
        /// A client replaces its IKE SA.
        IKE_REKEY
    }

    private void processor(int fewSessions, int manySessions, int rounds) throws Exception {
        try (var few = gateway();
                var many = gateway()) {
            populate(few, fewSessions);
            populate(many, manySessions);
            var costs = new double[What.values().length][2][rounds];
            var allocated = new double[What.values().length];
            // The first round warms up.
            for (int round = -1; round < rounds; round++) {
                for (What what : What.values()) {
                    for (int side = 0; side < 2; side++) {
                        Taken taken = measured(side == 0 ? few : many, what);
                        if (round < 0) continue;
                        costs[what.ordinal()][side][round] = taken.micros();
                        allocated[what.ordinal()] = taken.octets();
                    }
                }
            }
            for (What what : What.values()) {
                double[][] both = costs[what.ordinal()];
                var ratios = new double[rounds];
                for (int i = 0; i < rounds; i++) ratios[i] = both[1][i] / both[0][i];
                System.out.printf(
                        Locale.ROOT, "%s: %.1f us of CPU with %d sessions, %.1f with %d, %.0f octets allocated%n",
                        what.name().toLowerCase(Locale.ROOT), median(both[0]), fewSessions, median(both[1]),
                        manySessions, allocated[what.ordinal()]);
                System.out.printf(
                        Locale.ROOT, "ratio %s %.2f%n", what.name().toLowerCase(Locale.ROOT), median(ratios));
            }
        }
    }

    /// Spread over the time between two interims, so that what each does by its clock comes evenly.
    private static void populate(RestingGateway gateway, int sessions) {
        long ticks = BETWEEN_INTERIMS.toSeconds();
        int there = 0;
        for (int tick = 1; tick <= ticks; tick++) {
            for (; there < (long) sessions * tick / ticks; there++) gateway.login(there);
            gateway.run(Duration.ofSeconds(1));
        }
    }

    /// What one took: a session-hour, or a rekey.
    private record Taken(double micros, double octets) {
        static Taken of(Cost cost, double count) {
            return new Taken(cost.cpuNanos() / 1e3 / count, cost.allocated() / count);
        }
    }

    private Taken measured(RestingGateway gateway, What what) {
        int sessions = gateway.clients.size();
        Cost before = gateway.cost();
        Taken taken = switch (what) {
            case HOUR -> {
                Duration time = BETWEEN_CHECKS.multipliedBy(Math.max(1, CHECKS / sessions));
                gateway.run(time);
                yield Taken.of(gateway.cost().since(before), sessions * (time.toSeconds() / 3600.0));
            }
            case CHILD_REKEY -> {
                var spis = new ArrayList<Integer>(REKEYS);
                int step = Math.max(1, sessions / REKEYS);
                var seen = new int[1];
                gateway.pairs.forEach(pair -> {
                    if (seen[0]++ % step == 0 && spis.size() < REKEYS) spis.add(pair.spi());
                });
                for (int i = 0; i < spis.size(); i++) {
                    gateway.feed(new Input.Traffic(new DataPlaneEvent.NearlyExhausted(spis.get(i))));
                    if (i % BATCH == 0) gateway.settle();
                }
                gateway.settle();
                yield Taken.of(gateway.cost().since(before), spis.size());
            }
            case IKE_REKEY -> {
                long rekeys = gateway.count("ike-rekey");
                int step = Math.max(1, sessions / REKEYS);
                for (int i = 0; i < REKEYS && i * step < sessions; i++) {
                    gateway.tell(gateway.clients.get(i * step), new InitiatorInput.RekeyIke());
                    if (i % BATCH == 0) gateway.settle();
                }
                gateway.settle();
                yield Taken.of(gateway.cost().since(before), gateway.count("ike-rekey") - rekeys);
            }
        };
        // Until nothing is left of what was replaced.
        gateway.run(BETWEEN_CHECKS);
        var holdings = gateway.engine.holdings();
        if (holdings.sessions() != sessions || holdings.sas() != sessions || holdings.children() != sessions) {
            throw new IllegalStateException(what + " leaves " + holdings + " of " + sessions + " sessions");
        }
        return taken;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
