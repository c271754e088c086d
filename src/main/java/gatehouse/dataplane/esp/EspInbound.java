package gatehouse.dataplane.esp;

import gatehouse.posix.Tun;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/// From the socket to the TUN device: opens ESP packets and writes what was in them. Belongs to one thread.
public final class EspInbound {
    private final EspPipeline pipeline;
    private final TunWriter tun;
    private final LongSupplier nanos;
    private final byte[] packet = new byte[Tun.LARGEST_FRAME];
    private final byte[] inner = new byte[Tun.LARGEST_FRAME];

    public EspInbound(EspPipeline pipeline, TunWriter tun, LongSupplier nanos) {
        this.pipeline = pipeline;
        this.tun = tun;
        this.nanos = nanos;
    }

    /// An ESP packet came from `remote`.
    public void receive(ByteBuffer datagram, InetSocketAddress remote) throws IOException {
        int length = datagram.remaining();
        datagram.get(packet, 0, length);
        int opened = pipeline.inbound(packet, 0, length, remote, nanos.getAsLong(), inner, 0);
        if (opened > 0) tun.write(inner, opened);
    }

    /// No more packets have come for now.
    public void flush() throws IOException {
        tun.flush();
    }

    public DropCounters drops() {
        return pipeline.drops();
    }

    /// Packets that the device did not take.
    public long unwritten() {
        return tun.unwritten();
    }
}
