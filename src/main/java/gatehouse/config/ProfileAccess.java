package gatehouse.config;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.AccountingRules;
import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.authorization.AuthorizationPlan.PoolNames;
import gatehouse.config.Values.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a profile gives where AAA is silent, and from where its clients get addresses. What the profile says itself
/// goes before its policy, and that goes before what holds by default.
final class ProfileAccess {
    private static final Map<String, AddressKind> ADDRESS_KINDS =
            Map.of("framed", AddressKind.FRAMED, "pool", AddressKind.POOL, "dhcp", AddressKind.DHCP);
    private static final String MANGLER = "-mangler";
    private static final List<String> POOL_KEYS =
            List.of("pool", "ipv6-pool", "pool" + MANGLER, "ipv6-pool" + MANGLER);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Section section;
    private final Definitions definitions;
    private final Grant policy;
    private final List<Granted> defaults = new ArrayList<>();
    private final Set<Class<? extends Granted>> own = new HashSet<>();

    private ProfileAccess(Section section, Definitions definitions) {
        this.section = section;
        this.definitions = definitions;
        this.policy = section.value("policy", definitions::policy)
                .filter(name -> !name.isEmpty())
                .map(name -> definitions.policies().byName().get(name))
                .orElse(Grant.NOTHING);
    }

    /// @param authentication who decides about people that come by EAP
    /// @param accounting     the group of servers that hears of sessions; empty for none
    /// @param rules          what is demanded of it
    static AccessPolicy read(
            String profile,
            Section section,
            Definitions definitions,
            AaaList authentication,
            String accounting,
            AccountingRules rules) {
        return new ProfileAccess(section, definitions).read(profile, authentication, accounting, rules);
    }

    private AccessPolicy read(String profile, AaaList authentication, String accounting, AccountingRules rules) {
        Section addresses = section.section("addresses");
        List<AddressKind> order = order(addresses);
        AddressConflict conflict = addresses.value("conflict", AddressConflict.REFUSE, Values.oneOf(
                Map.of("refuse", AddressConflict.REFUSE, "replace", AddressConflict.REPLACE)));
        pool(addresses, "pool", Granted.Pool.class, PoolSections.IPV4, Granted.Pool::new);
        pool(addresses, "ipv6-pool", Granted.Ipv6Pool.class, PoolSections.IPV6, Granted.Ipv6Pool::new);
        // What they say is the plan's, by poolNames.
        for (String key : POOL_KEYS) addresses.value(key, text -> text);
        if (!order.contains(AddressKind.POOL) && POOL_KEYS.stream().anyMatch(addresses::has)) {
            addresses.error("order", "has no 'pool', so the pools are never used", "add it, or leave the pools out");
        }
        addresses.end();
        if (order.contains(AddressKind.DHCP) && policy.first(Granted.DhcpServer.class).isEmpty()) {
            definitions.dhcp().servers().forEach(server -> defaults.add(new Granted.DhcpServer(server)));
        }

        several("dns", Granted.Dns.class, Values::address, Granted.Dns::new);
        several("encrypted-dns", Granted.EncryptedDns.class, Values::encryptedDns, Granted.EncryptedDns::new);
        several("wins", Granted.Nbns.class, Values::ipv4, Granted.Nbns::new);
        one("default-domain", Granted.DefaultDomain.class, Values::domain, Granted.DefaultDomain::new);
        several("split-dns", Granted.SplitDns.class, Values::domain, Granted.SplitDns::new);
        several("dnssec-trust-anchors", Granted.TrustAnchor.class, Values::trustAnchor, Granted.TrustAnchor::new);
        one("banner", Granted.Banner.class, Values::text, Granted.Banner::new);
        time("session-timeout", Granted.SessionTimeout.class, Duration.ZERO, SECOND, Granted.SessionTimeout::new);
        time("idle-timeout", Granted.IdleTimeout.class, Duration.ZERO, SECOND, Granted.IdleTimeout::new);
        time(
                "interim-interval", Granted.InterimInterval.class, Duration.ofMinutes(10), Duration.ofMinutes(1),
                Granted.InterimInterval::new);
        policy.values().stream().filter(value -> !own.contains(value.getClass())).forEach(defaults::add);
        return new AccessPolicy(
                authentication,
                accounting,
                new Grant(new Origin(Origin.Source.PROFILE, "", "", profile), defaults),
                order,
                conflict,
                rules);
    }

    /// Pools that are chosen by who somebody is.
    static PoolNames poolNames(Section profile, Definitions definitions) {
        Section addresses = profile.section("addresses");
        return new PoolNames(
                addresses.value("pool" + MANGLER, definitions::mangler),
                addresses.value("ipv6-pool" + MANGLER, definitions::mangler));
    }

    private static List<AddressKind> order(Section addresses) {
        List<AddressKind> order = addresses.values("order", AddressKind.USUAL_ORDER, Values.oneOf(ADDRESS_KINDS));
        if (order.isEmpty()) addresses.error("order", "is empty", "nobody could get an address");
        if (Set.copyOf(order).size() < order.size()) addresses.error("order", "has a word twice", "");
        return order;
    }

    private void pool(
            Section addresses,
            String key,
            Class<? extends Granted> kind,
            String standard,
            Function<String, Granted> granted) {
        boolean isIpv4 = kind.equals(Granted.Pool.class);
        if (addresses.has(key + MANGLER)) {
            if (addresses.has(key)) addresses.error(key, "stands beside " + key + MANGLER, "keep one of them");
            own.add(kind);
            return;
        }
        Optional<String> said = addresses.value(key, name -> definitions.pool(name, isIpv4));
        if (addresses.has(key)) own.add(kind);
        if (said.isPresent()) {
            said.filter(name -> !name.isEmpty()).map(granted).ifPresent(defaults::add);
        } else if (policy.first(kind).isEmpty()
                && definitions.pools().stream().anyMatch(pool -> pool.name().equals(standard))) {
                    defaults.add(granted.apply(standard));
                }
    }

    private <T> void one(
            String key, Class<? extends Granted> kind, Reading<T> reading, Function<T, Granted> granted) {
        if (section.has(key)) own.add(kind);
        section.value(key, reading).map(granted).ifPresent(defaults::add);
    }

    private <T> void several(
            String key, Class<? extends Granted> kind, Reading<T> reading, Function<T, Granted> granted) {
        List<T> said = section.values(key, List.of(), reading);
        if (section.has(key)) own.add(kind);
        said.forEach(value -> defaults.add(granted.apply(value)));
    }

    private void time(
            String key,
            Class<? extends Granted> kind,
            Duration otherwise,
            Duration shortest,
            Function<Duration, Granted> granted) {
        Duration duration = section.value(key, otherwise, Values.durationOrNone(shortest, YEAR));
        if (section.has(key)) own.add(kind);
        if (section.has(key) || policy.first(kind).isEmpty()) defaults.add(granted.apply(duration));
    }
}
