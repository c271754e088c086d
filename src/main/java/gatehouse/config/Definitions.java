package gatehouse.config;

import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoint;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccountingRules;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.aaa.authorization.NameMangler;
import gatehouse.address.PoolDefinition;
import gatehouse.config.ProfileSection.ServerGroups;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.ike.policy.Keyring;
import gatehouse.net.Addresses;
import gatehouse.pki.CertificateMap;
import gatehouse.virtualaccess.Catalog;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Everything in a configuration that has a name, for those who name it.
///
/// @param lists       AAA lists; every group of servers is one too, unless a list has its name
/// @param listening   addresses that clients may come to; empty for all that the machine has
record Definitions(
        List<PoolDefinition> pools,
        ServerGroups groups,
        Map<String, AaaList> lists,
        Map<String, NameMangler> manglers,
        Map<String, Keyring> keyrings,
        Map<String, CertificateMap> certificateMaps,
        Map<String, TrustPointSettings> trustPoints,
        Catalog catalog,
        LocalPolicies policies,
        DhcpPolicy dhcp,
        List<InetAddress> listening,
        RadiusSettings radius,
        AccountingSettings accounting) {
    /// What stands for "nothing" where a name is expected.
    static final String NONE = "none";

    AaaList list(String name) throws Unfit {
        if (lists.containsKey(name)) return lists.get(name);
        return AaaList.ofServers(known("AAA list or group of servers", name, names(lists.keySet(), groups.names())));
    }

    /// A list that is asked who somebody is, which local authorization policies do not know.
    AaaList provingList(String name) throws Unfit {
        AaaList list = list(name);
        boolean embedded = groups.names().contains(GatewayConfig.EMBEDDED_GROUP);
        if (embedded || !list.everyMethod().contains(new AaaList.Method.Local())) return list;
        throw new Unfit(
                "list '" + name + "' has the method 'local', and the embedded AAA server is off",
                "set embedded-aaa.enabled to true, or name another list");
    }

    /// The group of servers that hears of sessions; `none` for nobody.
    String serversOf(String name) throws Unfit {
        if (name.equals(NONE)) return "";
        AaaList list = list(name);
        if (list.serverGroups().size() == 1 && list.everyMethod().size() == 1) return list.serverGroups().getFirst();
        throw new Unfit(
                "list '" + name + "' is more than one group of servers",
                "accounting goes to one group, whose servers stand in for each other");
    }

    /// What is demanded of accounting to a group of servers.
    AccountingRules accountingRules(String group, Duration startWithin) {
        return new AccountingRules(accounting.checkpoint(), radius.nas(group).tellsPort(), startWithin);
    }

    /// An address that clients may come to.
    InetAddress localAddress(String text) throws Unfit {
        InetAddress address = Values.address(text);
        if (listening.isEmpty() || listening.contains(address)) return address;
        throw new Unfit("nobody comes to " + Addresses.text(address), "it is not in listen.addresses");
    }

    NameMangler mangler(String name) throws Unfit {
        return manglers.get(known("name mangler", name, manglers.keySet()));
    }

    Keyring keyring(String name) throws Unfit {
        return keyrings.get(known("keyring", name, keyrings.keySet()));
    }

    CertificateMap certificateMap(String name) throws Unfit {
        return certificateMaps.get(known("certificate map", name, certificateMaps.keySet()));
    }

    TrustPoint trustPoint(String name) throws Unfit {
        return trustPoints.get(known("trust point", name, trustPoints.keySet())).point();
    }

    /// What proves us under the authorities of a trust point.
    Credential ownCredential(String name) throws Unfit {
        List<Credential> own = trustPoints.get(known("trust point", name, trustPoints.keySet())).own();
        if (!own.isEmpty()) return own.getFirst();
        throw new Unfit(
                "trust point '" + name + "' has no certificate of ours", "give it certificate and private-key");
    }

    String template(String name) throws Unfit {
        return name.equals(NONE) ? "" : known("interface template", name, catalog.templates().keySet());
    }

    String policy(String name) throws Unfit {
        return name.equals(NONE) ? "" : known("authorization policy", name, policies.byName().keySet());
    }

    /// A pool of this family; `none` for none.
    String pool(String name, boolean ipv4) throws Unfit {
        return pool(pools, name, ipv4);
    }

    static String pool(List<PoolDefinition> pools, String name, boolean ipv4) throws Unfit {
        if (name.equals(NONE)) return "";
        Optional<PoolDefinition> pool = pools.stream().filter(known -> known.name().equals(name)).findFirst();
        List<String> fitting =
                pools.stream().filter(known -> known.isIpv4() == ipv4).map(PoolDefinition::name).toList();
        String known = "known: " + (fitting.isEmpty() ? NONE : String.join(", ", fitting));
        if (pool.isEmpty()) throw new Unfit("unknown pool '" + name + "'", Values.nearest(name, fitting) + known);
        if (pool.get().isIpv4() != ipv4) {
            throw new Unfit("pool '" + name + "' is of " + (ipv4 ? "IPv6" : "IPv4") + " addresses", known);
        }
        return name;
    }

    /// The name itself, if there is such a thing.
    static String known(String what, String name, Collection<String> names) throws Unfit {
        if (names.contains(name)) return name;
        throw new Unfit("unknown " + what + " '" + name + "'", Values.nearest(name, names)
                + "known: " + (names.isEmpty() ? NONE : String.join(", ", names.stream().sorted().toList())));
    }

    private static Collection<String> names(Collection<String> some, Collection<String> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
