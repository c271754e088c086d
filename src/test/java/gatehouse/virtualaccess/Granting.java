package gatehouse.virtualaccess;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.dataplane.Policer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Authorizations and a catalog, made in few words.
final class Granting {
    private final List<Authorization.Entry> entries = new ArrayList<>();

    /// Lists `staff` (both families), `guests` (IPv4), `six` (IPv6); policies `gold` and `free`; a template `base`.
    static final Catalog CATALOG = catalog();

    static Origin origin(Source source, String name) {
        return new Origin(source, "radius-1", "", name);
    }

    Granting group(Granted... values) {
        return from(origin(Source.GROUP, "staff"), values);
    }

    Granting implicit(Granted... values) {
        return from(origin(Source.IMPLICIT, ""), values);
    }

    Granting user(Granted... values) {
        return from(origin(Source.USER, "alice"), values);
    }

    Granting change(Granted... values) {
        return from(origin(Source.CHANGE, ""), values);
    }

    Granting from(Origin origin, Granted... values) {
        for (Granted value : values) entries.add(new Authorization.Entry(value, origin, List.of()));
        return this;
    }

    Authorization authorization() {
        return new Authorization(entries, List.of());
    }

    VirtualAccess access(String template) throws UnenforceableException {
        return VirtualAccess.of(template, authorization(), CATALOG);
    }

    VirtualAccess access() throws UnenforceableException {
        return access("");
    }

    static Granted line(String text) {
        return new Granted.InterfaceConfig(text);
    }

    private static Catalog catalog() {
        try {
            Map<String, AccessLines> lists = new TreeMap<>();
            lists.put(
                    "staff",
                    AccessLines.parse("staff",
                            List.of("permit ip any 10.1.0.0 0.0.255.255", "permit ipv6 any 2001:db8::/32")));
            lists.put("guests", AccessLines.parse("guests", List.of("permit tcp any host 10.2.0.1 eq 80")));
            lists.put("six", AccessLines.parse("six", List.of("permit ipv6 any host 2001:db8::6")));
            return new Catalog(
                    lists,
                    Map.of("gold", new Policer(8_000_000, 250_000), "free", Policer.NONE),
                    Map.of(
                            "base",
                            List.of(
                                    InterfaceConfig.parse("description base"),
                                    InterfaceConfig.parse("ip access-group guests in"),
                                    InterfaceConfig.parse("ip mtu 1300"),
                                    InterfaceConfig.parse("service-policy input gold")),
                            "broken",
                            List.of(InterfaceConfig.parse("ip access-group nobody in"))));
        } catch (UnenforceableException e) {
            throw new AssertionError(e);
        }
    }
}
