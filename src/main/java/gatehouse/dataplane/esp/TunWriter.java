package gatehouse.dataplane.esp;

import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes single packets to a queue of the TUN device, which several writers may share.
public final class TunWriter {
    private final TunQueue queue;
    private final int header;
    private final MemorySegment frame = Arena.ofAuto().allocate(Tun.LARGEST_FRAME, 8);
    private volatile long unwritten;

    public TunWriter(Tun tun, TunQueue queue) {
        this.queue = queue;
        this.header = tun.virtioHeader() ? Tun.VIRTIO_HEADER : 0;
    }

    /// Writes an IP packet, as if it had come out of a tunnel. What the device does not take is counted.
    public void write(byte[] octets, int length) throws IOException {
        synchronized (queue) {
            // The virtio-net header stays empty: one packet, its checksums finished.
            MemorySegment.copy(octets, 0, frame, ValueLayout.JAVA_BYTE, header, length);
            if (queue.write(frame, header + length) <= 0) unwritten = unwritten + 1;
        }
    }

    /// Packets that the device did not take.
    public long unwritten() {
        return unwritten;
    }
}
