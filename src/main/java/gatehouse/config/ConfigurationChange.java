package gatehouse.config;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.address.PoolDefinition;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.ike.policy.KeySource;
import gatehouse.radius.client.ServerGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What comes of a configuration that is read anew while a gateway runs by another.
///
/// @param effective    what the gateway runs by from now on: all that can change is as in the new one, all else as before
/// @param changed      what changes now
/// @param needsRestart keys that differ, and that a running gateway cannot change
/// @param missing      why the new one cannot be taken: what it takes for granted and the running gateway lacks
public record ConfigurationChange(
        GatewayConfig effective, List<String> changed, List<String> needsRestart, List<String> missing) {
    public ConfigurationChange {
        changed = List.copyOf(changed);
        needsRestart = List.copyOf(needsRestart);
        missing = List.copyOf(missing);
    }

    public static ConfigurationChange between(GatewayConfig running, GatewayConfig wanted) {
        var effective = new GatewayConfig(
                running.listening(),
                running.stateDirectory(),
                wanted.identity(),
                wanted.profiles(),
                wanted.localPolicies(),
                wanted.catalog(),
                running.cache(),
                running.pki(),
                wanted.limits(),
                wanted.messages(),
                wanted.redirect(),
                running.pools(),
                running.dhcp(),
                running.dataPlane(),
                running.radius(),
                running.accounting(),
                running.dynamicAuthorization(),
                running.embeddedAaa(),
                running.admin(),
                wanted.logging());
        return new ConfigurationChange(
                effective, changed(running, wanted), needsRestart(running, wanted), missing(effective));
    }

    private static List<String> changed(GatewayConfig running, GatewayConfig wanted) {
        var changed = new ArrayList<String>();
        if (!running.identity().equals(wanted.identity())) changed.add("identity");
        changed.addAll(differing("profiles", byName(running.profiles()), byName(wanted.profiles())));
        changed.addAll(differing(
                "authorization-policies", running.localPolicies().byName(), wanted.localPolicies().byName()));
        changed.addAll(
                differing("access-lists", running.catalog().accessLists(), wanted.catalog().accessLists()));
        changed.addAll(differing("qos-policies", running.catalog().qosPolicies(), wanted.catalog().qosPolicies()));
        changed.addAll(
                differing("interface-templates", running.catalog().templates(), wanted.catalog().templates()));
        if (!running.limits().equals(wanted.limits())) changed.add("limits");
        if (!running.messages().equals(wanted.messages())) changed.add("messages");
        if (!running.redirect().equals(wanted.redirect())) changed.add("redirect");
        if (!running.logging().equals(wanted.logging())) changed.add("log");
        return changed;
    }

    private static Map<String, ProfileSettings> byName(List<ProfileSettings> profiles) {
        return profiles.stream().collect(Collectors.toMap(ProfileSettings::name, profile -> profile));
    }

    private static List<String> differing(String key, Map<String, ?> before, Map<String, ?> after) {
        var names = new TreeSet<String>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> key + "." + name + (before.containsKey(name)
                        ? after.containsKey(name) ? "" : " (gone)"
                        : " (new)"))
                .toList();
    }

    private static List<String> needsRestart(GatewayConfig running, GatewayConfig wanted) {
        var keys = new ArrayList<String>();
        differs(keys, "state-directory", running.stateDirectory(), wanted.stateDirectory());
        differs(keys, "listen", running.listening(), wanted.listening());
        differs(keys, "authorization-cache", running.cache(), wanted.cache());
        differs(keys, "pki", running.pki(), wanted.pki());
        differs(keys, "pools", running.pools(), wanted.pools());
        differs(keys, "dhcp", running.dhcp(), wanted.dhcp());
        differs(keys, "data-plane", running.dataPlane(), wanted.dataPlane());
        differs(keys, "radius", running.radius(), wanted.radius());
        differs(keys, "accounting", running.accounting(), wanted.accounting());
        differs(keys, "dynamic-authorization", running.dynamicAuthorization(), wanted.dynamicAuthorization());
        differs(keys, "embedded-aaa", running.embeddedAaa(), wanted.embeddedAaa());
        differs(keys, "admin", running.admin(), wanted.admin());
        return keys;
    }

    private static void differs(List<String> keys, String key, Object before, Object after) {
        if (!before.equals(after)) keys.add(key);
    }

    /// Profiles and policies may name pools and groups of servers that are there only after a restart.
    private static List<String> missing(GatewayConfig effective) {
        Set<String> pools =
                effective.pools().stream().map(PoolDefinition::name).collect(Collectors.toSet());
        Set<String> groups = effective.radius().groups().stream().map(ServerGroup::name).collect(Collectors.toSet());
        boolean embedded = effective.embeddedAaa().enabled();
        if (embedded) groups.add(GatewayConfig.EMBEDDED_GROUP);
        var missing = new ArrayList<String>();
        for (ProfileSettings profile : effective.profiles()) {
            String where = "profiles." + profile.name();
            pools(profile.access().defaults(), pools, where, missing);
            var named = new HashSet<String>();
            var proving = new HashSet<AaaList>();
            if (!profile.access().accountingGroup().isEmpty()) named.add(profile.access().accountingGroup());
            if (profile.keys() instanceof KeySource.Aaa(var list, var _)) proving.add(list);
            proving.add(profile.access().authentication());
            lists(profile, proving).forEach(list -> named.addAll(list.serverGroups()));
            // Of those who prove, the method `local` is the embedded server.
            boolean needsEmbedded = !embedded
                    && proving.stream().anyMatch(list -> list.methods().contains(new AaaList.Method.Local()));
            if (needsEmbedded) named.add(GatewayConfig.EMBEDDED_GROUP);
            named.stream()
                    .filter(group -> !groups.contains(group))
                    .sorted()
                    .forEach(group -> missing.add(where + ": the group of servers '" + group
                            + "' is not there before a restart; restart, or leave it out until then"));
        }
        effective.localPolicies()
                .byName()
                .forEach((name, grant) -> pools(grant, pools, "authorization-policies." + name, missing));
        return missing.stream().sorted().toList();
    }

    private static Stream<AaaList> lists(ProfileSettings profile, Set<AaaList> proving) {
        Stream<AaaList> authorizing = profile.remote().values().stream()
                .flatMap(plan -> Stream.of(plan.group(), plan.user()))
                .flatMap(Optional::stream)
                .map(AuthorizationPlan.Request::list);
        return Stream.concat(proving.stream(), authorizing);
    }

    private static void pools(Grant grant, Set<String> there, String where, List<String> missing) {
        Stream.concat(
                grant.all(Granted.Pool.class).stream().map(Granted.Pool::text),
                grant.all(Granted.Ipv6Pool.class).stream().map(Granted.Ipv6Pool::text))
                .filter(pool -> !pool.isEmpty() && !there.contains(pool))
                .forEach(pool -> missing.add(where + ": the pool '" + pool
                        + "' is not there before a restart; restart, or leave it out until then"));
    }
}
