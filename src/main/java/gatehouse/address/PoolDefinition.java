package gatehouse.address;

import gatehouse.net.AddressRange;
import java.util.ArrayList;
import java.util.List;

/// A named set of addresses to lease from, of one family.
///
/// @param ranges       in the order in which they are leased; none overlaps another
/// @param excluded     of these, what is never leased. RADIUS may give it to somebody all the same
/// @param prefixLength what clients are told of the network around their address
public record PoolDefinition(
        String name, List<AddressRange> ranges, List<AddressRange> excluded, int prefixLength) {
    public PoolDefinition {
        ranges = List.copyOf(ranges);
        excluded = List.copyOf(excluded);
        if (ranges.isEmpty()) throw new IllegalArgumentException("pool '" + name + "' has no addresses");
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).isIpv4() != ranges.getFirst().isIpv4()) {
                throw new IllegalArgumentException("pool '" + name + "' is of two families");
            }
            for (AddressRange earlier : ranges.subList(0, i)) {
                if (earlier.intersection(ranges.get(i)).isPresent()) {
                    throw new IllegalArgumentException("pool '" + name + "': " + ranges.get(i) + " is there twice");
                }
            }
        }
        int bits = ranges.getFirst().isIpv4() ? 32 : 128;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + bits);
        }
    }

    /// A pool of one range.
    public PoolDefinition(String name, AddressRange range, int prefixLength) {
        this(name, List.of(range), List.of(), prefixLength);
    }

    public boolean isIpv4() {
        return ranges.getFirst().isIpv4();
    }

    /// What is left of the ranges without what is excluded.
    public List<AddressRange> leasable() {
        List<AddressRange> left = ranges;
        for (AddressRange hole : excluded) {
            var parts = new ArrayList<AddressRange>();
            for (AddressRange range : left) parts.addAll(range.without(hole));
            left = parts;
        }
        return List.copyOf(left);
    }
}
