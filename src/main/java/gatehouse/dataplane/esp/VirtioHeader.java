package gatehouse.dataplane.esp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The virtio-net header before each packet of a TUN device with offloads (struct virtio_net_hdr of VIRTIO 1.3, section
/// 5.1.6, in this machine's order): what is still to be done to the packet. Its
/// `hdr_len` is a hint that may be wrong, and is not read. One object is read into again and again.
///
/// ```text
///   0        1         2        4         6           8
///   | flags | gso_type | hdr_len | gso_size | csum_start | csum_offset |
/// ```
final class VirtioHeader {
    static final int LENGTH = 10;

    /// The checksum field holds the sum over the pseudo-header only.
    static final int NEEDS_CHECKSUM = 1;

    static final int GSO_NONE = 0;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_UDP = 5;

    /// Added to the type when the first segment alone has CWR (RFC 3168).
    static final int GSO_ECN = 0x80;

    private int flags;
    private int type;
    private int segmentSize;
    private int checksumStart;
    private int checksumOffset;

    void read(MemorySegment frame) {
        flags = frame.get(JAVA_BYTE, 0) & 0xff;
        type = frame.get(JAVA_BYTE, 1) & 0xff;
        segmentSize = u16(frame, 4);
        checksumStart = u16(frame, 6);
        checksumOffset = u16(frame, 8);
    }

    /// The header of a packet that is finished.
    static void writePlain(MemorySegment frame) {
        for (int at = 0; at < LENGTH; at += 2) frame.set(JAVA_SHORT_UNALIGNED, at, (short) 0);
    }

    /// The header of a packet that stands for several, whose checksum field holds the sum over the pseudo-header.
    static void writeSegmented(
            MemorySegment frame,
            int type,
            int headerLength,
            int segmentSize,
            int checksumStart,
            int checksumOffset) {
        frame.set(JAVA_BYTE, 0, (byte) NEEDS_CHECKSUM);
        frame.set(JAVA_BYTE, 1, (byte) type);
        frame.set(JAVA_SHORT_UNALIGNED, 2, (short) headerLength);
        frame.set(JAVA_SHORT_UNALIGNED, 4, (short) segmentSize);
        frame.set(JAVA_SHORT_UNALIGNED, 6, (short) checksumStart);
        frame.set(JAVA_SHORT_UNALIGNED, 8, (short) checksumOffset);
    }

    private static int u16(MemorySegment frame, int at) {
        return frame.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
    }

    boolean needsChecksum() {
        return (flags & NEEDS_CHECKSUM) != 0;
    }

    /// The kind of segmentation, without [#GSO_ECN].
    int type() {
        return type & ~GSO_ECN;
    }

    /// Octets of payload in each segment but the last.
    int segmentSize() {
        return segmentSize;
    }

    /// Where the transport header begins.
    int checksumStart() {
        return checksumStart;
    }

    /// Where in the transport header the checksum is.
    int checksumOffset() {
        return checksumOffset;
    }
}
