package gatehouse.dataplane.esp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
///
/// RFC 1071, section 2(B): "The sum of 16-bit integers can be computed in either byte order", so eight octets are loaded at
/// once as this machine likes them, and the two octets of the result change places at the end. Partial sums, 0 to 65535,
/// may be added to each other and to any words before [#finished].
final class Checksum {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0xffff_ffffL;

    private Checksum() {}

    /// The sum over `length` octets; of an odd number the last is followed by a zero.
    static int sum(byte[] octets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, octets.length);
        long even = 0;
        long odd = 0;
        int at = offset;
        int end = offset + length;
        for (; at <= end - 16; at += 16) {
            long first = (long) LONG.get(octets, at);
            long second = (long) LONG.get(octets, at + 8);
            even += (first & LOW) + (second & LOW);
            odd += (first >>> 32) + (second >>> 32);
        }
        long sum = even + odd;
        for (; at < end - 1; at += 2) sum += octets[at] & 0xff | (octets[at + 1] & 0xff) << 8;
        if (at < end) sum += octets[at] & 0xff;
        int folded = folded(sum);
        return (folded & 0xff) << 8 | folded >>> 8;
    }

    /// The sum over the pseudo-header of a packet's transport protocol (RFC 9293, section 3.1; RFC 8200, section 8.1), from
    /// the addresses in the IP header at `offset`.
    static int pseudoHeader(byte[] packet, int offset, boolean ipv4, int protocol, int transportLength) {
        int addresses = ipv4 ? sum(packet, offset + 12, 8) : sum(packet, offset + 8, 32);
        return folded((long) addresses + protocol + transportLength);
    }

    /// What goes into the checksum field.
    static int finished(long sum) {
        return ~folded(sum) & 0xffff;
    }

    /// What goes into the checksum field of UDP. RFC 768: "If the computed checksum is zero, it is transmitted as all ones
    /// (the equivalent in one's complement arithmetic)"; zero says that there is none.
    static int finishedUdp(long sum) {
        int checksum = finished(sum);
        return checksum == 0 ? 0xffff : checksum;
    }

    /// Whether the sum of everything, the checksum included, says that nothing was damaged.
    static boolean isRight(long sum) {
        return folded(sum) == 0xffff;
    }

    /// Sixteen bits of the same value.
    static int folded(long sum) {
        long folded = (sum & LOW) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }
}
