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
        AddressRange range = section.required("range", DEFAULT.getFirst().range(), Values::range);
        int bits = range.isIpv4() ? 32 : 128;
        int length = section.value("prefix-length", bits, Values.count(0, bits));
        section.end();
        for (PoolDefinition other : earlier) {
            if (other.range().intersection(range).isPresent()) {
                section.error("range", "overlaps with pool '" + other.name() + "'", "");
            }
        }
        return new PoolDefinition(name, range, length);
    }
}
