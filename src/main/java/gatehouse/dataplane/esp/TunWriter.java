package gatehouse.dataplane.esp;

import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Writes packets to a queue of the TUN device, which several writers may share: those of a TCP connection that follow each
/// other in one piece, for one write costs more than a packet. Belongs to one thread.
public final class TunWriter {
    private final TunQueue queue;
    private final TcpCoalescer coalescer;
    private volatile long unwritten;

    public TunWriter(Tun tun, TunQueue queue) {
        this.queue = queue;
        this.coalescer = new TcpCoalescer(tun.virtioHeader(), this::writeFrame);
    }

    /// Takes an IP packet, as if it had come out of a tunnel. It may wait for the next one until [#flush].
    public void write(byte[] octets, int length) throws IOException {
        coalescer.add(octets, 0, length);
    }

    /// Nothing more comes for now.
    public void flush() throws IOException {
        coalescer.flush();
    }

    private void writeFrame(MemorySegment frame, int length) throws IOException {
        synchronized (queue) {
            if (queue.write(frame, length) <= 0) unwritten = unwritten + 1;
        }
    }

    /// Writes that the device did not take.
    public long unwritten() {
        return unwritten;
    }
}
