package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Sends CoA-Requests and Disconnect-Requests at a fixed rate and takes the answers: a process of its own, so that no pause of the
/// gateway's is one of its clock. For [ChangeBench], which starts it.
///
/// The loop is open: each request has its moment, whatever became of those before it, and its latency counts from that moment
/// and not from when it was sent.
///
/// Each line of standard input is a round: the gateway's port, a file with its sessions (a line each: Acct-Session-Id, User-Name,
/// Framed-IP-Address and audit-session-id, parted by tabs; those that are to end first), how many requests, how many in a second, and how
/// many of a thousand are Disconnect-Requests. The answer is a line of [Taken]. The secret is in the environment.
final class ChangeSender implements AutoCloseable {
    private static final int IDENTIFIERS = 256;
    /// With each its identifiers: as many requests can wait for their answers at the same time as come in a second and a half.
    private static final int SOCKETS = 64;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Secret secret;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final AtomicReferenceArray<Pending> pending = new AtomicReferenceArray<>(SOCKETS * IDENTIFIERS);
    private final Random chance = new Random(1);
    private final Authenticators senders = new Authenticators();
    private final Authenticators receivers = new Authenticators();

    /// What a round gave.
    ///
    /// @param rate    requests that were answered per second
    /// @param p50     of the latency in milliseconds, like those that follow
    /// @param behind  99th percentile of how late a request was sent, in milliseconds
    /// @param lost    how many had no answer in five seconds
    /// @param refused how many were answered by a NAK
    record Taken(double rate, double p50, double p99, double p999, double most, double behind, long lost,
            long refused) {
        String line() {
            return String.format(
                    Locale.ROOT, "%f %f %f %f %f %f %d %d", rate, p50, p99, p999, most, behind, lost, refused);
        }

        static Taken of(String line) {
            String[] fields = line.split(" ");
            return new Taken(
                    Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]), Double.parseDouble(fields[4]), Double.parseDouble(fields[5]),
                    Long.parseLong(fields[6]), Long.parseLong(fields[7]));
        }
    }

    /// @param due by [System#nanoTime]
    private record Pending(long due, Bytes authenticator) {}

    private record Target(String id, String user, InetAddress address, String audit) {}

    private ChangeSender(int port, Secret secret) throws IOException {
        this.secret = secret;
        for (int i = 0; i < SOCKETS; i++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, i);
            channels.add(channel);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var secret = Secret.ofUtf8(System.getenv("BENCH_SECRET"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split(" ");
            List<Target> targets = targets(Path.of(fields[1]));
            // What the list of the last round left behind shall not be collected in this one.
            System.gc();
            try (var sender = new ChangeSender(Integer.parseInt(fields[0]), secret)) {
                Taken taken = sender.round(
                        targets, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), Integer.parseInt(fields[4]));
                System.out.println(taken.line());
            }
        }
    }

    private static List<Target> targets(Path file) throws IOException {
        var targets = new ArrayList<Target>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t");
            targets.add(new Target(fields[0], fields[1], Addresses.parse(fields[2]), fields[3]));
        }
        return targets;
    }

    private Taken round(List<Target> targets, int requests, int rate, int disconnects) throws Exception {
        // Nobody is asked to end and to change: it could be gone when the change comes.
        int condemned = requests * disconnects / 1000;
        int staying = targets.size() - condemned;
        var receiver = new Receiver(requests);
        var receiving = new Thread(receiver, "bench-receiver");
        receiving.start();
        var behind = new Histogram(3);
        long began = System.nanoTime();
        long lost = 0;
        int ended = 0;
        for (int i = 0; i < requests; i++) {
            long due = began + (long) (i * 1e9 / rate);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime())
                LockSupport.parkNanos(wait);
            boolean disconnect = (long) (i + 1) * disconnects / 1000 > (long) i * disconnects / 1000;
            Target target = targets.get(disconnect ? ended++ : condemned + i % staying);
            if (send(i, due, target, disconnect)) lost++;
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
        Histogram times = receiver.times;
        return new Taken(
                (requests - lost) * 1e9 / (receiver.lastAt - began), millis(times, 50), millis(times, 99),
                millis(times, 99.9), times.getMaxValue() / 1e6, millis(behind, 99), lost, receiver.refused);
    }

    private static double millis(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e6;
    }

    /// Whether another request had to be given up for it.
    private boolean send(int number, long due, Target target, boolean disconnect) throws IOException {
        int slot = number % pending.length();
        int identifier = slot / SOCKETS;
        Attribute name = switch (chance.nextInt(4)) {
            case 0 -> Attributes.ACCT_SESSION_ID.of(target.id());
            case 1 -> Attributes.USER_NAME.of(target.user());
            case 2 -> Attributes.FRAMED_IP_ADDRESS.of(target.address());
            default -> Attributes.CISCO_AVPAIR.of("audit-session-id=" + target.audit());
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
    }
}
