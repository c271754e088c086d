package gatehouse.config;

import gatehouse.address.PoolDefinition;
import gatehouse.net.AddressRange;
import gatehouse.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `pools`: a section for each.
final class PoolSections {
    static final String IPV4 = "clients";
    static final String IPV6 = "clients-ipv6";
    private static final List<PoolDefinition> DEFAULT = List.of(
            new PoolDefinition(IPV4, Values.hosts(Prefix.parse("10.173.0.0/16")), 32),
            new PoolDefinition(IPV6, Values.hosts(Prefix.parse("fd47:6174:6568:6f75::/64")), 128));

    private PoolSections() {}

    static List<PoolDefinition> read(Section root) {
        if (!root.has("pools")) {
            root.section("pools");
            return DEFAULT;
        }
        var pools = new ArrayList<PoolDefinition>();
        for (Map.Entry<String, Section> entry : root.named("pools").entrySet()) {
            pools.add(pool(entry.getKey(), entry.getValue(), pools));
        }
        return List.copyOf(pools);
    }

    private static PoolDefinition pool(String name, Section section, List<PoolDefinition> earlier) {
        List<AddressRange> ranges = ranges(section);
        boolean ipv4 = ranges.getFirst().isIpv4();
        int bits = ipv4 ? 32 : 128;
        int length = section.value("prefix-length", bits, Values.count(0, bits));
        List<AddressRange> excluded = section.values("exclude", List.of(), Values::everyAddress);
        section.end();
        for (AddressRange range : ranges) {
            for (PoolDefinition other : earlier) {
                if (other.ranges().stream().anyMatch(theirs -> theirs.intersection(range).isPresent())) {
                    section.error("range", range + " overlaps with pool '" + other.name() + "'", "");
                }
            }
        }
        for (AddressRange hole : excluded) {
            if (ranges.stream().noneMatch(range -> range.intersection(hole).isPresent())) {
                section.error("exclude", hole + " is not in the pool", "");
            }
        }
        var pool = new PoolDefinition(name, ranges, excluded, length);
        if (pool.leasable().isEmpty()) section.error("exclude", "leaves nothing of the pool", "");
        return pool;
    }

    /// One, or several in a list; of one family, and none overlapping another.
    private static List<AddressRange> ranges(Section section) {
        if (!section.has("range")) {
            return List.of(section.required("range", DEFAULT.getFirst().ranges().getFirst(), Values::range));
        }
        var ranges = new ArrayList<AddressRange>();
        for (AddressRange range : section.values("range", List.of(), Values::range)) {
            if (!ranges.isEmpty() && ranges.getFirst().isIpv4() != range.isIpv4()) {
                section.error("range", range + " is of another family than " + ranges.getFirst(),
                        "make two pools of it");
            } else if (ranges.stream().anyMatch(other -> other.intersection(range).isPresent())) {
                section.error("range", range + " is there twice", "");
            } else {
                ranges.add(range);
            }
        }
        if (!ranges.isEmpty()) return ranges;
        if (section.values("range", List.of("-"), Values::text).isEmpty()) section.error("range", "is empty", "");
        return DEFAULT.getFirst().ranges();
    }
}
