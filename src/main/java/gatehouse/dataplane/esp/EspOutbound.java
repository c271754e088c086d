package gatehouse.dataplane.esp;

import gatehouse.net.Path;
import gatehouse.posix.Poll;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import gatehouse.posix.UdpSegments;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// From the TUN device to the socket: reads packets for clients, seals them, and sends those of one client that have one
/// length and traffic class with one system call. [#run] waits, so it has a thread of its own.
public final class EspOutbound implements AutoCloseable {
    private static final int ROOM = 1 << 16;
    /// After as many packets what has been sealed goes out, though more wait.
    private static final int BATCH = 256;
    private static final long UNTIL_THERE_IS_ROOM = 50_000;
    private static final int WAITS_FOR_ROOM = 200;

    private final EspPipeline pipeline;
    private final TunQueue queue;
    private final TsoSegmenter segmenter;
    private final Map<InetSocketAddress, UdpSegments> sockets;
    private final LongSupplier nanos;
    private final Poll poll;
    private final MemorySegment frame = Arena.ofAuto().allocate(Tun.LARGEST_FRAME, 8);
    private final MemorySegment wire = Arena.ofAuto().allocate(ROOM, 8);
    private final byte[] packet = new byte[Tun.LARGEST_FRAME];
    private final byte[] esp = new byte[Tun.LARGEST_FRAME];
    // Fair: who waits for a batch gets its turn between two, however many follow.
    private final ReentrantLock batch = new ReentrantLock(true);
    private volatile boolean stopping;
    private int filled;
    private int segment;
    private int segments;
    private int trafficClass;
    private Path path;
    private SocketAddressBytes to;
    private volatile long unsent;

    /// @param sockets by local address, for this thread alone
    public EspOutbound(
            EspPipeline pipeline,
            Tun tun,
            TunQueue queue,
            Map<InetSocketAddress, UdpSegments> sockets,
            LongSupplier nanos)
            throws IOException {
        this.pipeline = pipeline;
        this.queue = queue;
        this.segmenter = new TsoSegmenter(tun.virtioHeader());
        this.sockets = Map.copyOf(sockets);
        this.nanos = nanos;
        this.poll = new Poll(queue.descriptor());
    }

    /// Carries packets until [#stop].
    public void run() throws IOException {
        while (!stopping) {
            poll.await();
            if (stopping) return;
            batch.lock();
            try {
                drain();
            } finally {
                batch.unlock();
            }
        }
    }

    /// Makes a change between two batches: all that was sealed before it is with the system, and what is sealed later is so by
    /// what the change left. From any thread but that of [#run], and never from an event loop.
    public void betweenBatches(Runnable change) {
        batch.lock();
        try {
            change.run();
        } finally {
            batch.unlock();
        }
    }

    /// From any thread.
    public void stop() {
        stopping = true;
        poll.wake();
    }

    public DropCounters drops() {
        return pipeline.drops();
    }

    /// ESP packets that the system would not send.
    public long unsent() {
        return unsent;
    }

    private void drain() throws IOException {
        for (int i = 0; i < BATCH; i++) {
            int length = queue.read(frame);
            if (length == TunQueue.NOTHING) break;
            int packets = segmenter.begin(frame, length);
            for (int n = 0; n < packets; n++) seal(segmenter.segment(n, packet, 0));
        }
        flush();
    }

    private void seal(int length) throws IOException {
        int sealed = pipeline.outbound(packet, 0, length, nanos.getAsLong(), esp, 0);
        if (sealed == 0) return;
        Path towards = pipeline.lastOutbound().path();
        int outerClass = pipeline.lastTrafficClass();
        boolean fits = segments > 0
                && sealed <= segment
                && segments < UdpSegments.MOST_SEGMENTS
                && filled + sealed <= UdpSegments.MOST_OCTETS
                && outerClass == trafficClass
                && towards.equals(path);
        if (!fits) {
            flush();
            segment = sealed;
            trafficClass = outerClass;
            if (!towards.equals(path)) to = SocketAddressBytes.of(towards.remote());
            path = towards;
        }
        MemorySegment.copy(esp, 0, wire, ValueLayout.JAVA_BYTE, filled, sealed);
        filled += sealed;
        segments++;
        // Only the last of a batch may be shorter than the others.
        if (sealed < segment) flush();
    }

    private void flush() throws IOException {
        if (segments == 0) return;
        UdpSegments socket = sockets.get(path.local());
        int sent = socket == null ? UdpSegments.REFUSED : send(socket);
        if (sent < filled) {
            long whole = Math.max(sent, 0) / segment;
            unsent = unsent + segments - whole;
        }
        filled = 0;
        segments = 0;
    }

    /// Where the socket's buffer is full, there is some patience: meanwhile packets wait at the device, whose queue is theirs.
    private int send(UdpSegments socket) throws IOException {
        int sent = socket.send(to, trafficClass, wire, filled, segment);
        for (int i = 0; i < WAITS_FOR_ROOM && sent >= 0 && sent < filled && !stopping; i++) {
            LockSupport.parkNanos(UNTIL_THERE_IS_ROOM);
            int more = socket.send(to, trafficClass, wire.asSlice(sent), filled - sent, segment);
            if (more == UdpSegments.REFUSED) break;
            sent += more;
        }
        return sent;
    }

    /// No thread may be in [#run].
    @Override
    public void close() throws IOException {
        poll.close();
    }
}
