package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.NetworkOrder.u32;
import static gatehouse.dataplane.esp.NetworkOrder.u64;

import gatehouse.dataplane.AccessList;
import gatehouse.dataplane.Selector;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.List;

/// The traffic selectors of one side of an SA (RFC 7296, section 3.13.1), as numbers.
final class SelectorTable {
    /// Whether an end of a packet fits: no, yes, or not to be told because it is a later fragment and the selector asks
    /// for ports (RFC 4301, section 7.1).
    enum Fit {
        NO, UNKNOWN, YES
    }

    private static final int IPV4 = 1 << 8;
    private static final int ANY_PORT = 1 << 9;

    // Rows of: first address in two halves, last address in two halves.
    private final long[] ranges;
    // Rows of: protocol and flags, first port and last port in one.
    private final int[] rest;

    SelectorTable(List<Selector> selectors) {
        ranges = new long[selectors.size() * 4];
        rest = new int[selectors.size() * 2];
        for (int i = 0; i < selectors.size(); i++) {
            Selector selector = selectors.get(i);
            InetAddress first = selector.range().first();
            InetAddress last = selector.range().last();
            ranges[4 * i] = high(first);
            ranges[4 * i + 1] = low(first);
            ranges[4 * i + 2] = high(last);
            ranges[4 * i + 3] = low(last);
            boolean anyPort = selector.startPort() == 0 && selector.endPort() == 0xffff;
            rest[2 * i] =
                    selector.protocol() | (selector.range().isIpv4() ? IPV4 : 0) | (anyPort ? ANY_PORT : 0);
            rest[2 * i + 1] = selector.startPort() << 16 | selector.endPort();
        }
    }

    Fit source(InnerPacket packet) {
        return fit(packet, packet.sourceHigh, packet.sourceLow, packet.sourcePort);
    }

    Fit destination(InnerPacket packet) {
        return fit(packet, packet.destinationHigh, packet.destinationLow, packet.destinationPort);
    }

    private Fit fit(InnerPacket packet, long high, long low, int port) {
        Fit best = Fit.NO;
        for (int i = 0; i < rest.length; i += 2) {
            int flags = rest[i];
            if ((flags & IPV4) != 0 != packet.ipv4) continue;
            int protocol = flags & 0xff;
            if (protocol != 0 && protocol != packet.protocol) continue;
            if (!within(2 * i, high, low)) continue;
            if ((flags & ANY_PORT) != 0) return Fit.YES;
            int ports = rest[i + 1];
            if (port == AccessList.LATER_FRAGMENT) best = Fit.UNKNOWN;
            else if (port >= ports >>> 16 && port <= (ports & 0xffff)) return Fit.YES;
        }
        return best;
    }

    private boolean within(int at, long high, long low) {
        int above = Long.compareUnsigned(high, ranges[at]);
        if (above < 0 || above == 0 && Long.compareUnsigned(low, ranges[at + 1]) < 0) return false;
        int below = Long.compareUnsigned(high, ranges[at + 2]);
        return below < 0 || below == 0 && Long.compareUnsigned(low, ranges[at + 3]) <= 0;
    }

    /// Whether any of the addresses of a network is in a selector.
    boolean overlaps(Prefix network) {
        AddressRange range = network.range();
        for (int i = 0; i < rest.length; i += 2) {
            if ((rest[i] & IPV4) != 0 != range.isIpv4()) continue;
            int at = 2 * i;
            if (compare(ranges[at], ranges[at + 1], high(range.last()), low(range.last())) <= 0
                    && compare(high(range.first()), low(range.first()), ranges[at + 2], ranges[at + 3]) <= 0) {
                return true;
            }
        }
        return false;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int upper = Long.compareUnsigned(high, otherHigh);
        return upper != 0 ? upper : Long.compareUnsigned(low, otherLow);
    }

    /// The upper half of an address as [InnerPacket] has it.
    static long high(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? 0 : u64(octets, 0);
    }

    static long low(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? u32(octets, 0) & 0xffff_ffffL : u64(octets, 8);
    }
}
