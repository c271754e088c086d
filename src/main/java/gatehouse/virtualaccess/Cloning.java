package gatehouse.virtualaccess;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Granted.AccessEntry;
import gatehouse.aaa.Granted.DownloadableAccessList;
import gatehouse.aaa.Granted.FilterRule;
import gatehouse.aaa.Granted.InterfaceConfig;
import gatehouse.aaa.Granted.NamedAccessList;
import gatehouse.aaa.Granted.QosPolicy;
import gatehouse.aaa.Granted.SecurityGroupTag;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import gatehouse.virtualaccess.AccessEntryText.Family;
import gatehouse.virtualaccess.InterfaceLine.AccessGroup;
import gatehouse.virtualaccess.InterfaceLine.No;
import gatehouse.virtualaccess.InterfaceLine.ServicePolicy;
import gatehouse.virtualaccess.InterfaceLine.Setting;
import gatehouse.virtualaccess.VirtualAccess.Held;
import gatehouse.virtualaccess.VirtualAccess.ListInForce;
import gatehouse.virtualaccess.VirtualAccess.ListLine;
import gatehouse.virtualaccess.VirtualAccess.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Derives one virtual-access interface, in the order that [VirtualAccess] tells.
final class Cloning {
    private static final List<Source> ORDER = List.of(Source.PROFILE, Source.GROUP, Source.IMPLICIT, Source.USER);
    private static final int UNCHANGED = -1;

    private final Catalog catalog;
    private final List<Authorization.Entry> entries;
    private final Set<String> downloadable;
    private final Map<Place, Held> held = new EnumMap<>(Place.class);
    private final Map<Place, List<Own>> own = new EnumMap<>(Place.class);

    /// A line of a list of the session's own.
    ///
    /// @param rank    entries, then filter rules, then the downloadable list
    /// @param order   within that
    /// @param opens   whether packets pass that do not fit, should this be the last line
    /// @param changed which change it came with
    private record Own(Rank rank, int order, int number, ListLine line, boolean opens, int changed) {
        static final Comparator<Own> ORDER =
                Comparator.comparing(Own::rank).thenComparingInt(Own::order).thenComparingInt(Own::number);
    }

    private enum Rank {
        ENTRY,
        RULE,
        DOWNLOADED
    }

    private Cloning(List<Authorization.Entry> entries, Catalog catalog) {
        this.entries = entries;
        this.catalog = catalog;
        var names = new HashSet<String>(2);
        for (Authorization.Entry entry : entries) {
            if (entry.value() instanceof DownloadableAccessList list) names.add(list.text());
        }
        this.downloadable = names;
    }

    static VirtualAccess derive(String template, Authorization authorization, Catalog catalog)
            throws UnenforceableException {
        var cloning = new Cloning(authorization.entries(), catalog);
        if (!template.isEmpty()) cloning.template(template);
        for (Source source : ORDER) cloning.lines(source);
        cloning.values();
        return new VirtualAccess(cloning.held, cloning.lists(), catalog, cloning.tag());
    }

    private void template(String name) throws UnenforceableException {
        String from = "template '" + name + "'";
        for (InterfaceLine line : catalog.template(name)) {
            try {
                apply(line, from, UNCHANGED);
            } catch (UnenforceableException e) {
                throw e.from(from);
            }
        }
    }

    private void lines(Source source) throws UnenforceableException {
        for (Authorization.Entry entry : entries) {
            if (entry.value() instanceof InterfaceConfig line && entry.origin().source() == source) {
                line(line, entry.origin(), UNCHANGED);
            }
        }
    }

    /// The session's own values, and then what was changed.
    private void values() throws UnenforceableException {
        for (Authorization.Entry entry : entries) {
            if (!isChange(entry) && !(entry.value() instanceof InterfaceConfig)) value(entry, UNCHANGED);
        }
        for (int i = 0; i < entries.size(); i++) {
            if (isChange(entries.get(i))) value(entries.get(i), i);
        }
    }

    /// Services and changes came later than the login, and stand in the order in which they hold.
    private static boolean isChange(Authorization.Entry entry) {
        return switch (entry.origin().source()) {
            case SERVICE, CHANGE -> true;
            case PROFILE, IMPLICIT, GROUP, USER -> false;
        };
    }

    private void value(Authorization.Entry entry, int changed) throws UnenforceableException {
        Origin origin = entry.origin();
        switch (entry.value()) {
            case InterfaceConfig line -> line(line, origin, changed);
            case NamedAccessList list -> named(list, origin, changed);
            case QosPolicy policy -> qosPolicy(policy, origin, changed);
            case AccessEntry accessEntry -> accessEntry(accessEntry, origin, changed);
            case FilterRule rule -> filterRule(rule, origin, changed);
            case DownloadableAccessList list -> downloaded(list, origin);
            default -> {
                // Not about traffic.
            }
        }
    }

    private void line(InterfaceConfig value, Origin origin, int changed) throws UnenforceableException {
        try {
            apply(gatehouse.virtualaccess.InterfaceConfig.parse(value.text()), origin.toString(), changed);
        } catch (UnenforceableException e) {
            throw e.about(value.name()).from(origin);
        }
    }

    private void apply(InterfaceLine line, String from, int changed) throws UnenforceableException {
        switch (line) {
            case Setting setting -> {
                check(setting);
                held.put(setting.place(), new Held(setting, from, changed));
            }
            case No no -> {
                Held there = held.get(no.place());
                if (there == null) return;
                if (!no.takes(there.line())) {
                    throw new UnenforceableException("'" + no.text() + "': in force is '" + there.line().text() + "', "
                            + there.from());
                }
                held.remove(no.place());
            }
        }
    }

    private void check(Setting setting) throws UnenforceableException {
        try {
            switch (setting) {
                case AccessGroup group -> {
                    if (!catalog.accessList(group.name()).isAbout(group.isIpv4())) {
                        throw new UnenforceableException("access list '" + group.name() + "' has no entries for "
                                + (group.isIpv4() ? "IPv4" : "IPv6"));
                    }
                }
                case ServicePolicy policy -> catalog.qosPolicy(policy.name());
                default -> {
                    // Names nothing.
                }
            }
        } catch (UnenforceableException e) {
            throw e.about("'" + setting.text() + "':");
        }
    }

    private void named(NamedAccessList value, Origin origin, int changed) throws UnenforceableException {
        AccessLines list;
        try {
            list = catalog.accessList(value.text());
        } catch (UnenforceableException e) {
            throw e.from(value.name() + " of " + origin);
        }
        for (boolean isIpv4 : new boolean[] {true, false}) {
            if (!list.isAbout(isIpv4)) continue;
            var group = new AccessGroup(value.direction(), isIpv4, value.text());
            held.put(group.place(), new Held(group, origin.toString(), changed));
        }
    }

    private void qosPolicy(QosPolicy value, Origin origin, int changed) throws UnenforceableException {
        try {
            catalog.qosPolicy(value.text());
        } catch (UnenforceableException e) {
            throw e.from(value.name() + " of " + origin);
        }
        var line = new ServicePolicy(value.direction(), value.text());
        held.put(line.place(), new Held(line, origin.toString(), changed));
    }

    private void accessEntry(AccessEntry value, Origin origin, int changed) throws UnenforceableException {
        AccessLine parsed;
        try {
            parsed = AccessEntryText.parse(value.text(), Family.of(value.isIpv4()));
        } catch (UnenforceableException e) {
            String attribute = (value.isIpv4() ? "ip:" : "ipv6:") + value.direction() + "acl#" + value.order();
            throw e.about(attribute).from(origin);
        }
        var line = new ListLine(parsed.text(), parsed.entries(value.isIpv4()), origin.toString());
        Rank rank = isDownloaded(origin) ? Rank.DOWNLOADED : Rank.ENTRY;
        int number = parsed.number() == 0 ? Integer.MAX_VALUE : parsed.number();
        own(value.direction(), value.isIpv4()).add(new Own(rank, value.order(), number, line, false, changed));
    }

    private void filterRule(FilterRule value, Origin origin, int changed) throws UnenforceableException {
        FilterRuleText.Rule rule;
        try {
            rule = FilterRuleText.parse(value.text());
        } catch (UnenforceableException e) {
            throw e.about(value.name()).from(origin);
        }
        Rank rank = isDownloaded(origin) ? Rank.DOWNLOADED : Rank.RULE;
        // A rule is one of both families' lists even where it is about one: it may be the last that was evaluated.
        for (boolean isIpv4 : new boolean[] {true, false}) {
            var line = new ListLine(rule.text(), isIpv4 ? rule.ipv4() : rule.ipv6(), origin.toString());
            own(rule.direction(), isIpv4).add(new Own(rank, 0, 0, line, !rule.permit(), changed));
        }
    }

    private boolean isDownloaded(Origin origin) {
        return downloadable.contains(origin.name());
    }

    private void downloaded(DownloadableAccessList list, Origin origin) throws UnenforceableException {
        boolean there = entries.stream()
                .anyMatch(entry -> (entry.value() instanceof AccessEntry || entry.value() instanceof FilterRule)
                        && entry.origin().name().equals(list.text()));
        if (!there) {
            throw new UnenforceableException("downloadable access list '" + list.text()
                    + "' has no entries: it was not downloaded, or is empty (" + origin + ")");
        }
    }

    private List<Own> own(Direction direction, boolean isIpv4) {
        return own.computeIfAbsent(Place.accessList(direction, isIpv4), _ -> new ArrayList<>());
    }

    private Map<Place, ListInForce> lists() throws UnenforceableException {
        var lists = new EnumMap<Place, ListInForce>(Place.class);
        for (Direction direction : Direction.values()) {
            for (boolean isIpv4 : new boolean[] {true, false}) {
                Place place = Place.accessList(direction, isIpv4);
                Held named = held.get(place);
                List<Own> lines = own.getOrDefault(place, List.of());
                int changed = UNCHANGED;
                for (Own line : lines) changed = Math.max(changed, line.changed());
                if (named != null && (lines.isEmpty() || named.changed() > changed)) {
                    lists.put(place, named(named, isIpv4));
                } else if (!lines.isEmpty()) {
                    lists.put(place, own(lines));
                    held.remove(place);
                }
            }
        }
        return lists;
    }

    private ListInForce named(Held named, boolean isIpv4) throws UnenforceableException {
        AccessLines list = catalog.accessList(named.line().name());
        List<ListLine> lines = list.lines().stream()
                .filter(line -> !line.entries(isIpv4).isEmpty())
                .map(line -> new ListLine(line.text(), line.entries(isIpv4), named.from()))
                .toList();
        return new ListInForce(list.name(), lines, false);
    }

    private static ListInForce own(List<Own> lines) {
        List<Own> inOrder = lines.stream().sorted(Own.ORDER).toList();
        return new ListInForce("", inOrder.stream().map(Own::line).toList(), inOrder.getLast().opens());
    }

    private Optional<Tag> tag() {
        for (Authorization.Entry entry : entries) {
            if (entry.value() instanceof SecurityGroupTag tag) {
                return Optional.of(new Tag(tag, entry.origin().toString()));
            }
        }
        return Optional.empty();
    }
}
