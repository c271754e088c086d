package gatehouse.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.aaa.radius.NasIdentity;
import gatehouse.journal.Journal;
import gatehouse.journal.JournalStats;
import gatehouse.net.Addresses;
import gatehouse.net.Usage;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.transport.EventLoops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/// How many requests a gateway's RADIUS client makes in a second, what each costs, and what twenty thousand that wait for a slow
/// server take. For `scripts/bench/radius/run`.
///
/// Everything from the question to the answer in our words is measured: translation, identifiers, authenticators, event loops,
/// sockets; for accounting the journal too, of which a record is durable before it is sent. The server is a process of its own,
/// whose cost is not counted.
///
/// Arguments: requests per round, rounds, requests that wait, directory for the journal.
public final class RadiusBench implements AutoCloseable {
    private static final int SHARDS = 2;
    private static final int SOCKETS = 64;
    private static final int WINDOW = 128;
    private static final int AHEAD = 20_000;
    private static final int COUNTED = 20_000;
    private static final int LATENCIES = 100_000;
    private static final int CHUNK = 500;
    private static final long SLOW_MILLIS = 30_000;
    private static final NasIdentity NAS = new NasIdentity("gate", List.of());
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final EventLoops loops = EventLoops.start(SHARDS);
    private final List<Shard> shards = new ArrayList<>();
    private final Process stub;
    private final Journal journal;
    private final AccountingDesk accounting;
    private final AtomicInteger accounted = new AtomicInteger();
    private int session;

    private record Shard(EngineLoop loop, RadiusDesk desk, RadiusSockets sockets) {}

    private RadiusBench(Path directory) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        stub = new ProcessBuilder(
                java, "-Xmx1g", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                RadiusStub.class.getName(), Long.toString(SLOW_MILLIS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(stub.getInputStream(), StandardCharsets.UTF_8));
        String[] ports = said.readLine().split(" ");
        Map<String, ServerGroup> groups = Map.of("fast", group("fast", ports[0]), "slow", group("slow", ports[1]));
        var translators = Map.of("fast", new AccessTranslator(NAS), "slow", new AccessTranslator(NAS));
        var clock = new SteadyClock();
        var tracer = new RadiusTracer(clock);
        var text = new PacketText(RadiusDictionary.load(Path.of("dictionaries")));
        for (int i = 0; i < SHARDS; i++) {
            var loop = new EngineLoop(loops.loop(i), clock, new Bugs());
            var sockets = new RadiusSockets(loops, i);
            shards.add(new Shard(
                    loop,
                    new RadiusDesk(
                            i, loop, new RadiusClient(new SecureRandom(), SOCKETS), sockets,
                            new RadiusConnections(loops, i), groups, translators,
                            tracer,
                            text),
                    sockets));
        }
        Files.deleteIfExists(directory.resolve("bench.db"));
        journal = Journal.open(directory.resolve("bench.db"), 2L << 30);
        // As conf/gatehouse.yaml has it.
        accounting = new AccountingDesk(
                shards.getFirst().loop(),
                journal,
                new AccountingSpool.Limits(256L << 20, 256, 50_000),
                _ -> new AccountingTranslator(NAS),
                _ -> {});
        RadiusDesk desk = shards.getFirst().desk();
        accounting.open(
                (delivery, outcome) -> desk.deliver(delivery, taken -> {
                    outcome.accept(taken);
                    if (taken) accounted.incrementAndGet();
                }),
                Set.of("fast"));
    }

    private static ServerGroup group(String name, String port) {
        int number = Integer.parseInt(port);
        return new ServerGroup(name, List.of(new RadiusServer(
                name, Addresses.parse("127.0.0.1"), number, number, RadiusStub.SECRET, Duration.ofSeconds(60), 1,
                Duration.ofSeconds(60))));
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        int requests = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        int waiting = Integer.parseInt(arguments[2]);
        try (var bench = new RadiusBench(Path.of(arguments[3]))) {
            for (int i = 0; i < 3; i++) {
                bench.access(requests);
                bench.accounting(requests);
            }
            var access = new Cost[rounds];
            var accounting = new Cost[rounds];
            for (int round = 0; round < rounds; round++) {
                access[round] = bench.access(requests);
                accounting[round] = bench.accounting(requests);
            }
            print("access", access);
            print("accounting", accounting);
            var checkpoints = new double[rounds];
            bench.checkpoint(0);
            for (int round = 0; round < rounds; round++) checkpoints[round] = bench.checkpoint(round + 1);
            System.out.printf(
                    Locale.ROOT, "checkpoint cpu-us-per-session median %.1f best %.1f%n", quantile(checkpoints, 0.5),
                    quantile(checkpoints, 0));
            JournalStats stats = bench.journal.stats();
            System.out.printf(Locale.ROOT, "journal writes-per-commit %.1f%n",
                    stats.writes() / (double) stats.commits());
            bench.slowServer(waiting, Math.max(1, rounds / 2));
        }
    }

    /// @param perSecond requests that were answered
    /// @param micros    of CPU per request, of this process
    private record Cost(double perSecond, double micros) {
        static Cost of(int requests, long nanos, long cpuNanos) {
            return new Cost(requests * 1e9 / nanos, cpuNanos / 1e3 / requests);
        }
    }

    private static void print(String what, Cost[] costs) {
        double[] rates = Arrays.stream(costs).mapToDouble(Cost::perSecond).toArray();
        double[] micros = Arrays.stream(costs).mapToDouble(Cost::micros).toArray();
        System.out.printf(
                Locale.ROOT, "%s requests-per-second median %.0f best %.0f cpu-us-per-request median %.1f best %.1f%n",
                what, quantile(rates, 0.5), quantile(rates, 1), quantile(micros, 0.5), quantile(micros, 0));
    }

    private static double quantile(double[] values, double which) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, which * sorted.length)];
    }

    /// Rounds of EAP, on all shards.
    private Cost access(int requests) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        var done = new ArrayList<CompletableFuture<Void>>();
        for (Shard shard : shards) done.add(new Asking(shard, "fast", requests / SHARDS, WINDOW).start());
        for (CompletableFuture<Void> one : done) one.get(5, TimeUnit.MINUTES);
        return Cost.of(requests, System.nanoTime() - began, SYSTEM.getProcessCpuTime() - cpu);
    }

    private static AccessQuestion question(String group) {
        return SomeQuestion.eap(AaaList.ofServers(group), Conversation.NONE);
    }

    /// So many questions of one shard, so many of them on their way at a time.
    private static final class Asking {
        final Shard shard;
        final String group;
        final int window;
        final CompletableFuture<Void> done = new CompletableFuture<>();
        final double[] latencies;
        int left;
        int answered;

        Asking(Shard shard, String group, int requests, int window) {
            this.shard = shard;
            this.group = group;
            this.window = window;
            this.left = requests;
            this.latencies = new double[requests];
        }

        CompletableFuture<Void> start() {
            shard.loop().run(() -> {
                for (int i = 0; i < window; i++) next();
            });
            return done;
        }

        private void next() {
            if (left == 0) return;
            left--;
            long asked = System.nanoTime();
            shard.desk().ask(shard.desk().group(group).orElseThrow(), question(group), answer -> {
                if (!(answer instanceof AccessAnswer.Challenge)) {
                    done.completeExceptionally(new IllegalStateException(answer.toString()));
                }
                latencies[answered++] = (System.nanoTime() - asked) / 1e3;
                if (answered == latencies.length) done.complete(null);
                else next();
            });
        }
    }

    /// Starts and stops of sessions that come and go, through the journal.
    private Cost accounting(int requests) throws Exception {
        accounted.set(0);
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            while (i - accounted.get() > AHEAD) LockSupport.parkNanos(50_000);
            accounting.account(event(i));
        }
        while (accounted.get() < requests) LockSupport.parkNanos(50_000);
        return Cost.of(requests, System.nanoTime() - began, SYSTEM.getProcessCpuTime() - cpu);
    }

    /// Microseconds of CPU to make the counters of a session safe from a crash, if all have changed.
    private double checkpoint(int round) {
        long before = journal.stats().writes();
        long cpu = SYSTEM.getProcessCpuTime();
        var usage = new Usage(round, round, round, round);
        for (int i = 0; i < COUNTED; i++) accounting.counted(new SessionId("%08X%010X".formatted(1, i)), usage);
        while (journal.stats().writes() < before + COUNTED) LockSupport.parkNanos(1_000_000);
        return (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / COUNTED;
    }

    private AccountingEvent event(int number) {
        boolean start = number % 2 == 0;
        if (start) session++;
        var who = SomeSession.of("%08X%010X".formatted(0x65000000, session), "person" + session, 1);
        return start
                ? new AccountingEvent.Start("fast", Instant.now(), who, List.of())
                : new AccountingEvent.Stop(
                        "fast", Instant.now(), who, List.of(), new Usage(1_000_000, 1000, 9_000_000, 8000),
                        TerminateCause.USER_REQUEST, "");
    }

    /// What many questions that a server takes long to answer cost in memory, and those in time that ask another.
    private void slowServer(int waiting, int rounds) throws Exception {
        var ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double[] idle = latencies();
            long before = heap();
            var answered = new AtomicLong();
            fill(waiting, answered);
            long with = heap();
            double[] beside = latencies();
            if (answered.get() > 0) throw new IllegalStateException("the slow server answered too early");
            double idle99 = calm99(idle);
            double beside99 = calm99(beside);
            ratios[round] = beside99 / idle99;
            System.out.printf(
                    Locale.ROOT,
                    "slow waiting %d heap-mb %.1f octets-each %d idle-p50-us %.0f idle-p99-us %.0f beside-p50-us %.0f "
                            + "beside-p99-us %.0f ratio %.2f%n",
                    waiting, (with - before) / 1e6, (with - before) / waiting, quantile(idle, 0.5), idle99,
                    quantile(beside, 0.5), beside99, ratios[round]);
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (answered.get() < waiting && System.nanoTime() < deadline) LockSupport.parkNanos(1_000_000);
            if (answered.get() < waiting) {
                throw new IllegalStateException((waiting - answered.get()) + " were never answered");
            }
        }
        System.out.printf(Locale.ROOT, "ratio %.2f%n", quantile(ratios, 0.5));
    }

    /// The 99th percentile of each few hundred logins, and of those the quartile that others on the machine disturbed least: when
    /// it is somebody else's turn a login takes milliseconds, here as there.
    private static double calm99(double[] latencies) {
        double[] percentiles = new double[latencies.length / CHUNK];
        for (int i = 0; i < percentiles.length; i++) {
            percentiles[i] = quantile(Arrays.copyOfRange(latencies, i * CHUNK, (i + 1) * CHUNK), 0.99);
        }
        return quantile(percentiles, 0.25);
    }

    private double[] latencies() throws Exception {
        var asking = new Asking(shards.getFirst(), "fast", LATENCIES, 1);
        asking.start().get(25, TimeUnit.SECONDS);
        return asking.latencies;
    }

    /// Slowly enough for the socket of the other side to take them.
    private void fill(int waiting, AtomicLong answered) {
        for (int i = 0; i < waiting; i++) {
            Shard shard = shards.get(i % SHARDS);
            shard.loop().run(() -> shard.desk()
                    .ask(shard.desk().group("slow").orElseThrow(), question("slow"), answer -> {
                        if (answer instanceof AccessAnswer.Challenge) answered.incrementAndGet();
                    }));
            if (i % 50 == 49) LockSupport.parkNanos(4_000_000);
        }
    }

    /// What is left of the heap once it becomes no less: what was done before has its aftermath on the disk.
    private static long heap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int calm = 0; calm < 3; calm++) {
            System.gc();
            long now = runtime.totalMemory() - runtime.freeMemory();
            if (now < least - least / 100) calm = 0;
            least = Math.min(least, now);
            Thread.sleep(200);
        }
        return least;
    }

    @Override
    public void close() throws IOException {
        stub.destroy();
        shards.forEach(shard -> shard.loop().run(shard.sockets()::close));
        loops.close();
        journal.close();
    }
}
