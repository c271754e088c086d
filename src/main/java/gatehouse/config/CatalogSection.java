package gatehouse.config;

import gatehouse.aaa.AccessPolicy.AddressKind;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.dataplane.Policer;
import gatehouse.virtualaccess.AccessEntryText;
import gatehouse.virtualaccess.AccessLines;
import gatehouse.virtualaccess.Catalog;
import gatehouse.virtualaccess.InterfaceConfig;
import gatehouse.virtualaccess.InterfaceLine;
import gatehouse.virtualaccess.RouteSets;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.virtualaccess.VirtualAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `access-lists`, `qos-policies` and `interface-templates`: what authorizations name.
final class CatalogSection {
    private static final Pattern RATE = Pattern.compile("(\\d{1,12})([kMG]?)");
    private static final Pattern NAME = Pattern.compile("\\S{1,128}");
    private static final int LARGEST_BURST = 1 << 30;

    private CatalogSection() {}

    static Catalog read(Section root) {
        var named = new Catalog(accessLists(root.section("access-lists")), qosPolicies(root), Map.of());
        Section section = root.section("interface-templates");
        var templates = new LinkedHashMap<String, List<InterfaceLine>>();
        for (String name : section.keys()) {
            checkName(section, name);
            templates.put(name, section.values(name, List.of(), text -> line(text, named)));
        }
        var catalog = new Catalog(named.accessLists(), named.qosPolicies(), templates);
        for (String name : section.keys()) {
            objection(name, List.of(), catalog).ifPresent(why -> section.error(name, why, ""));
        }
        section.end();
        return catalog;
    }

    private static Map<String, AccessLines> accessLists(Section section) {
        var lists = new LinkedHashMap<String, AccessLines>();
        for (String name : section.keys()) {
            checkName(section, name);
            List<String> texts = section.values(name, List.of(), CatalogSection::accessLine);
            AccessLines list = new AccessLines(name, List.of());
            // A line that is wrong has been told; what is left may seem wrong for want of it.
            if (texts.size() == section.values(name, List.<String>of(), text -> text).size()) {
                try {
                    list = AccessLines.parse(name, texts);
                } catch (UnenforceableException e) {
                    section.error(name, e.getMessage(), "");
                }
            }
            lists.put(name, list);
        }
        section.end();
        return lists;
    }

    private static String accessLine(String text) throws Unfit {
        try {
            AccessEntryText.parse(text, AccessEntryText.Family.BOTH);
            return text;
        } catch (UnenforceableException e) {
            throw new Unfit(e.getMessage(), "");
        }
    }

    // A line of an interface has it as one word, and Filter-Id may add a direction.
    private static void checkName(Section section, String name) {
        if (!NAME.matcher(name).matches()) {
            section.error(name, "'" + name + "' is not a name", "use up to 128 characters without blanks");
        }
    }

    /// Why sessions could not have these values, as far as the configuration alone tells; empty if they could.
    static Optional<String> objection(String template, List<Granted> values, Catalog catalog) {
        var origin = new Origin(Origin.Source.PROFILE, "", "", "");
        var authorization = new Authorization(
                values.stream().map(value -> new Authorization.Entry(value, origin, List.of())).toList(),
                AddressKind.USUAL_ORDER);
        try {
            VirtualAccess.of(template, authorization, catalog).program();
            RouteSets.behindUs(authorization, catalog, List.of());
            RouteSets.excluded(authorization, catalog);
            return Optional.empty();
        } catch (UnenforceableException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Map<String, Policer> qosPolicies(Section root) {
        var policies = new LinkedHashMap<String, Policer>();
        root.named("qos-policies").forEach((name, section) -> {
            long rate = section.required("rate", 1L, CatalogSection::rate);
            Optional<Integer> burst = section.value("burst", Values.count(1500, LARGEST_BURST));
            section.end();
            policies.put(name, burst.isPresent() ? new Policer(rate, burst.get()) : Policer.of(rate));
        });
        return policies;
    }

    /// Bits per second: `8000000`, `8000k`, `8M`.
    private static long rate(String text) throws Unfit {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) throw new Unfit("'" + text + "' is no rate", "write bits per second: 500k, 8M, 1G");
        long factor = switch (matcher.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > 1_000_000_000_000L / factor) {
            throw new Unfit("'" + text + "' is not within 1 and 1000G", "leave the policy out for no limit");
        }
        return number * factor;
    }

    /// A line of an interface, which names only what there is.
    static InterfaceLine line(String text, Catalog catalog) throws Unfit {
        try {
            InterfaceLine line = InterfaceConfig.parse(text);
            switch (line) {
                case InterfaceLine.AccessGroup group ->
                        Definitions.known("access list", group.name(), catalog.accessLists().keySet());
                case InterfaceLine.ServicePolicy policy ->
                        Definitions.known("QoS policy", policy.name(), catalog.qosPolicies().keySet());
                default -> {
                    // It names nothing.
                }
            }
            return line;
        } catch (UnenforceableException e) {
            throw new Unfit(e.getMessage(), "");
        }
    }
}
