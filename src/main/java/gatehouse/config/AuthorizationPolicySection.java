package gatehouse.config;

import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.address.PoolDefinition;
import gatehouse.virtualaccess.Catalog;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `authorization-policies` and `attribute-lists`. Local authorization policies (IOS: `crypto ikev2 authorization policy`) are
/// what AAA lists with the method `local` answer with, what services are, and what profiles fall back to.
final class AuthorizationPolicySection {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Section section;
    private final List<PoolDefinition> pools;
    private final Catalog catalog;
    private final List<Granted> values = new ArrayList<>();

    private AuthorizationPolicySection(Section section, List<PoolDefinition> pools, Catalog catalog) {
        this.section = section;
        this.pools = pools;
        this.catalog = catalog;
    }

    static LocalPolicies read(Section root, List<PoolDefinition> pools, Catalog catalog) {
        var attributeLists = new LinkedHashMap<String, List<Granted>>();
        root.named("attribute-lists").forEach((name, section) -> {
            attributeLists.put(name, new AuthorizationPolicySection(section, pools, catalog).read());
            section.end();
        });
        var policies = new LinkedHashMap<String, Grant>();
        root.named("authorization-policies").forEach((name, section) -> {
            var policy = new AuthorizationPolicySection(section, pools, catalog);
            List<Granted> values = policy.read();
            section.values("attribute-lists", List.of(), list -> attributeLists.get(
                    Definitions.known("attribute list", list, attributeLists.keySet()))).forEach(policy::include);
            section.end();
            CatalogSection.objection("", values, catalog).ifPresent(why -> section.error(why, ""));
            policies.put(name, new Grant(new Origin(Source.PROFILE, LocalPolicies.SERVER, "", name), values));
        });
        return new LocalPolicies(policies);
    }

    /// What an attribute list says follows what the policy itself and lists before it say, or gives way to it.
    private void include(List<Granted> list) {
        Set<Object> taken = values.stream()
                .filter(value -> value.rule() != Granted.Rule.APPEND)
                .map(Granted::slot)
                .collect(Collectors.toSet());
        list.stream().filter(value -> !taken.contains(value.slot())).forEach(values::add);
    }

    private Granted line(String text) throws Unfit {
        return new Granted.InterfaceConfig(CatalogSection.line(text, catalog).text());
    }

    private List<Granted> read() {
        one("group", Values::text, Granted.Group::new);
        one("pool", name -> pool(name, true), Granted.Pool::new);
        one("ipv6-pool", name -> pool(name, false), Granted.Ipv6Pool::new);
        one("netmask", AuthorizationPolicySection::netmask, Granted.Netmask::new);
        all("dhcp-servers", Values::ipv4, Granted.DhcpServer::new);
        one("dhcp-giaddr", Values::ipv4, Granted.DhcpGiaddr::new);
        one("dhcp-timeout", Values.duration(SECOND, MINUTE), Granted.DhcpTimeout::new);
        all("dns", Values::address, Granted.Dns::new);
        all("encrypted-dns", Values::encryptedDns, Granted.EncryptedDns::new);
        all("wins", Values::ipv4, Granted.Nbns::new);
        one("default-domain", Values::domain, Granted.DefaultDomain::new);
        all("split-dns", Values::domain, Granted.SplitDns::new);
        all("dnssec-trust-anchors", Values::trustAnchor, Granted.TrustAnchor::new);
        one("banner", Values::text, Granted.Banner::new);
        routes(section.section("route-set"));
        routeAccept(section.section("route-accept"));
        one("include-local-lan", Values::yesOrNo, Granted.IncludeLocalLan::new);
        all("routes", Values::prefix, Granted.FramedRoute::new);
        splitExclude(section.section("split-exclude"));
        all("backup-gateways", Values::text, Granted.BackupGateway::new);
        one("pfs", Values::yesOrNo, Granted.Pfs::new);
        one("session-timeout", Values.durationOrNone(SECOND, YEAR), Granted.SessionTimeout::new);
        one(
                "termination-action",
                Values.oneOf(Map.of("end", false, "reauthenticate", true)),
                Granted.TerminationAction::new);
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
        all("interface-config", this::line, value -> value);
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

    private void splitExclude(Section below) {
        below.values("prefixes", List.of(), Values::prefix)
                .forEach(prefix -> values.add(new Granted.SplitExclude(prefix)));
        below.values("access-lists", List.of(), this::accessList)
                .forEach(name -> values.add(new Granted.SplitExcludeAccessList(name)));
        below.end();
    }

    private void routeAccept(Section below) {
        boolean any = below.value("any", false, Values::yesOrNo);
        int tag = below.value("tag", 0, Values.count(0, Integer.MAX_VALUE));
        int distance = below.value("distance", 1, Values.count(1, 255));
        if (any) values.add(new Granted.RouteAccept(tag, distance));
        else if (below.has("tag") || below.has("distance")) {
            below.error("accepts nothing, so it needs no tag and no distance", "write any: true, or remove it");
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

    // RFC 950, section 2.1: ones, then zeros.
    private static InetAddress netmask(String text) throws Unfit {
        InetAddress mask = Values.ipv4(text);
        int bits = ByteBuffer.wrap(mask.getAddress()).getInt();
        if ((~bits & (~bits + 1)) == 0) return mask;
        throw new Unfit("'" + text + "' is not a netmask", "write it like 255.255.255.0");
    }
}
