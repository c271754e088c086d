package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.put16;
import static gatehouse.dataplane.esp.NetworkOrder.put32;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u8;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Tells the sender of a packet that does not fit how much does: ICMP "fragmentation needed and DF set" (RFC 792, RFC 1191
/// section 4), ICMPv6 "packet too big" (RFC 4443, section 3.2). Belongs to one thread.
final class IcmpTooBig {
    private static final int DONT_FRAGMENT = 0x4000;
    /// RFC 792: the header and eight octets at least; RFC 1812, section 4.3.2.3: more is better, up to 576 in all.
    private static final int LARGEST_IPV4 = 576;
    /// RFC 4443, section 2.4 (c): as much as fits into the minimum MTU.
    private static final int LARGEST_IPV6 = 1280;

    static final int ROOM = LARGEST_IPV6;

    private final byte[] ipv4Source;
    private final byte[] ipv6Source;

    /// @param own addresses of the gateway to answer from; where a family has none, the packet's destination answers
    IcmpTooBig(List<InetAddress> own) {
        this.ipv4Source = of(own, 4);
        this.ipv6Source = of(own, 16);
    }

    private static byte[] of(List<InetAddress> own, int length) {
        return own.stream()
                .map(InetAddress::getAddress)
                .filter(octets -> octets.length == length)
                .findFirst()
                .orElse(new byte[0]);
    }

    /// Whether the sender forbade that routers fragment it. IPv6 always does.
    static boolean mustNotBeFragmented(InnerPacket inner, byte[] packet, int at) {
        return !inner.ipv4 || (u16(packet, at + 6) & DONT_FRAGMENT) != 0;
    }

    /// Writes the answer to `out` from its beginning and tells its length; 0 where none may be sent.
    int answer(InnerPacket inner, byte[] packet, int at, int mtu, byte[] out) {
        if (!mayBeAnswered(inner, packet, at)) return 0;
        return inner.ipv4 ? ipv4(inner, packet, at, mtu, out) : ipv6(inner, packet, at, mtu, out);
    }

    /// RFC 1812, section 4.3.2.7, and RFC 4443, section 2.4 (e): not to errors, to later fragments, to groups, or to a
    /// source that is nobody. "Packet too big" is the exception for groups, so that they too find their MTU.
    private static boolean mayBeAnswered(InnerPacket inner, byte[] packet, int at) {
        if (inner.isLaterFragment()) return false;
        int type = u8(packet, at + inner.transportAt);
        if (inner.ipv4) {
            boolean error = inner.protocol == InnerPacket.ICMP && type != 0 && type != 8;
            long source = inner.sourceLow;
            return !error && source >>> 28 < 14 && source != 0 && inner.destinationLow >>> 28 < 14;
        }
        boolean error = inner.protocol == InnerPacket.ICMPV6 && type < 128;
        return !error && inner.sourceHigh >>> 56 != 0xff && (inner.sourceHigh | inner.sourceLow) != 0;
    }

    private int ipv4(InnerPacket inner, byte[] packet, int at, int mtu, byte[] out) {
        int quoted = Math.min(inner.length, LARGEST_IPV4 - 28);
        int length = 28 + quoted;
        Arrays.fill(out, 0, 28, (byte) 0);
        out[0] = 0x45;
        out[1] = (byte) 0xc0; // RFC 1812, section 4.3.2.5: precedence of internetwork control
        put16(out, 2, length);
        out[8] = 64;
        out[9] = InnerPacket.ICMP;
        if (ipv4Source.length == 4) System.arraycopy(ipv4Source, 0, out, 12, 4);
        else System.arraycopy(packet, at + 16, out, 12, 4);
        System.arraycopy(packet, at + 12, out, 16, 4);
        put16(out, 10, Checksum.finished(Checksum.sum(out, 0, 20)));
        out[20] = 3;
        out[21] = 4;
        put16(out, 26, mtu);
        System.arraycopy(packet, at, out, 28, quoted);
        put16(out, 22, Checksum.finished(Checksum.sum(out, 20, length - 20)));
        return length;
    }

    private int ipv6(InnerPacket inner, byte[] packet, int at, int mtu, byte[] out) {
        int quoted = Math.min(inner.length, LARGEST_IPV6 - 48);
        int length = 48 + quoted;
        Arrays.fill(out, 0, 48, (byte) 0);
        out[0] = 0x60;
        put16(out, 4, length - 40);
        out[6] = InnerPacket.ICMPV6;
        out[7] = 64;
        if (ipv6Source.length == 16) System.arraycopy(ipv6Source, 0, out, 8, 16);
        else System.arraycopy(packet, at + 24, out, 8, 16);
        System.arraycopy(packet, at + 8, out, 24, 16);
        out[40] = 2;
        put32(out, 44, mtu);
        System.arraycopy(packet, at, out, 48, quoted);
        // RFC 8200, section 8.1: the pseudo-header is addresses, length and next header.
        int pseudo = Checksum.pseudoHeader(out, 0, false, InnerPacket.ICMPV6, length - 40);
        put16(out, 42, Checksum.finished((long) pseudo + Checksum.sum(out, 40, length - 40)));
        return length;
    }
}
