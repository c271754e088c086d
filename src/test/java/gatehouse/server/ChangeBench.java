package gatehouse.server;

import gatehouse.cli.Logs;
import gatehouse.config.Configuration;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.load.Arrivals;
import gatehouse.load.LoadPlan;
import gatehouse.load.LoadRun;
import gatehouse.net.Addresses;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import gatehouse.server.ChangeSender.Taken;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// What CoA-Requests and Disconnect-Requests take that come at a fixed rate, at a gateway with few sessions and at one with
/// many. For `scripts/bench/changes/run`, whose head says what is real in it.
///
/// [ChangeSender], a process of its own, sends and takes the time. Both gateways live at the same time and are measured by turns,
/// so that the machine's mood meets both.
///
/// The gateway's log goes to standard output, results to standard error.
///
/// Arguments: the configurations and state directories of both gateways, how many sessions each has, requests per second, seconds
/// of a round, rounds, seconds to warm up, Disconnect-Requests per thousand requests.
public final class ChangeBench implements AutoCloseable {
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int LOGINS_AT_ONCE = 32;

    private final Gateway gateway;
    private final InetSocketAddress port;
    private final int sessions;
    private final Load load;
    /// Where it is written who is there.
    private final Path list;
    private final Random chance = new Random(1);
    private long people;

    /// @param rate        requests per second
    /// @param disconnects of a thousand of them
    private record Load(int rate, int seconds, int disconnects) {
        int requests(int during) {
            return rate * during;
        }
    }

    private ChangeBench(String file, String state, int sessions, Load load) throws Exception {
        Machine machine = Machine.here();
        GatewayConfig config = Configuration.read(
                Path.of(file), machine, new Configuration.Overrides(state, true)).gateway();
        FirstStart.Ready ready = FirstStart.prepare(config, machine, new SecureRandom(), false, Instant.now());
        Logs.configure(config.logging());
        this.gateway = Gateway.start(config, machine, ready.policies(), "bench", new SettledConfiguration());
        this.port = gateway.dynamicAuthorization().getFirst();
        this.sessions = sessions;
        this.load = load;
        this.list = Path.of(state).resolveSibling(sessions + ".sessions");
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = Arrays.stream(arguments).skip(4).limit(7).mapToInt(Integer::parseInt).toArray();
        int rounds = numbers[4];
        int warmUp = numbers[5];
        var load = new Load(numbers[2], numbers[3], numbers[6]);
        try (var few = new ChangeBench(arguments[0], arguments[1], numbers[0], load);
                var many = new ChangeBench(arguments[2], arguments[3], numbers[1], load);
                var sender = new Sender()) {
            List<ChangeBench> both = List.of(few, many);
            for (ChangeBench side : both) {
                long began = System.nanoTime();
                side.login(sizeOfRound(side, warmUp));
                System.err.printf(
                        Locale.ROOT, "logged in: %d in %.1f s%n", side.directorySize(),
                        (System.nanoTime() - began) / 1e9);
            }
            for (ChangeBench side : both) print("warm-up", side.sessions, side.round(sender, warmUp));
            List<List<Measured>> taken = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < 2; i++) {
                    ChangeBench side = both.get(i);
                    side.login(sizeOfRound(side, load.seconds()) - side.directorySize());
                    Measured one = side.round(sender, load.seconds());
                    print("round", side.sessions, one);
                    taken.get(i).add(one);
                }
            }
            for (int i = 0; i < 2; i++) print("sessions", both.get(i).sessions, Measured.median(taken.get(i)));
            Measured fewTaken = Measured.median(taken.getFirst());
            Measured manyTaken = Measured.median(taken.getLast());
            System.err.printf(
                    Locale.ROOT, "ratio p50 %.2f p99 %.2f cpu %.2f%n", manyTaken.p50() / fewTaken.p50(),
                    manyTaken.p99() / fewTaken.p99(), manyTaken.cpu() / fewTaken.cpu());
        }
    }

    /// Those that are to be there at its end, and those that it ends.
    private static int sizeOfRound(ChangeBench side, int seconds) {
        return side.sessions + side.load.requests(seconds) * side.load.disconnects() / 1000;
    }

    private static void print(String what, int sessions, Measured measured) {
        Taken taken = measured.taken();
        System.err.printf(
                Locale.ROOT,
                "%s %d rate %.0f p50-ms %.3f p99-ms %.3f p99.9-ms %.3f max-ms %.1f cpu-us %.1f behind-p99-ms %.3f lost %d refused %d%n",
                what, sessions, taken.rate(), taken.p50(), taken.p99(), taken.p999(), taken.most(), measured.cpu(),
                taken.behind(), taken.lost(), taken.refused());
    }

    /// @param cpu microseconds of the gateway's process per request
    private record Measured(Taken taken, double cpu) {
        double p50() {
            return taken.p50();
        }

        double p99() {
            return taken.p99();
        }

        static Measured median(List<Measured> rounds) {
            return new Measured(
                    new Taken(
                            median(rounds, m -> m.taken().rate()), median(rounds, m -> m.taken().p50()),
                            median(rounds, m -> m.taken().p99()), median(rounds, m -> m.taken().p999()),
                            median(rounds, m -> m.taken().most()), median(rounds, m -> m.taken().behind()),
                            rounds.stream().mapToLong(m -> m.taken().lost()).sum(),
                            rounds.stream().mapToLong(m -> m.taken().refused()).sum()),
                    median(rounds, Measured::cpu));
        }

        private static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    private int directorySize() {
        return gateway.directory().size();
    }

    /// So many log in; then their clients are gone without a word.
    private void login(int count) throws Exception {
        if (count <= 0) return;
        long first = people;
        people += count;
        var plan = new LoadPlan(
                new Arrivals.AtOnce(LOGINS_AT_ONCE), count, count, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, 3);
        var clock = new SteadyClock();
        int wanted = directorySize() + count;
        try (LoadRun run = LoadRun.open(
                plan, 1, 1, List.of(Addresses.parse("127.0.0.1")), gateway.ike().getFirst(),
                gateway.natTraversal().getFirst(),
                (number, ike, natTraversal) -> {
                    String user = "person" + (first + number) + "@bench.example";
                    return new LoadRun.Settled(NetworkClient.settings(ike, natTraversal, user, user, "pass", false),
                            user);
                }, clock)) {
            run.start();
            while (!run.standing().warm()) Thread.sleep(50);
        }
        if (directorySize() < wanted) throw new IllegalStateException(directorySize() + " instead of " + wanted);
    }

    private Measured round(Sender sender, int seconds) throws IOException {
        int requests = load.requests(seconds);
        var all = new ArrayList<>(gateway.directory().all());
        Collections.shuffle(all, chance);
        Files.write(list, (Iterable<String>) all.stream().map(ChangeBench::line)::iterator);
        long before = PROCESS.getProcessCpuTime();
        Taken taken = sender.round(port, list, requests, load);
        return new Measured(taken, (PROCESS.getProcessCpuTime() - before) / 1e3 / requests);
    }

    private static String line(Session session) {
        return String.join(
                "\t", session.id().text(), session.user(), Addresses.text(session.addresses().getFirst()),
                session.auditSessionId());
    }

    /// The process that sends.
    private static final class Sender implements AutoCloseable {
        private final Process process;
        private final BufferedWriter to;
        private final BufferedReader from;

        Sender() throws IOException {
            String java = ProcessHandle.current().info().command().orElseThrow();
            process = new ProcessBuilder(
                    java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC",
                    "-Xms384m", "-Xmx384m", "-cp", System.getProperty("java.class.path"), ChangeSender.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            to = process.outputWriter(StandardCharsets.UTF_8);
            from = process.inputReader(StandardCharsets.UTF_8);
        }

        Taken round(InetSocketAddress port, Path list, int requests, Load load) throws IOException {
            to.write(String.format(
                    Locale.ROOT, "%d %s %d %d %d%n", port.getPort(), list, requests, load.rate(), load.disconnects()));
            to.flush();
            String line = from.readLine();
            if (line == null) throw new IOException("the process that sends has ended");
            return Taken.of(line);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    @Override
    public void close() {
        gateway.stop(TerminateCause.NAS_REBOOT, Duration.ZERO);
    }
}
