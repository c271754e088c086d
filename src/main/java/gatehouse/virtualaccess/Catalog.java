package gatehouse.virtualaccess;

import gatehouse.dataplane.Policer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What the configuration defines and RADIUS speaks of by name. Names are told apart by capitals, as in IOS.
///
/// @param accessLists by name
/// @param qosPolicies by name, for either direction
/// @param templates   lines of interface templates (IOS: virtual-template), by name
public record Catalog(
        Map<String, AccessLines> accessLists, Map<String, Policer> qosPolicies,
        Map<String, List<InterfaceLine>> templates) {
    public static final Catalog EMPTY = new Catalog(Map.of(), Map.of(), Map.of());

    private static final int MOST_NAMES = 12;

    public Catalog {
        accessLists = Map.copyOf(accessLists);
        qosPolicies = Map.copyOf(qosPolicies);
        templates = Map.copyOf(templates);
    }

    AccessLines accessList(String name) throws UnenforceableException {
        return find("access list", accessLists, name);
    }

    Policer qosPolicy(String name) throws UnenforceableException {
        return find("QoS policy", qosPolicies, name);
    }

    List<InterfaceLine> template(String name) throws UnenforceableException {
        return find("interface template", templates, name);
    }

    private static <T> T find(String what, Map<String, T> defined, String name) throws UnenforceableException {
        return Optional.ofNullable(defined.get(name))
                .orElseThrow(() -> new UnenforceableException(
                        what + " '" + name + "' is not defined; the configuration has " + names(defined)));
    }

    private static String names(Map<String, ?> defined) {
        if (defined.isEmpty()) return "none";
        var names = new TreeSet<>(defined.keySet());
        String first = String.join(", ", names.stream().limit(MOST_NAMES).toList());
        return names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first;
    }
}
