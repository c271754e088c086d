package gatehouse.ike.negotiation;

import gatehouse.net.AddressRange;
import gatehouse.wire.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Narrows what the peer wants to what it may have (RFC 7296, section 2.9).
public final class SelectorNarrowing {
    private SelectorNarrowing() {}

    /// Every wish cut down to every permission, in the order of the wishes; equal ones once.
    public static List<TrafficSelector> narrow(List<TrafficSelector> wanted, List<TrafficSelector> allowed) {
        var narrowed = new ArrayList<TrafficSelector>();
        for (TrafficSelector wish : wanted) {
            for (TrafficSelector permission : allowed) {
                intersection(wish, permission)
                        .filter(selector -> !narrowed.contains(selector))
                        .ifPresent(narrowed::add);
            }
        }
        return narrowed;
    }

    private static Optional<TrafficSelector> intersection(TrafficSelector a, TrafficSelector b) {
        if (a.protocol() != 0 && b.protocol() != 0 && a.protocol() != b.protocol()) return Optional.empty();
        int protocol = Math.max(a.protocol(), b.protocol());
        int startPort = Math.max(a.startPort(), b.startPort());
        int endPort = Math.min(a.endPort(), b.endPort());
        // Section 3.13.1: start 65535 with end 0 is OPAQUE; we have no use for it.
        if (startPort > endPort) return Optional.empty();
        Optional<AddressRange> range = a.range().intersection(b.range());
        return range.map(common -> new TrafficSelector(protocol, startPort, endPort, common));
    }
}
