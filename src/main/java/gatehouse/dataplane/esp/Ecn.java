package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.changed;
import static gatehouse.dataplane.esp.NetworkOrder.u16;
import static gatehouse.dataplane.esp.NetworkOrder.u8;

/// Traffic class through the tunnel (RFC 6040, RFC 7296 section 2.24): DSCP and ECN are copied out, and congestion met on
/// the way is told to the inner packet.
final class Ecn {
    private static final int NOT_CAPABLE = 0;
    private static final int CAPABLE_1 = 1;
    private static final int CAPABLE_0 = 2;
    private static final int CONGESTED = 3;

    private Ecn() {}

    /// DSCP and ECN of an IP packet, as in the octet of IPv4's header.
    static int trafficClass(byte[] packet, int at, boolean ipv4) {
        return ipv4 ? u8(packet, at + 1) : u16(packet, at) >>> 4 & 0xff;
    }

    /// Merges the outer ECN into the inner header (RFC 6040, figure 4). False where the packet has to be dropped: the inner
    /// sender would not understand the mark.
    static boolean merge(byte[] packet, int at, boolean ipv4, int outer) {
        int inner = trafficClass(packet, at, ipv4) & 3;
        int mark = outer & 3;
        if (inner == NOT_CAPABLE) return mark != CONGESTED;
        boolean higher = mark == CONGESTED && inner != CONGESTED || mark == CAPABLE_1 && inner == CAPABLE_0;
        if (higher) set(packet, at, ipv4, mark);
        return true;
    }

    private static void set(byte[] packet, int at, boolean ipv4, int mark) {
        if (ipv4) {
            int before = u16(packet, at);
            packet[at + 1] = (byte) (packet[at + 1] & ~3 | mark);
            changed(packet, at + 10, before, u16(packet, at));
        } else {
            packet[at + 1] = (byte) (packet[at + 1] & ~0x30 | mark << 4);
        }
    }
}
