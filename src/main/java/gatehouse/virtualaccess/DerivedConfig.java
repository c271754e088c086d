package gatehouse.virtualaccess;

import gatehouse.aaa.Direction;
import gatehouse.dataplane.Policer;
import gatehouse.virtualaccess.InterfaceLine.ServicePolicy;
import gatehouse.virtualaccess.VirtualAccess.Held;
import gatehouse.virtualaccess.VirtualAccess.ListInForce;
import gatehouse.virtualaccess.VirtualAccess.ListLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A virtual-access interface as `show derived-config` of IOS prints it: the interface, then the access lists and policies
/// that it names. What IOS has no words for is said in comments.
///
/// A list of the session's own has the name of the interface with its direction: `Virtual-Access1#in`.
public final class DerivedConfig {
    private static final int STEP = 10;

    private final VirtualAccess access;
    private final String name;
    private final boolean origins;
    private final List<String> lines = new ArrayList<>();

    private DerivedConfig(VirtualAccess access, String name, boolean origins) {
        this.access = access;
        this.name = name;
        this.origins = origins;
    }

    /// The configuration, line by line.
    ///
    /// @param name    of the interface, such as `Virtual-Access1`
    /// @param origins whether each line says behind a `!` where it came from
    public static List<String> lines(VirtualAccess access, String name, boolean origins) {
        var config = new DerivedConfig(access, name, origins);
        config.interfaceSection();
        config.listSections();
        config.policySections();
        config.lines.add("end");
        return List.copyOf(config.lines);
    }

    private void interfaceSection() {
        lines.add("interface " + name);
        for (Place place : Place.values()) {
            Held held = access.held().get(place);
            ListInForce list = access.lists().get(place);
            if (held != null) {
                add(" " + held.line().text(), held.from());
            } else if (list != null) {
                add(" " + accessGroup(place), "the session's own");
            }
        }
        access.tag().ifPresent(tag -> add(" cts role-based sgt " + tag.value().tag(), tag.from()));
        for (Direction direction : Direction.values()) {
            boolean ipv4 = access.lists().containsKey(Place.accessList(direction, true));
            boolean ipv6 = access.lists().containsKey(Place.accessList(direction, false));
            if (ipv4 != ipv6) {
                lines.add(" ! " + (ipv4 ? "IPv6 " : "IPv4 ") + direction + ": denied, because there is a list for "
                        + (ipv4 ? "IPv4" : "IPv6") + " alone");
            }
        }
        lines.add("!");
    }

    private void listSections() {
        Map<String, ListInForce> byHeading = new LinkedHashMap<>();
        access.lists().forEach((place, list) -> byHeading.putIfAbsent(heading(place, list), list));
        byHeading.forEach((heading, list) -> {
            String any = heading.startsWith("ipv6") ? "ipv6" : "ip";
            lines.add(heading);
            int number = STEP;
            for (ListLine line : list.lines()) {
                add(" " + number + " " + line.text(), line.from());
                number += STEP;
            }
            if (list.opens()) {
                add(" " + number + " permit " + any + " any any", "RFC 6733, section 4.3.1: the last rule denies");
            }
            lines.add("!");
        });
    }

    private void policySections() {
        Map<String, Policer> byName = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            Held held = access.held().get(Place.rate(direction));
            if (held != null && held.line() instanceof ServicePolicy(_, String policy)) {
                byName.put(policy, access.rate(direction));
            }
        }
        byName.forEach((policy, rate) -> {
            lines.add("policy-map " + policy);
            lines.add(" class class-default");
            lines.add(rate.isNone() ? "  ! any rate" : "  police " + rate.bitsPerSecond() + " " + rate.burst());
            lines.add("!");
        });
    }

    private String accessGroup(Place place) {
        String direction = isOut(place) ? " out" : " in";
        return (isIpv4(place) ? "ip access-group " : "ipv6 traffic-filter ") + ownName(place) + direction;
    }

    private String heading(Place place, ListInForce list) {
        return (isIpv4(place) ? "ip access-list extended " : "ipv6 access-list ")
                + (list.name().isEmpty() ? ownName(place) : list.name());
    }

    private String ownName(Place place) {
        return name + (isOut(place) ? "#out" : "#in");
    }

    private static boolean isIpv4(Place place) {
        return place == Place.LIST_IN_IPV4 || place == Place.LIST_OUT_IPV4;
    }

    private static boolean isOut(Place place) {
        return place == Place.LIST_OUT_IPV4 || place == Place.LIST_OUT_IPV6;
    }

    private void add(String line, String from) {
        lines.add(origins ? line + " ! " + from : line);
    }
}
