package gatehouse.dataplane;

import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Ordered entries that permit or deny packets; the first that fits decides. What no entry fits is denied, unless there
/// are no entries at all: then everything is permitted.
///
/// The entries are compiled to rows of numbers, one table per family of addresses, and judged from the top: below some
/// hundred rows nothing clever is faster.
///
/// A later fragment has no ports. For it, as in the access lists of routers, an entry that permits some ports permits by
/// the addresses alone, and one that denies some ports is passed over: without its first fragment, which is judged in
/// full, it is never reassembled.
public final class AccessList {
    /// No entries: everything is permitted.
    public static final AccessList OPEN = new AccessList(List.of());

    /// The port of a packet that is a fragment and not the first.
    public static final int LATER_FRAGMENT = -1;

    /// The port of a packet whose protocol has none; an entry about some ports never fits it.
    public static final int NO_PORT = -2;

    private static final int PROTOCOL = 0xff;
    private static final int ANY_PROTOCOL = 1 << 8;
    private static final int ANY_PORTS = 1 << 9;
    private static final int ESTABLISHED = 1 << 10;
    private static final int PERMIT = 1 << 11;

    private static final int STRIDE = 7;
    private static final int STRIDE_IPV6 = 8;

    private final List<Entry> entries;
    // Rows of: first source, sources after it, first destination, destinations after it, source ports, destination
    // ports, flags and protocol. Ports are the first and, in the upper half, how many follow.
    private final int[] rows;
    // The addresses of IPv6 rows (first and last, each in two halves), and beside them ports and flags.
    private final long[] addressesIpv6;
    private final int[] rowsIpv6;

    /// Which packets an entry is about, at one end.
    ///
    /// @param addresses one of these; empty for any address of any family
    /// @param firstPort first port; for ICMP type and code in one number, as in a traffic selector
    /// @param lastPort  last port
    public record Endpoint(List<AddressRange> addresses, int firstPort, int lastPort) {
        public static final Endpoint ANY = new Endpoint(List.of(), 0, 0xffff);

        public Endpoint {
            addresses = List.copyOf(addresses);
            if (firstPort < 0 || lastPort > 0xffff || firstPort > lastPort) {
                throw new IllegalArgumentException("ports " + firstPort + " to " + lastPort);
            }
        }

        public static Endpoint of(AddressRange range) {
            return new Endpoint(List.of(range), 0, 0xffff);
        }

        public static Endpoint of(Prefix prefix) {
            return of(prefix.range());
        }

        public Endpoint ports(int first, int last) {
            return new Endpoint(addresses, first, last);
        }

        public Endpoint port(int port) {
            return ports(port, port);
        }

        private boolean anyPort() {
            return firstPort == 0 && lastPort == 0xffff;
        }
    }

    /// One line of the list.
    ///
    /// @param protocol    IP protocol number; 0 for any
    /// @param established only TCP segments with ACK or RST, which do not begin a connection
    public record Entry(
            boolean permit, int protocol, Endpoint source, Endpoint destination, boolean established) {
        public Entry {
            if (protocol < 0 || protocol > 255) throw new IllegalArgumentException("protocol " + protocol);
            if (established && protocol != 6) {
                throw new IllegalArgumentException("only TCP is established, not protocol " + protocol);
            }
        }

        public static Entry permit(int protocol, Endpoint source, Endpoint destination) {
            return new Entry(true, protocol, source, destination, false);
        }

        public static Entry deny(int protocol, Endpoint source, Endpoint destination) {
            return new Entry(false, protocol, source, destination, false);
        }
    }

    private AccessList(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.rows = entries.stream().flatMapToInt(AccessList::rows).toArray();
        this.rowsIpv6 = entries.stream().flatMapToInt(AccessList::rowsIpv6).toArray();
        this.addressesIpv6 = entries.stream()
                .flatMap(entry -> pairs(entry, false).stream())
                .flatMap(pair -> Arrays.stream(new AddressRange[] {pair.source, pair.destination}))
                .flatMapToLong(range -> Arrays.stream(new long[] {
                    half(range.first().getAddress(), 0),
                    half(range.first().getAddress(), 8),
                    half(range.last().getAddress(), 0),
                    half(range.last().getAddress(), 8)}))
                .toArray();
    }

    public static AccessList of(List<Entry> entries) {
        return entries.isEmpty() ? OPEN : new AccessList(entries);
    }

    public List<Entry> entries() {
        return entries;
    }

    public boolean isOpen() {
        return entries.isEmpty();
    }

    /// Judges a packet of IPv4. Addresses are the 32 bits of the header; a port is one, or [#LATER_FRAGMENT] or
    /// [#NO_PORT].
    ///
    /// @param established whether it is a TCP segment with ACK or RST
    public boolean permits(
            int source, int destination, int protocol, int sourcePort, int destinationPort, boolean established) {
        if (entries.isEmpty()) return true;
        int[] rows = this.rows;
        for (int row = 0; row <= rows.length - STRIDE; row += STRIDE) {
            if (Integer.compareUnsigned(source - rows[row], rows[row + 1]) > 0) continue;
            if (Integer.compareUnsigned(destination - rows[row + 2], rows[row + 3]) > 0) continue;
            int flags = rows[row + 6];
            if (fits(flags, rows[row + 4], rows[row + 5], protocol, sourcePort, destinationPort, established)) {
                return (flags & PERMIT) != 0;
            }
        }
        return false;
    }

    /// Judges a packet of IPv6, whose addresses come in halves.
    public boolean permits(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int sourcePort,
            int destinationPort, boolean established) {
        if (entries.isEmpty()) return true;
        int[] rows = rowsIpv6;
        for (int row = 0, at = 0; row <= rows.length - 3; row += 3, at += STRIDE_IPV6) {
            if (!within(addressesIpv6, at, sourceHigh, sourceLow)) continue;
            if (!within(addressesIpv6, at + 4, destinationHigh, destinationLow)) continue;
            int flags = rows[row + 2];
            if (fits(flags, rows[row], rows[row + 1], protocol, sourcePort, destinationPort, established)) {
                return (flags & PERMIT) != 0;
            }
        }
        return false;
    }

    private static boolean within(long[] range, int at, long high, long low) {
        int above = Long.compareUnsigned(high, range[at]);
        if (above < 0 || above == 0 && Long.compareUnsigned(low, range[at + 1]) < 0) return false;
        int below = Long.compareUnsigned(high, range[at + 2]);
        return below < 0 || below == 0 && Long.compareUnsigned(low, range[at + 3]) <= 0;
    }

    private static boolean fits(
            int flags, int sourcePorts, int destinationPorts, int protocol, int sourcePort, int destinationPort,
            boolean established) {
        if ((flags & ANY_PROTOCOL) == 0 && (flags & PROTOCOL) != protocol) return false;
        if ((flags & (ANY_PORTS | ESTABLISHED)) == ANY_PORTS) return true;
        if (sourcePort == LATER_FRAGMENT) return (flags & PERMIT) != 0;
        if ((flags & ESTABLISHED) != 0 && !established) return false;
        return (flags & ANY_PORTS) != 0
                || isPort(sourcePorts, sourcePort) && isPort(destinationPorts, destinationPort);
    }

    private static boolean isPort(int ports, int port) {
        return Integer.compareUnsigned(port - (ports & 0xffff), ports >>> 16) <= 0;
    }

    private record Pair(AddressRange source, AddressRange destination) {}

    private static IntStream rows(Entry entry) {
        return pairs(entry, true).stream().flatMapToInt(pair -> {
            int source = address(pair.source.first().getAddress());
            int destination = address(pair.destination.first().getAddress());
            return IntStream.of(
                    source,
                    address(pair.source.last().getAddress()) - source,
                    destination,
                    address(pair.destination.last().getAddress()) - destination,
                    ports(entry.source),
                    ports(entry.destination),
                    flags(entry));
        });
    }

    private static IntStream rowsIpv6(Entry entry) {
        return pairs(entry, false).stream()
                .flatMapToInt(_ -> IntStream.of(ports(entry.source), ports(entry.destination), flags(entry)));
    }

    /// Every combination of a source and a destination of one family.
    private static List<Pair> pairs(Entry entry, boolean ipv4) {
        return ranges(entry.source, ipv4).stream()
                .flatMap(source -> ranges(entry.destination, ipv4).stream()
                        .map(destination -> new Pair(source, destination)))
                .toList();
    }

    private static List<AddressRange> ranges(Endpoint endpoint, boolean ipv4) {
        if (endpoint.addresses.isEmpty()) {
            return List.of(Prefix.parse(ipv4 ? "0.0.0.0/0" : "::/0").range());
        }
        return endpoint.addresses.stream().filter(range -> range.isIpv4() == ipv4).toList();
    }

    private static int ports(Endpoint endpoint) {
        return endpoint.lastPort - endpoint.firstPort << 16 | endpoint.firstPort;
    }

    private static int flags(Entry entry) {
        return entry.protocol
                | (entry.protocol == 0 ? ANY_PROTOCOL : 0)
                | (entry.source.anyPort() && entry.destination.anyPort() ? ANY_PORTS : 0)
                | (entry.established ? ESTABLISHED : 0)
                | (entry.permit ? PERMIT : 0);
    }

    private static int address(byte[] octets) {
        return (int) (half(octets, 0) >>> 32);
    }

    private static long half(byte[] octets, int at) {
        long half = 0;
        for (int i = at; i < at + 8; i++) half = half << 8 | (i < octets.length ? octets[i] & 0xff : 0);
        return half;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessList that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.isEmpty() ? "open" : entries.toString();
    }
}
