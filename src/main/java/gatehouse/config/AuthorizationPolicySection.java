package gatehouse.config;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.address.PoolDefinition;
import gatehouse.virtualaccess.Catalog;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// `authorization-policies`: local authorization policies (IOS: `crypto ikev2 authorization policy`), which AAA lists with the
/// method `local` answer with, which services are, and which profiles fall back to.
final class AuthorizationPolicySection {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Section section;
    private final List<PoolDefinition> pools;
    private final Catalog catalog;
    private final Map<String, List<Granted>> attributeLists;
    private final List<Granted> values = new ArrayList<>();

    private AuthorizationPolicySection(
            Section section,
            List<PoolDefinition> pools,
            Catalog catalog,
            Map<String, List<Granted>> attributeLists) {
        this.section = section;
        this.pools = pools;
        this.catalog = catalog;
        this.attributeLists = attributeLists;
    }

    static LocalPolicies read(Section root, List<PoolDefinition> pools, Catalog catalog) {
        Map<String, List<Granted>> attributeLists = attributeLists(root);
        var policies = new LinkedHashMap<String, Grant>();
        root.named("authorization-policies").forEach((name, section) -> {
            var policy = new AuthorizationPolicySection(section, pools, catalog, attributeLists);
            var origin = new Origin(Source.PROFILE, LocalPolicies.SERVER, "", name);
            policies.put(name, new Grant(origin, policy.read()));
        });
        return new LocalPolicies(policies);
    }

    /// `attribute-lists` (IOS: `aaa attribute list`): lines of the interface that several policies have.
    private static Map<String, List<Granted>> attributeLists(Section root) {
        var lists = new LinkedHashMap<String, List<Granted>>();
        root.named("attribute-lists").forEach((name, section) -> {
            lists.put(name, section.values("interface-config", List.of(), AuthorizationPolicySection::line));
            section.end();
        });
        return lists;
    }

    private static Granted line(String text) throws Unfit {
        return new Granted.InterfaceConfig(CatalogSection.line(text).text());
    }

    private List<Granted> read() {
        one("group", Values::text, Granted.Group::new);
        one("pool", name -> pool(name, true), Granted.Pool::new);
        one("ipv6-pool", name -> pool(name, false), Granted.Ipv6Pool::new);
        one("netmask", AuthorizationPolicySection::ipv4, Granted.Netmask::new);
        all("dhcp-servers", AuthorizationPolicySection::ipv4, Granted.DhcpServer::new);
        one("dhcp-giaddr", AuthorizationPolicySection::ipv4, Granted.DhcpGiaddr::new);
        one("dhcp-timeout", Values.duration(SECOND, MINUTE), Granted.DhcpTimeout::new);
        all("dns", Values::address, Granted.Dns::new);
        all("wins", AuthorizationPolicySection::ipv4, Granted.Nbns::new);
        one("default-domain", Values::text, Granted.DefaultDomain::new);
        all("split-dns", Values::text, Granted.SplitDns::new);
        one("banner", Values::text, Granted.Banner::new);
        routes(section.section("route-set"));
        routeAccept(section.section("route-accept"));
        one("include-local-lan", Values::yesOrNo, Granted.IncludeLocalLan::new);
        all("split-exclude", Values::prefix, Granted.SplitExclude::new);
        all("backup-gateways", Values::text, Granted.BackupGateway::new);
        one("pfs", Values::yesOrNo, Granted.Pfs::new);
        one("session-timeout", Values.durationOrNone(SECOND, YEAR), Granted.SessionTimeout::new);
        one("idle-timeout", Values.durationOrNone(SECOND, YEAR), Granted.IdleTimeout::new);
        one("interim-interval", Values.durationOrNone(MINUTE, YEAR), Granted.InterimInterval::new);
        one("flow-limit", Values.count(1, 256), Granted.FlowLimit::new);
        one("session-limit", Values.count(1, 1_000_000), Granted.SessionLimit::new);
        Section accessLists = section.section("access-list");
        Section qosPolicies = section.section("qos-policy");
        for (Direction direction : Direction.values()) {
            accessLists.value(direction.toString(), this::accessList)
                    .ifPresent(name -> values.add(new Granted.NamedAccessList(direction, name)));
            qosPolicies.value(direction.toString(), this::qosPolicy)
                    .ifPresent(name -> values.add(new Granted.QosPolicy(direction, name)));
        }
        accessLists.end();
        qosPolicies.end();
        one("security-group-tag", Values.count(0, 0xffff), tag -> new Granted.SecurityGroupTag(tag, 0));
        all("interface-config", AuthorizationPolicySection::line, value -> value);
        section.values("attribute-lists", List.of(), this::attributeList).forEach(values::addAll);
        section.end();
        return values;
    }

    private void routes(Section below) {
        if (below.value("interface", false, Values::yesOrNo)) values.add(new Granted.RouteSetInterface());
        below.values("prefixes", List.of(), Values::prefix)
                .forEach(prefix -> values.add(new Granted.RouteSetPrefix(prefix)));
        below.values("access-lists", List.of(), this::accessList)
                .forEach(name -> values.add(new Granted.RouteSetAccessList(name)));
        below.end();
    }

    private void routeAccept(Section below) {
        if (below.value("any", false, Values::yesOrNo)) {
            values.add(new Granted.RouteAccept(
                    below.value("tag", 0, Values.count(0, Integer.MAX_VALUE)),
                    below.value("distance", 1, Values.count(1, 255))));
        }
        below.end();
    }

    private <T> void one(String key, Values.Reading<T> reading, Function<T, Granted> granted) {
        section.value(key, reading).ifPresent(value -> values.add(granted.apply(value)));
    }

    private <T> void all(String key, Values.Reading<T> reading, Function<T, Granted> granted) {
        section.values(key, List.of(), reading).forEach(value -> values.add(granted.apply(value)));
    }

    private String pool(String name, boolean isIpv4) throws Unfit {
        if (name.equals(Definitions.NONE)) throw new Unfit("there is no pool 'none'", "leave the key out");
        return Definitions.pool(pools, name, isIpv4);
    }

    private String accessList(String name) throws Unfit {
        return Definitions.known("access list", name, catalog.accessLists().keySet());
    }

    private String qosPolicy(String name) throws Unfit {
        return Definitions.known("QoS policy", name, catalog.qosPolicies().keySet());
    }

    private List<Granted> attributeList(String name) throws Unfit {
        return attributeLists.get(Definitions.known("attribute list", name, attributeLists.keySet()));
    }

    private static InetAddress ipv4(String text) throws Unfit {
        InetAddress address = Values.address(text);
        if (address instanceof Inet4Address) return address;
        throw new Unfit("'" + text + "' is no IPv4 address", "");
    }
}
