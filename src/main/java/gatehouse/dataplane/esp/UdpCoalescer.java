package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.put16;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Joins UDP datagrams of a flow that have one length (the last may be shorter) to one packet under one virtio-net header
/// before they are written to the TUN device: the kernel splits it where it has to, and one system call and one walk
/// through the kernel serve up to [#MOST_DATAGRAMS].
///
/// As with [TcpCoalescer], splitting the result gives back what was joined, checksums are verified first, a few flows are
/// open at once, packets of a flow are never reordered, and whoever adds packets calls [#flush] when no more are at hand.
/// Belongs to one thread.
final class UdpCoalescer {
    /// What every kernel that takes joined datagrams takes.
    static final int MOST_DATAGRAMS = 64;

    private static final int FLOWS = 8;
    private static final int LARGEST_PACKET = 65535;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int UDP_HEADER = 8;
    private static final int UDP_LENGTH = 4;
    private static final int UDP_CHECKSUM = 6;

    private final TcpCoalescer.Sink sink;
    private final MemorySegment single = Arena.ofAuto().allocate(VirtioHeader.LENGTH + LARGEST_PACKET, 64);
    private final Joined[] open = new Joined[FLOWS];
    private long age;

    // Of the packet being added.
    private byte[] packet = new byte[0];
    private int length;
    private boolean ipv4;
    private int transport;

    UdpCoalescer(TcpCoalescer.Sink sink) {
        this.sink = sink;
        for (int i = 0; i < FLOWS; i++) open[i] = new Joined();
    }

    /// Whether an IP packet is for this class: UDP, or what may be a fragment of it.
    static boolean takes(byte[] octets, int length) {
        if (length < 20) return false;
        if (octets[0] >>> 4 == 4) return octets[9] == UDP;
        return switch (octets[6]) {
            case TCP, ICMPV6 -> false;
            default -> true;
        };
    }

    /// Takes an IP packet, at the beginning of `octets`; it is copied.
    void add(byte[] octets, int packetLength) throws IOException {
        packet = octets;
        length = packetLength;
        if (!readHeaders()) {
            // A fragment may belong to any flow.
            flush();
            writeAlone();
            return;
        }
        boolean joinable = isJoinable();
        Joined joined = find();
        if (joined != null) {
            if (joinable && joined.accepts()) {
                joined.append();
                if (joined.isComplete()) joined.write();
                return;
            }
            joined.write();
        }
        if (joinable) vacant().begin();
        else writeAlone();
    }

    /// Writes everything that was joined and not yet written.
    void flush() throws IOException {
        for (Joined joined : open) {
            if (joined.count > 0) joined.write();
        }
    }

    private void writeAlone() throws IOException {
        VirtioHeader.writePlain(single);
        MemorySegment.copy(packet, 0, single, JAVA_BYTE, VirtioHeader.LENGTH, length);
        sink.write(single, VirtioHeader.LENGTH + length);
    }

    /// Whether this is a whole datagram, without IPv4 options or IPv6 extension headers, that is as long as it says.
    private boolean readHeaders() {
        ipv4 = packet[0] >>> 4 == 4;
        if (ipv4) {
            boolean fragment = (u16(packet, 6) & 0x3fff) != 0;
            if (packet[0] != 0x45 || fragment || u16(packet, 2) != length) return false;
            transport = 20;
        } else {
            boolean plain = packet[0] >>> 4 == 6 && length >= 40 && packet[6] == UDP;
            if (!plain || u16(packet, 4) != length - 40) return false;
            transport = 40;
        }
        if (length < transport + UDP_HEADER) return false;
        return u16(packet, transport + UDP_LENGTH) == length - transport;
    }

    /// Whether it has data, and a checksum that is right. The kernel would put one where there was none.
    private boolean isJoinable() {
        int datagram = length - transport;
        if (datagram == UDP_HEADER || u16(packet, transport + UDP_CHECKSUM) == 0) return false;
        if (ipv4 && !Checksum.isRight(Checksum.sum(packet, 0, transport))) return false;
        return Checksum.isRight((long) Checksum.pseudoHeader(packet, 0, ipv4, UDP, datagram)
                + Checksum.sum(packet, transport, datagram));
    }

    private Joined find() {
        for (Joined joined : open) {
            if (joined.count > 0 && joined.isSameFlow()) return joined;
        }
        return null;
    }

    /// One that is free; if there is none, the oldest, after it was written.
    private Joined vacant() throws IOException {
        Joined oldest = open[0];
        for (Joined joined : open) {
            if (joined.count == 0) return joined;
            if (joined.begun < oldest.begun) oldest = joined;
        }
        oldest.write();
        return oldest;
    }

    /// Datagrams of one flow: the headers of the first, and the payload of all, where it will be written from.
    private final class Joined {
        private final byte[] first = new byte[40 + UDP_HEADER];
        private MemorySegment frame = MemorySegment.NULL;
        private long begun;
        private int count;
        private boolean four;
        private int headers;
        private int segmentSize;
        private int payload;
        private boolean complete;

        void begin() {
            if (frame.byteSize() == 0) frame = Arena.ofAuto().allocate(VirtioHeader.LENGTH + LARGEST_PACKET, 64);
            begun = age++;
            count = 0;
            four = ipv4;
            headers = transport + UDP_HEADER;
            segmentSize = length - headers;
            payload = 0;
            System.arraycopy(packet, 0, first, 0, headers);
            append();
        }

        boolean isSameFlow() {
            return four == ipv4 && matches(four ? 12 : 8, headers - UDP_HEADER + UDP_LENGTH); // addresses and ports
        }

        /// Whether the packet, of the same flow, is what splitting would make after the others.
        boolean accepts() {
            int size = length - headers;
            return size <= segmentSize
                    && headers + payload + size <= LARGEST_PACKET
                    && (four ? followsIpv4() : matches(0, 4) && matches(6, 8));
        }

        private boolean followsIpv4() {
            // RFC 6864, section 4.1: of a packet with DF and no fragments the identification says nothing.
            boolean atomic = (first[6] & 0x40) != 0;
            boolean inOrder = u16(packet, 4) == (u16(first, 4) + count & 0xffff);
            return (atomic || inOrder) && matches(0, 2) && matches(6, 10);
        }

        private boolean matches(int from, int to) {
            return Arrays.equals(first, from, to, packet, from, to);
        }

        void append() {
            int size = length - headers;
            MemorySegment.copy(packet, headers, frame, JAVA_BYTE, VirtioHeader.LENGTH + headers + payload, size);
            payload += size;
            count++;
            complete = size < segmentSize || count == MOST_DATAGRAMS;
        }

        boolean isComplete() {
            return complete;
        }

        void write() throws IOException {
            int whole = headers + payload;
            if (count == 1) VirtioHeader.writePlain(frame);
            else finishHeaders(whole);
            MemorySegment.copy(first, 0, frame, JAVA_BYTE, VirtioHeader.LENGTH, headers);
            count = 0;
            sink.write(frame, VirtioHeader.LENGTH + whole);
        }

        private void finishHeaders(int whole) {
            int udpAt = headers - UDP_HEADER;
            if (four) {
                put16(first, 2, whole);
                put16(first, 10, 0);
                put16(first, 10, Checksum.finished(Checksum.sum(first, 0, udpAt)));
            } else {
                put16(first, 4, whole - 40);
            }
            put16(first, udpAt + UDP_LENGTH, whole - udpAt);
            put16(first, udpAt + UDP_CHECKSUM, Checksum.pseudoHeader(first, 0, four, UDP, whole - udpAt));
            VirtioHeader.writeSegmented(frame, VirtioHeader.GSO_UDP, headers, segmentSize, udpAt, UDP_CHECKSUM);
        }
    }
}
