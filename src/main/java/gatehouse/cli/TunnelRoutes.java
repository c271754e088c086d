package gatehouse.cli;

import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/// What a client sends into its tunnel, out of what the gateway lets it reach.
///
/// @param inside  where packets go through the tunnel. The gateway's own address is never among it: what carries the tunnel
///                cannot go through it. So the routes around it stay as they are, and there is nothing to restore.
/// @param outside what the gateway would let us reach, but is half of all addresses or more, and was not asked for
record TunnelRoutes(List<Prefix> inside, List<Prefix> outside) {
    TunnelRoutes {
        inside = List.copyOf(inside);
        outside = List.copyOf(outside);
    }

    /// @param everything whether the machine's default route may be outdone
    static TunnelRoutes of(List<TrafficSelector> reachable, InetAddress gateway, boolean everything) {
        var inside = new LinkedHashSet<Prefix>();
        var outside = new LinkedHashSet<Prefix>();
        for (TrafficSelector selector : reachable) {
            for (Prefix prefix : selector.range().prefixes()) {
                if (prefix.length() < 2 && !everything) outside.add(prefix);
                else halves(prefix).flatMap(half -> half.without(gateway).stream()).forEach(inside::add);
            }
        }
        return new TunnelRoutes(List.copyOf(inside), List.copyOf(outside));
    }

    /// Two halves are more specific than the default route, and need not take its place.
    private static Stream<Prefix> halves(Prefix prefix) {
        if (prefix.length() > 0) return Stream.of(prefix);
        var lower = new Prefix(prefix.base(), 1);
        return Stream.concat(Stream.of(lower), prefix.without(prefix.base()).stream().limit(1));
    }
}
