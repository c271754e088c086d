package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.put16;
import static gatehouse.dataplane.esp.NetworkOrder.put32;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u32;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/// Makes IP packets that may travel from what a TUN device with offloads gives: up to 64 KB of a TCP connection or a UDP
/// flow under one header become packets of equal size, and a checksum that the kernel left to the network card is finished.
///
/// [#begin] looks at what was read and tells how many packets it makes; [#segment] then writes any of them. What was read
/// stays where it is meanwhile. Belongs to one thread.
final class TsoSegmenter {
    /// What was read contradicts itself.
    static final int REFUSED = -1;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6;
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;
    private static final int LARGEST_PACKET = 65535;
    private static final int LARGEST_HEADERS = 256;

    private final int start;
    private final VirtioHeader header = new VirtioHeader();
    private final byte[] headers = new byte[LARGEST_HEADERS];
    private MemorySegment frame = MemorySegment.NULL;
    private int packetLength;
    private int count;
    private boolean split;

    // Of a packet to be split.
    private boolean ipv4;
    private boolean tcp;
    private int transport;
    private int headersLength;
    private int segmentSize;
    private int addressSum;

    /// @param virtioHeader whether what is read begins with a virtio-net header; without, each read is a finished packet
    TsoSegmenter(boolean virtioHeader) {
        start = virtioHeader ? VirtioHeader.LENGTH : 0;
    }

    /// Takes what was read: the first `length` octets of `read`. Tells how many packets it makes, or [#REFUSED].
    int begin(MemorySegment read, int length) {
        if (length < 0 || length > read.byteSize()) {
            throw new IndexOutOfBoundsException(length + " of " + read.byteSize() + " octets");
        }
        frame = read;
        packetLength = length - start;
        split = false;
        count = 0;
        if (packetLength < 1 || packetLength > LARGEST_PACKET) return REFUSED;
        if (start != 0) header.read(read);
        int packets = start == 0 ? 1 : packets();
        if (packets != REFUSED) count = packets;
        return packets;
    }

    private int packets() {
        return switch (header.type()) {
            case VirtioHeader.GSO_NONE ->
                    header.needsChecksum() && checksumField() + 2 > packetLength ? REFUSED : 1;
            case VirtioHeader.GSO_TCPV4, VirtioHeader.GSO_TCPV6, VirtioHeader.GSO_UDP -> beginSplit();
            default -> REFUSED;
        };
    }

    private int checksumField() {
        return header.checksumStart() + header.checksumOffset();
    }

    private int beginSplit() {
        int copied = Math.min(packetLength, LARGEST_HEADERS);
        MemorySegment.copy(frame, JAVA_BYTE, start, headers, 0, copied);
        tcp = header.type() != VirtioHeader.GSO_UDP;
        transport = header.checksumStart();
        // Whatever is to be split has its checksum undone, which also tells where the transport header is.
        if (!header.needsChecksum() || header.checksumOffset() != (tcp ? TCP_CHECKSUM : UDP_CHECKSUM)) return REFUSED;
        if (transport + (tcp ? 20 : 8) > copied) return REFUSED;
        if (!readIpHeader()) return REFUSED;
        int transportHeader = tcp ? (headers[transport + 12] >>> 4 & 0xf) * 4 : 8;
        headersLength = transport + transportHeader;
        segmentSize = header.segmentSize();
        if (tcp && transportHeader < 20 || headersLength > copied) return REFUSED;
        int payload = packetLength - headersLength;
        if (payload < 1 || segmentSize < 1) return REFUSED;

        // The field holds the sum over the pseudo-header of the whole. Without the whole's length it serves every segment,
        // also behind IPv6 extension headers that change what the destination is.
        int whole = packetLength - transport;
        addressSum = Checksum.folded(u16(headers, transport + header.checksumOffset()) + (~whole & 0xffffL));
        split = true;
        return (payload + segmentSize - 1) / segmentSize;
    }

    private boolean readIpHeader() {
        int version = headers[0] >>> 4 & 0xf;
        ipv4 = version == 4;
        if (version == 6) return header.type() != VirtioHeader.GSO_TCPV4 && transport >= 40;
        if (!ipv4 || header.type() == VirtioHeader.GSO_TCPV6) return false;
        boolean fragment = (u16(headers, 6) & 0x3fff) != 0;
        return transport >= 20
                && transport == (headers[0] & 0xf) * 4
                && headers[9] == (tcp ? TCP : UDP)
                && !fragment;
    }

    /// The length of packet `index`.
    int length(int index) {
        if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index + " of " + count);
        if (!split) return packetLength;
        return Math.min(headersLength + segmentSize, packetLength - index * segmentSize);
    }

    /// Writes packet `index`, finished, to `target` from `at` on, and tells its length.
    int segment(int index, byte[] target, int at) {
        int length = length(index);
        if (!split) {
            MemorySegment.copy(frame, JAVA_BYTE, start, target, at, length);
            if (start != 0 && header.needsChecksum()) finishChecksum(target, at, length);
            return length;
        }
        int skipped = index * segmentSize;
        int payload = length - headersLength;
        System.arraycopy(headers, 0, target, at, headersLength);
        MemorySegment.copy(
                frame, JAVA_BYTE, start + headersLength + skipped, target, at + headersLength, payload);
        writeIpHeader(index, target, at, length);
        int field = at + transport + header.checksumOffset();
        if (tcp) writeTcpHeader(index, skipped, target, at + transport);
        else put16(target, at + transport + 4, length - transport);
        put16(target, field, 0);
        long sum = (long) addressSum + (length - transport) + Checksum.sum(target, at + transport, length - transport);
        put16(target, field, tcp ? Checksum.finished(sum) : Checksum.finishedUdp(sum));
        return length;
    }

    private void writeIpHeader(int index, byte[] target, int at, int length) {
        if (!ipv4) {
            put16(target, at + 4, length - 40);
            return;
        }
        put16(target, at + 2, length);
        put16(target, at + 4, u16(headers, 4) + index); // identification
        put16(target, at + 10, 0);
        put16(target, at + 10, Checksum.finished(Checksum.sum(target, at, transport)));
    }

    /// FIN and PSH belong to the last octet, CWR is said once (RFC 3168, section 6.1.2).
    private void writeTcpHeader(int index, int skipped, byte[] target, int tcpAt) {
        put32(target, tcpAt + 4, u32(headers, transport + 4) + skipped);
        int flags = headers[transport + 13];
        if (index < count - 1) flags &= ~(FIN | PSH);
        if (index > 0) flags &= ~CWR;
        target[tcpAt + 13] = (byte) flags;
    }

    /// The checksum field already holds its share of the sum: the pseudo-header's.
    private void finishChecksum(byte[] target, int at, int length) {
        int from = header.checksumStart();
        int sum = Checksum.sum(target, at + from, length - from);
        boolean udp = header.checksumOffset() == UDP_CHECKSUM;
        int checksum = udp ? Checksum.finishedUdp(sum) : Checksum.finished(sum);
        put16(target, at + checksumField(), checksum);
    }
}
