package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.u32;

import gatehouse.bytes.Bytes;
import gatehouse.posix.Poll;
import gatehouse.posix.Tun;
import gatehouse.posix.UdpArrivals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// From the sockets to the TUN device: opens ESP packets and writes what was in them. What else comes to the port is handed
/// on. [#run] waits, so it has a thread of its own.
public final class EspInbound implements AutoCloseable {
    /// So many times in succession one socket is read before it is the turn of the next, and of the device.
    private static final int TURN = 4;
    private static final int SHORTEST_ESP = 4;

    private final EspPipeline pipeline;
    private final TunWriter tun;
    private final List<Source> sources;
    private final UdpArrivals[] arrivals;
    private final LongSupplier nanos;
    private final Consumer<RuntimeException> bugs;
    private final Poll poll;
    private final byte[] octets = new byte[UdpArrivals.LARGEST];
    private final byte[] inner = new byte[Tun.LARGEST_FRAME];
    private volatile boolean stopping;
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong undelivered = new AtomicLong();

    /// Takes what comes to the port and is no ESP: IKE messages with their marker, keepalives, and octets without sense.
    @FunctionalInterface
    public interface Others {
        void received(InetSocketAddress from, Bytes datagram);
    }

    /// A socket, which its owner does not read any more.
    public record Source(int descriptor, Others others) {}

    /// @param bugs hears of our own mistakes; what was being looked at is lost
    public EspInbound(
            EspPipeline pipeline, TunWriter tun, List<Source> sources, LongSupplier nanos,
            Consumer<RuntimeException> bugs)
            throws IOException {
        this.pipeline = pipeline;
        this.tun = tun;
        this.sources = List.copyOf(sources);
        this.nanos = nanos;
        this.bugs = bugs;
        this.arrivals = new UdpArrivals[sources.size()];
        for (int i = 0; i < arrivals.length; i++) arrivals[i] = new UdpArrivals(sources.get(i).descriptor());
        this.poll = new Poll(sources.stream().mapToInt(Source::descriptor).toArray());
    }

    /// Carries packets until [#stop].
    public void run() throws IOException {
        while (!stopping) {
            poll.await();
            for (int i = 0; i < arrivals.length && !stopping; i++) {
                if (poll.readable(i) || poll.failed(i)) drain(i);
            }
            flush();
        }
    }

    /// From any thread.
    public void stop() {
        stopping = true;
        poll.wake();
    }

    private void drain(int index) throws IOException {
        UdpArrivals from = arrivals[index];
        for (int i = 0; i < TURN; i++) {
            int count = from.receive();
            for (int k = 0; k < count; k++) take(from, k, sources.get(index).others());
            if (count < UdpArrivals.MOST) return;
        }
    }

    private void take(UdpArrivals from, int index, Others others) {
        InetSocketAddress sender = from.sender(index);
        int trafficClass = from.trafficClass(index);
        int segment = from.segmentSize(index);
        int length = from.copy(index, octets);
        long now = nanos.getAsLong();
        int at = 0;
        // A datagram may be empty; that is for others to count.
        do {
            int end = Math.min(at + segment, length);
            try {
                take(at, end - at, sender, trafficClass, now, others);
            } catch (RuntimeException e) {
                bugs.accept(e);
            }
            at = end;
        } while (at < length);
    }

    private void take(int at, int length, InetSocketAddress sender, int trafficClass, long now, Others others) {
        // RFC 3948, section 2.2: the SPI of ESP "must not be a zero value", which is what IKE messages begin with.
        if (length < SHORTEST_ESP || u32(octets, at) == 0) {
            others.received(sender, Bytes.copyOf(octets, at, length));
            return;
        }
        packets.lazySet(packets.getPlain() + 1);
        int opened = pipeline.inbound(octets, at, length, sender, trafficClass, now, inner, 0);
        if (opened == 0) return;
        try {
            tun.write(inner, opened);
        } catch (IOException _) {
            // The device is gone: who waits for it to be read tells. IKE goes on.
            undelivered.incrementAndGet();
        }
    }

    private void flush() {
        try {
            tun.flush();
        } catch (IOException _) {
            undelivered.incrementAndGet();
        }
    }

    /// ESP packets that came in.
    public long packets() {
        return packets.get();
    }

    public DropCounters drops() {
        return pipeline.drops();
    }

    /// Packets that the device did not take.
    public long unwritten() {
        return tun.unwritten() + undelivered.get();
    }

    /// No thread may be in [#run].
    @Override
    public void close() throws IOException {
        poll.close();
    }
}
