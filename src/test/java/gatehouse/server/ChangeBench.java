package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.cli.Logs;
import gatehouse.config.Configuration;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.load.Arrivals;
import gatehouse.load.LoadPlan;
import gatehouse.load.LoadRun;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// What CoA-Requests and Disconnect-Requests take that come at a fixed rate, at a gateway with few sessions and at one with
/// many. For `scripts/bench/changes/run`, whose head says what is real in it.
///
/// The loop is open: each request has its moment, whatever became of those before it, and its latency counts from that moment
/// and not from when the generator got to it. Both gateways live at the same time and are measured by turns, so that the
/// machine's mood meets both.
///
/// The gateway's log goes to standard output, results to standard error.
///
/// Arguments: the configurations and state directories of both gateways, how many sessions each has, requests per second, seconds
/// of a round, rounds, seconds to warm up, Disconnect-Requests per thousand requests.
public final class ChangeBench implements AutoCloseable {
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int IDENTIFIERS = 256;
    /// With each its identifiers: as many requests can wait for their answers at the same time as come in a second and a half.
    private static final int SOCKETS = 64;
    private static final int LOGINS_AT_ONCE = 32;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Gateway gateway;
    private final InetSocketAddress port;
    private final Secret secret;
    private final int sessions;
    private final Load load;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final AtomicReferenceArray<Pending> pending = new AtomicReferenceArray<>(SOCKETS * IDENTIFIERS);
    private final Random chance = new Random(1);
    private final Authenticators senders = new Authenticators();
    private final Authenticators receivers = new Authenticators();
    private long people;

    /// @param rate        requests per second
    /// @param disconnects of a thousand of them
    private record Load(int rate, int seconds, int disconnects) {
        int requests(int during) {
            return rate * during;
        }
    }

    /// @param due by [System#nanoTime]
    private record Pending(long due, Bytes authenticator) {}

    private ChangeBench(String file, String state, int sessions, Load load) throws Exception {
        Machine machine = Machine.here();
        GatewayConfig config = Configuration.read(
                Path.of(file), machine, new Configuration.Overrides(state, true)).gateway();
        FirstStart.Ready ready = FirstStart.prepare(config, machine, new SecureRandom(), false, Instant.now());
        Logs.configure(config.logging());
        this.gateway = Gateway.start(config, machine, ready.policies(), "bench", new SettledConfiguration());
        this.port = gateway.dynamicAuthorization().getFirst();
        this.secret = config.dynamicAuthorization().clients().getFirst().secret();
        this.sessions = sessions;
        this.load = load;
        for (int i = 0; i < SOCKETS; i++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.connect(port);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, i);
            channels.add(channel);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = Arrays.stream(arguments).skip(4).limit(7).mapToInt(Integer::parseInt).toArray();
        int rounds = numbers[4];
        int warmUp = numbers[5];
        var load = new Load(numbers[2], numbers[3], numbers[6]);
        try (var few = new ChangeBench(arguments[0], arguments[1], numbers[0], load);
                var many = new ChangeBench(arguments[2], arguments[3], numbers[1], load)) {
            List<ChangeBench> both = List.of(few, many);
            for (ChangeBench side : both) {
                long began = System.nanoTime();
                side.login(sizeOfRound(side, warmUp));
                System.err.printf(
                        Locale.ROOT, "logged in: %d in %.1f s%n", side.directorySize(),
                        (System.nanoTime() - began) / 1e9);
            }
            for (ChangeBench side : both) print("warm-up", side.sessions, side.round(warmUp));
            List<List<Taken>> taken = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < 2; i++) {
                    ChangeBench side = both.get(i);
                    side.login(sizeOfRound(side, load.seconds()) - side.directorySize());
                    Taken one = side.round(load.seconds());
                    print("round", side.sessions, one);
                    taken.get(i).add(one);
                }
            }
            for (int i = 0; i < 2; i++) print("sessions", both.get(i).sessions, Taken.median(taken.get(i)));
            Taken fewTaken = Taken.median(taken.getFirst());
            Taken manyTaken = Taken.median(taken.getLast());
            System.err.printf(
                    Locale.ROOT, "ratio p50 %.2f p99 %.2f cpu %.2f%n", manyTaken.p50() / fewTaken.p50(),
                    manyTaken.p99() / fewTaken.p99(), manyTaken.cpu() / fewTaken.cpu());
        }
    }

    /// Those that are to be there at its end, and those that it ends.
    private static int sizeOfRound(ChangeBench side, int seconds) {
        return side.sessions + side.load.requests(seconds) * side.load.disconnects() / 1000;
    }

    private static void print(String what, int sessions, Taken taken) {
        System.err.printf(
                Locale.ROOT,
                "%s %d rate %.0f p50-ms %.3f p99-ms %.3f p99.9-ms %.3f max-ms %.1f cpu-us %.1f behind-p99-ms %.3f lost %.0f refused %.0f%n",
                what, sessions, taken.rate(), taken.p50(), taken.p99(), taken.p999(), taken.most(), taken.cpu(),
                taken.behind(), taken.lost(), taken.refused());
    }

    /// What a round gave.
    ///
    /// @param rate   requests that were answered per second
    /// @param cpu    microseconds of the process per request, without the generator's two threads
    /// @param behind 99th percentile of how late the generator sent
    private record Taken(
            double rate, double p50, double p99, double p999, double most, double cpu, double behind, double lost,
            double refused) {
        static Taken median(List<Taken> rounds) {
            return new Taken(
                    median(rounds, Taken::rate), median(rounds, Taken::p50), median(rounds, Taken::p99),
                    median(rounds, Taken::p999), median(rounds, Taken::most), median(rounds, Taken::cpu),
                    median(rounds, Taken::behind), rounds.stream().mapToDouble(Taken::lost).sum(),
                    rounds.stream().mapToDouble(Taken::refused).sum());
        }

        private static double median(List<Taken> rounds, ToDoubleFunction<Taken> figure) {
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

    private Taken round(int seconds) throws Exception {
        int requests = load.requests(seconds);
        var all = new ArrayList<>(gateway.directory().all());
        Collections.shuffle(all, chance);
        int ending = requests * load.disconnects() / 1000;
        // Nobody is asked to end and to change: it could be gone when the change comes.
        Queue<Session> condemned = new ArrayDeque<>(all.subList(0, ending));
        List<Session> staying = all.subList(ending, all.size());
        var receiver = new Receiver(requests);
        var receiving = new Thread(receiver, "bench-receiver");
        receiving.start();
        long cpuBefore = PROCESS.getProcessCpuTime();
        long ownBefore = ownCpu();
        var behind = new Histogram(3);
        long began = System.nanoTime();
        long lost = 0;
        for (int i = 0; i < requests; i++) {
            long due = began + (long) (i * 1e9 / load.rate());
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime())
                LockSupport.parkNanos(wait);
            boolean disconnect = (long) (i + 1) * load.disconnects() / 1000 > (long) i * load.disconnects() / 1000;
            if (send(i, due, disconnect ? condemned.remove() : staying.get(i % staying.size()), disconnect)) lost++;
            behind.recordValue(System.nanoTime() - due);
        }
        receiver.giveUpAt = System.nanoTime() + PATIENCE;
        receiver.expected = requests - lost;
        receiving.join();
        if (receiver.failure != null) throw receiver.failure;
        lost = requests - receiver.times.getTotalCount();
        for (int i = 0; i < pending.length(); i++) {
            Pending unanswered = pending.getAndSet(i, null);
            if (unanswered != null) receiver.times.recordValue(System.nanoTime() - unanswered.due());
        }
        double cpu = PROCESS.getProcessCpuTime() - cpuBefore - (ownCpu() - ownBefore) - receiver.cpu;
        Histogram times = receiver.times;
        return new Taken(
                (requests - lost) * 1e9 / (receiver.lastAt - began), millis(times, 50), millis(times, 99),
                millis(times, 99.9), times.getMaxValue() / 1e6, cpu / 1e3 / requests,
                behind.getValueAtPercentile(99) / 1e6, lost, receiver.refused);
    }

    private static double millis(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e6;
    }

    private static long ownCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// Whether another request had to be given up for it.
    private boolean send(int number, long due, Session session, boolean disconnect) throws IOException {
        int slot = number % pending.length();
        int identifier = slot / SOCKETS;
        Attribute name = switch (chance.nextInt(4)) {
            case 0 -> Attributes.ACCT_SESSION_ID.of(session.id().text());
            case 1 -> Attributes.USER_NAME.of(session.user());
            case 2 -> Attributes.FRAMED_IP_ADDRESS.of(session.addresses().getFirst());
            default -> Attributes.CISCO_AVPAIR.of("audit-session-id=" + session.auditSessionId());
        };
        var attributes = new ArrayList<>(List.of(name, Attributes.EVENT_TIMESTAMP.of(Instant.now().getEpochSecond())));
        if (!disconnect) attributes.add(Attributes.SESSION_TIMEOUT.of(3600L + number % 3600));
        // Requests that would otherwise be the same, and so repeats, differ in this.
        attributes.add(Attributes.PROXY_STATE.of(Bytes.ofUtf8(due + "." + number)));
        Bytes request = senders.dynamicRequest(
                disconnect ? RadiusCode.DISCONNECT_REQUEST : RadiusCode.COA_REQUEST, identifier, attributes, secret);
        Pending before = pending.getAndSet(slot, new Pending(due, request.slice(4, RadiusPacket.HEADER)));
        channels.get(slot % SOCKETS).write(ByteBuffer.wrap(request.toArray()));
        return before != null;
    }

    /// Takes answers, and looks whether each is one.
    private final class Receiver implements Runnable {
        private final Histogram times = new Histogram(3);
        private final ByteBuffer buffer = ByteBuffer.allocate(RadiusPacket.LONGEST);
        private volatile long expected;
        private volatile long giveUpAt = Long.MAX_VALUE;
        private long lastAt = System.nanoTime();
        private long refused;
        private long cpu;
        private Exception failure;

        Receiver(int expected) {
            this.expected = expected;
        }

        @Override
        public void run() {
            try {
                while (times.getTotalCount() < expected && System.nanoTime() < giveUpAt) {
                    selector.select(key -> take((DatagramChannel) key.channel(), (int) key.attachment()), 100);
                }
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
            cpu = ownCpu();
        }

        private void take(DatagramChannel channel, int socket) {
            try {
                for (buffer.clear(); channel.read(buffer) > 0; buffer.clear()) {
                    Bytes octets = Bytes.copyOf(buffer.array(), 0, buffer.position());
                    RadiusPacket answer = RadiusPacket.read(octets);
                    int slot = answer.identifier() * SOCKETS + socket;
                    Pending asked = pending.get(slot);
                    if (asked == null || !receivers.isGenuineResponse(octets, asked.authenticator(), secret)) continue;
                    lastAt = System.nanoTime();
                    times.recordValue(lastAt - asked.due());
                    pending.compareAndSet(slot, asked, null);
                    boolean done = answer.code().equals(RadiusCode.COA_ACK)
                            || answer.code().equals(RadiusCode.DISCONNECT_ACK);
                    if (!done) refused++;
                }
            } catch (IOException | MalformedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (DatagramChannel channel : channels) channel.close();
        gateway.stop(TerminateCause.NAS_REBOOT, Duration.ZERO);
    }
}
