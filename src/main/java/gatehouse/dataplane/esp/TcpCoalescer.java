package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.put16;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u32;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Joins consecutive TCP segments of a connection to one packet under one virtio-net header before they are written to the
/// TUN device, as the kernel's generic receive offload does: one system call and one walk through the kernel for up to
/// 64 KB. Everything else is written as it is.
///
/// Segments are joined when splitting the result would give them back: same headers and options, sequence numbers
/// without a gap, equal lengths but for the last, PSH and FIN on the last alone. Their checksums are verified first, because
/// the joined packet has none that would show a damage. A few connections are open at once, so that clients whose packets
/// alternate are served; packets of a connection are never reordered. Whoever adds packets calls [#flush] when no more are
/// at hand. Belongs to one thread.
final class TcpCoalescer {
    /// Takes a packet with its virtio-net header, if the device has them: the first `length` octets of `frame`.
    @FunctionalInterface
    interface Sink {
        void write(MemorySegment frame, int length) throws IOException;
    }

    private static final int CONNECTIONS = 8;
    private static final int LARGEST_PACKET = 65535;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int TCP_CHECKSUM = 16;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int URG = 0x20;
    private static final int CWR = 0x80;
    private static final int LAST = FIN | PSH;

    private final Sink sink;
    private final int start;
    private final MemorySegment single = Arena.ofAuto().allocate(VirtioHeader.LENGTH + LARGEST_PACKET, 64);
    private final Joined[] open = new Joined[CONNECTIONS];
    private long age;
    private long packets;
    private long writes;

    // Of the packet being added.
    private byte[] packet = new byte[0];
    private int at;
    private int length;
    private boolean ipv4;
    private int transport;
    private int headers;
    private int flags;

    /// @param virtioHeader whether the device expects virtio-net headers; without, nothing is joined
    TcpCoalescer(boolean virtioHeader, Sink sink) {
        this.sink = sink;
        start = virtioHeader ? VirtioHeader.LENGTH : 0;
        for (int i = 0; i < CONNECTIONS; i++) open[i] = new Joined();
    }

    /// Takes an IP packet of at most 65535 octets; it is copied. What was joined before may be written, and the packet.
    void add(byte[] octets, int offset, int packetLength) throws IOException {
        if (packetLength > LARGEST_PACKET) throw new IllegalArgumentException(packetLength + " octets");
        packets++;
        packet = octets;
        at = offset;
        length = packetLength;
        if (start == 0) {
            writeAlone();
            return;
        }
        if (!readHeaders()) {
            // It may belong to any connection (a fragment, say), unless it is plainly something else.
            if (!isOfAnotherProtocol()) flush();
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
        if (joinable && (flags & LAST) == 0) vacant().begin();
        else writeAlone();
    }

    /// Writes everything that was joined and not yet written.
    void flush() throws IOException {
        for (Joined joined : open) {
            if (joined.count > 0) joined.write();
        }
    }

    /// Packets taken so far.
    long packets() {
        return packets;
    }

    /// Packets written so far, each with one call of the sink.
    long writes() {
        return writes;
    }

    private void writeAlone() throws IOException {
        if (start != 0) VirtioHeader.writePlain(single);
        MemorySegment.copy(packet, at, single, JAVA_BYTE, start, length);
        writes++;
        sink.write(single, start + length);
    }

    /// Whether this is a whole TCP segment, without IPv4 options or IPv6 extension headers, that is as long as it says.
    private boolean readHeaders() {
        if (length < 40) return false;
        int version = packet[at] >>> 4 & 0xf;
        ipv4 = version == 4;
        if (ipv4) {
            boolean fragment = (u16(packet, at + 6) & 0x3fff) != 0;
            if (packet[at] != 0x45 || fragment || packet[at + 9] != TCP || u16(packet, at + 2) != length) return false;
            transport = 20;
        } else {
            if (version != 6 || length < 60 || packet[at + 6] != TCP || u16(packet, at + 4) != length - 40)
                return false;
            transport = 40;
        }
        headers = transport + (packet[at + transport + 12] >>> 4 & 0xf) * 4;
        flags = packet[at + transport + 13] & 0xff;
        return headers >= transport + 20 && headers <= length;
    }

    private boolean isOfAnotherProtocol() {
        if (length < 20) return true;
        int version = packet[at] >>> 4 & 0xf;
        int protocol = version == 4 ? packet[at + 9] & 0xff : packet[at + 6] & 0xff;
        return protocol == UDP || protocol == ICMP || protocol == ICMPV6;
    }

    /// Whether this is data and nothing but data, undamaged.
    private boolean isJoinable() {
        if (headers == length || (flags & (ACK | SYN | RST | URG | CWR)) != ACK) return false;
        if (ipv4 && !Checksum.isRight(Checksum.sum(packet, at, transport))) return false;
        int segment = length - transport;
        return Checksum.isRight((long) Checksum.pseudoHeader(packet, at, ipv4, TCP, segment)
                + Checksum.sum(packet, at + transport, segment));
    }

    private Joined find() {
        for (Joined joined : open) {
            if (joined.count > 0 && joined.isSameConnection()) return joined;
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

    /// Segments of one connection: the headers of the first, and the payload of all, where it will be written from.
    private final class Joined {
        private final byte[] first = new byte[40 + 60];
        private MemorySegment frame = MemorySegment.NULL;
        private long begun;
        private int count;
        private boolean four;
        private int tcpAt;
        private int headersLength;
        private int segmentSize;
        private int payload;
        private boolean complete;

        void begin() {
            if (frame.byteSize() == 0) frame = Arena.ofAuto().allocate(VirtioHeader.LENGTH + LARGEST_PACKET, 64);
            begun = age++;
            count = 1;
            four = ipv4;
            tcpAt = transport;
            headersLength = headers;
            segmentSize = length - headers;
            payload = segmentSize;
            complete = false;
            System.arraycopy(packet, at, first, 0, headers);
            MemorySegment.copy(packet, at + headers, frame, JAVA_BYTE, start + headers, segmentSize);
        }

        boolean isSameConnection() {
            if (four != ipv4) return false;
            int addresses = four ? 12 : 8;
            return matches(addresses, tcpAt + 4); // the ports follow
        }

        /// Whether the packet, of the same connection, is what splitting would make after the others.
        boolean accepts() {
            int size = length - headers;
            return headers == headersLength
                    && size <= segmentSize
                    && headersLength + payload + size <= LARGEST_PACKET
                    && u32(packet, at + tcpAt + 4) == u32(first, tcpAt + 4) + payload
                    && matches(tcpAt + 8, tcpAt + 13) // acknowledgment, data offset
                    && (flags & ~LAST) == (first[tcpAt + 13] & 0xff)
                    && matches(tcpAt + 14, tcpAt + 16) // window
                    && matches(tcpAt + 18, headersLength) // urgent pointer, options
                    && (four ? followsIpv4() : matches(0, 4) && matches(7, 8));
        }

        private boolean followsIpv4() {
            // RFC 6864, section 4.1: of a packet with DF and no fragments the identification says nothing.
            boolean atomic = (first[6] & 0x40) != 0;
            boolean inOrder = u16(packet, at + 4) == (u16(first, 4) + count & 0xffff);
            return (atomic || inOrder) && matches(0, 2) && matches(6, 9);
        }

        private boolean matches(int from, int to) {
            return Arrays.equals(first, from, to, packet, at + from, at + to);
        }

        void append() {
            int size = length - headers;
            MemorySegment.copy(packet, at + headers, frame, JAVA_BYTE, start + headers + payload, size);
            payload += size;
            count++;
            complete = size < segmentSize || (flags & LAST) != 0;
            first[tcpAt + 13] |= (byte) (flags & LAST);
        }

        boolean isComplete() {
            return complete;
        }

        void write() throws IOException {
            int whole = headersLength + payload;
            if (count == 1) VirtioHeader.writePlain(frame);
            else finishHeaders(whole);
            MemorySegment.copy(first, 0, frame, JAVA_BYTE, start, headersLength);
            count = 0;
            writes++;
            sink.write(frame, start + whole);
        }

        private void finishHeaders(int whole) {
            if (four) {
                put16(first, 2, whole);
                put16(first, 10, 0);
                put16(first, 10, Checksum.finished(Checksum.sum(first, 0, tcpAt)));
            } else {
                put16(first, 4, whole - 40);
            }
            int partial = Checksum.pseudoHeader(first, 0, four, TCP, whole - tcpAt);
            put16(first, tcpAt + TCP_CHECKSUM, partial);
            int type = four ? VirtioHeader.GSO_TCPV4 : VirtioHeader.GSO_TCPV6;
            VirtioHeader.writeSegmented(frame, type, headersLength, segmentSize, tcpAt, TCP_CHECKSUM);
        }
    }
}
