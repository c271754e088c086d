package gatehouse.config;

import gatehouse.dataplane.Policer;
import gatehouse.virtualaccess.AccessLines;
import gatehouse.virtualaccess.Catalog;
import gatehouse.virtualaccess.InterfaceConfig;
import gatehouse.virtualaccess.InterfaceLine;
import gatehouse.virtualaccess.UnenforceableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `access-lists`, `qos-policies` and `interface-templates`: what authorizations name.
final class CatalogSection {
    private static final Pattern RATE = Pattern.compile("(\\d{1,12})([kMG]?)");
    private static final int LARGEST_BURST = 1 << 30;

    private CatalogSection() {}

    static Catalog read(Section root) {
        return new Catalog(accessLists(root.section("access-lists")), qosPolicies(root), templates(
                root.section("interface-templates")));
    }

    private static Map<String, AccessLines> accessLists(Section section) {
        var lists = new LinkedHashMap<String, AccessLines>();
        for (String name : section.keys()) {
            List<String> texts = section.values(name, List.of(), Values::text);
            if (texts.isEmpty())
                section.error(name, "has no lines", "an access list without entries denies everything");
            try {
                lists.put(name, AccessLines.parse(name, texts));
            } catch (UnenforceableException e) {
                section.error(name, e.getMessage(), "");
            }
        }
        section.end();
        return lists;
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

    private static Map<String, List<InterfaceLine>> templates(Section section) {
        var templates = new LinkedHashMap<String, List<InterfaceLine>>();
        for (String name : section.keys()) templates.put(name, section.values(name, List.of(), CatalogSection::line));
        section.end();
        return templates;
    }

    static InterfaceLine line(String text) throws Unfit {
        try {
            return InterfaceConfig.parse(text);
        } catch (UnenforceableException e) {
            throw new Unfit(e.getMessage(), "");
        }
    }
}
