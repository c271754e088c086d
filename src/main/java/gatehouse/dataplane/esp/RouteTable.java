package gatehouse.dataplane.esp;

import gatehouse.net.Prefix;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;

/// Outbound SAs by inner destination, the longest prefix first: one hash table of all prefixes, asked once for each
/// length of prefix that is in use, longest first. A session's own address is found at once, however many sessions there are;
/// networks behind sessions cost a look for each length that is longer than theirs. Read without locks, written by one
/// thread at a time.
final class RouteTable {
    /// A prefix. IPv4 stands in the lower half; `tag` tells family and length apart.
    record Key(long high, long low, int tag) {
        static Key of(Prefix prefix) {
            InetAddress base = prefix.base();
            return of(
                    base.getAddress().length == 4,
                    SelectorTable.high(base),
                    SelectorTable.low(base),
                    prefix.length());
        }

        private static Key of(boolean ipv4, long high, long low, int length) {
            return ipv4
                    ? new Key(0, masked(low, length + 32) & 0xffff_ffffL, length)
                    : new Key(
                            masked(high, length),
                            length <= 64 ? 0 : masked(low, length - 64),
                            IPV6_TAG + length);
        }
    }

    /// The SAs that lead to a prefix, the one to use first. The array is replaced, never written.
    private static final class Route {
        final long high;
        final long low;
        final int tag;
        volatile OutboundSa[] sas;

        Route(Key key, OutboundSa... sas) {
            this.high = key.high;
            this.low = key.low;
            this.tag = key.tag;
            this.sas = sas;
        }
    }

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Route[].class);
    private static final int IPV6_TAG = 256;
    private static final int SMALLEST = 16;
    private static final OutboundSa[] NONE = {};
    private static final Route GONE = new Route(new Key(0, 0, -1), NONE);

    private volatile Route[] table = new Route[SMALLEST];
    // Lengths in use, longest first, and how many prefixes have each.
    private volatile int[] lengthsIpv4 = {};
    private volatile int[] lengthsIpv6 = {};
    private final int[] uses = new int[IPV6_TAG + 129];
    private int size;
    private int occupied;

    /// The SAs that lead to an address, the one to use first; none if nothing does. Not to be written to.
    OutboundSa[] find(InnerPacket packet) {
        return find(packet.ipv4, packet.destinationHigh, packet.destinationLow);
    }

    /// Whether packets to the address that this one comes from would go to the session.
    boolean leadsBack(InnerPacket packet, SessionState session) {
        OutboundSa[] sas = find(packet.ipv4, packet.sourceHigh, packet.sourceLow);
        return sas.length > 0 && sas[0].session == session;
    }

    private OutboundSa[] find(boolean ipv4, long high, long low) {
        Route[] slots = table;
        if (ipv4) {
            for (int length : lengthsIpv4) {
                Route route = find(slots, 0, masked(low, length + 32) & 0xffff_ffffL, length);
                if (route != null) return route.sas;
            }
        } else {
            for (int length : lengthsIpv6) {
                long lower = length <= 64 ? 0 : masked(low, length - 64);
                Route route = find(slots, masked(high, length), lower, IPV6_TAG + length);
                if (route != null) return route.sas;
            }
        }
        return NONE;
    }

    /// A pair of the same session comes behind those it has: they carry on until [#prefer]. One of another session comes
    /// first: the address has a new owner.
    void add(Key key, OutboundSa sa) {
        Route route = find(table, key.high, key.low, key.tag);
        if (route == null) {
            insert(new Route(key, sa));
            return;
        }
        OutboundSa[] before = route.sas;
        boolean known = Arrays.stream(before).anyMatch(other -> other.session == sa.session);
        var after = new OutboundSa[before.length + 1];
        System.arraycopy(before, 0, after, known ? 0 : 1, before.length);
        after[known ? before.length : 0] = sa;
        route.sas = after;
    }

    void prefer(Key key, OutboundSa sa) {
        Route route = find(table, key.high, key.low, key.tag);
        if (route == null || route.sas[0] == sa) return;
        OutboundSa[] before = route.sas;
        var after = new OutboundSa[before.length];
        after[0] = sa;
        int at = 1;
        for (OutboundSa other : before) if (other != sa) after[at++] = other;
        route.sas = after;
    }

    void remove(Key key, OutboundSa sa) {
        Route route = find(table, key.high, key.low, key.tag);
        if (route == null) return;
        OutboundSa[] rest =
                Arrays.stream(route.sas).filter(other -> other != sa).toArray(OutboundSa[]::new);
        if (rest.length > 0) {
            route.sas = rest;
            return;
        }
        Route[] slots = table;
        int mask = slots.length - 1;
        int i = home(key.high, key.low, key.tag, mask);
        while (slots[i] != route) i = i + 1 & mask;
        SLOT.setRelease(slots, i, GONE);
        size--;
        if (--uses[key.tag] == 0) lengths();
    }

    int size() {
        return size;
    }

    private void insert(Route route) {
        if (2 * (occupied + 1) > table.length) rebuild();
        if (put(table, route)) occupied++;
        size++;
        if (uses[route.tag]++ == 0) lengths();
    }

    private void rebuild() {
        int capacity = SMALLEST;
        while (capacity < 4 * (size + 1)) capacity *= 2;
        var fresh = new Route[capacity];
        for (Route route : table) if (route != null && route != GONE) put(fresh, route);
        occupied = size;
        table = fresh;
    }

    private void lengths() {
        lengthsIpv4 = lengths(0, 32);
        lengthsIpv6 = lengths(IPV6_TAG, 128);
    }

    private int[] lengths(int tag, int longest) {
        var lengths = new ArrayList<Integer>();
        for (int length = longest; length >= 0; length--) if (uses[tag + length] > 0) lengths.add(length);
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Route find(Route[] slots, long high, long low, int tag) {
        int mask = slots.length - 1;
        for (int i = home(high, low, tag, mask);; i = i + 1 & mask) {
            Route route = (Route) SLOT.getAcquire(slots, i);
            if (route == null) return null;
            if (route.low == low && route.high == high && route.tag == tag) return route;
        }
    }

    private static boolean put(Route[] slots, Route route) {
        int mask = slots.length - 1;
        int i = home(route.high, route.low, route.tag, mask);
        while (slots[i] != null && slots[i] != GONE) i = i + 1 & mask;
        boolean fresh = slots[i] == null;
        SLOT.setRelease(slots, i, route);
        return fresh;
    }

    /// Clients do not choose their addresses, and few of them some of their networks, so this need not withstand an attack,
    /// only runs of addresses.
    private static int home(long high, long low, int tag, int mask) {
        long mixed = (high * 0x9e3779b97f4a7c15L + low + tag) * 0xd6e8feb86659fd93L;
        return (int) (mixed >>> 32) & mask;
    }

    private static long masked(long bits, int length) {
        return length >= 64 ? bits : length <= 0 ? 0 : bits & -1L << 64 - length;
    }
}
