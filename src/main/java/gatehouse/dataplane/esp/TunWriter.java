package gatehouse.dataplane.esp;

import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Writes packets to a queue of the TUN device, which several writers may share: those of a TCP connection or a UDP flow that
/// follow each other in one piece, for one write costs more than a packet. Belongs to one thread.
public final class TunWriter {
    private final TunQueue queue;
    private final TcpCoalescer tcp;
    private final UdpCoalescer udp;
    private final boolean joinsUdp;
    private volatile long unwritten;
    private long writes;

    public TunWriter(Tun tun, TunQueue queue) {
        this.queue = queue;
        this.tcp = new TcpCoalescer(tun.virtioHeader(), this::writeFrame);
        this.udp = new UdpCoalescer(this::writeFrame);
        this.joinsUdp = tun.udpSegmentation();
    }

    /// Takes an IP packet, as if it had come out of a tunnel. It may wait for the next one until [#flush].
    public void write(byte[] octets, int length) throws IOException {
        if (joinsUdp && UdpCoalescer.takes(octets, length)) udp.add(octets, length);
        else tcp.add(octets, 0, length);
    }

    /// Nothing more comes for now.
    public void flush() throws IOException {
        tcp.flush();
        udp.flush();
    }

    private void writeFrame(MemorySegment frame, int length) throws IOException {
        writes++;
        synchronized (queue) {
            if (queue.write(frame, length) <= 0) unwritten = unwritten + 1;
        }
    }

    /// Writes so far, each of one packet or of several in one piece. For the thread that writes.
    long writes() {
        return writes;
    }

    /// Writes that the device did not take.
    public long unwritten() {
        return unwritten;
    }
}
