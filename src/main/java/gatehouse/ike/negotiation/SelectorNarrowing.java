package gatehouse.ike.negotiation;

import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import gatehouse.wire.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Narrows what the peer wants to what it may have (RFC 7296, section 2.9).
public final class SelectorNarrowing {
    private static final AddressRange ANY_IPV4 = Prefix.parse("0.0.0.0/0").range();
    private static final AddressRange ANY_IPV6 = Prefix.parse("::/0").range();

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

    /// The same for the client's own side.
    ///
    /// @param granted the client's addresses and networks
    public static List<TrafficSelector> narrowOwn(List<TrafficSelector> wanted, List<TrafficSelector> granted) {
        return narrow(meant(wanted, granted), granted);
    }

    /// What a client means by the selectors of its own side. OpenIKED writes 0.0.0.0 (or ::) alone for "the address that I am
    /// given", when it asks and when it answers; nobody has that address, so it is taken for all that was granted.
    ///
    /// @param granted the client's addresses and networks
    public static List<TrafficSelector> meant(List<TrafficSelector> said, List<TrafficSelector> granted) {
        var meant = new ArrayList<TrafficSelector>(said.size());
        for (TrafficSelector one : said) meant.addAll(meant(one, granted));
        return meant;
    }

    private static List<TrafficSelector> meant(TrafficSelector said, List<TrafficSelector> granted) {
        AddressRange range = said.range();
        if (!range.first().isAnyLocalAddress() || !range.last().isAnyLocalAddress()) return List.of(said);
        AddressRange any = range.isIpv4() ? ANY_IPV4 : ANY_IPV6;
        return narrow(
                List.of(new TrafficSelector(said.protocol(), said.startPort(), said.endPort(), any)), granted);
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
