package gatehouse.aaa.authorization;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Authorization.Overridden;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Granted.Rule;
import gatehouse.aaa.Origin;
import gatehouse.aaa.Origin.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What becomes of the authorization of a live session when it is changed. A change is above everything, services too, and
/// stays there until another change or a new login.
///
/// * A value replaces what held in its slot, lists too: who changes the split-DNS domains says all of them.
/// * Lines of the interface follow those that are there; a line that an earlier change said moves to the end.
/// * Whatever says which packets pass in a direction replaces all that said so in that direction.
///
/// What a change replaced stays known as overridden, but for earlier changes: a session that is changed every minute does
/// not grow.
public final class LiveChange {
    private LiveChange() {}

    /// The authorization with new values, or a refusal, and `now` holds on.
    ///
    /// @param change of source [Source#CHANGE]
    public static Verdict change(Authorization now, Grant change) {
        Optional<Verdict> refusal = AuthorizationMerge.refusal(List.of(change));
        if (refusal.isPresent()) return refusal.get();
        List<Granted> values = AuthorizationMerge.fit(change, true).values();
        var topics = new HashSet<Object>();
        for (Granted value : values) topics.add(topic(value));
        var entries = new ArrayList<Entry>(now.entries().size() + values.size());
        var replaced = new HashMap<Object, List<Overridden>>();
        for (Entry entry : now.entries()) {
            if (!isReplaced(entry, topics)) {
                entries.add(entry);
            } else {
                replaced.computeIfAbsent(topic(entry.value()), _ -> new ArrayList<>()).addAll(lasting(entry));
            }
        }
        dropDownloaded(now, entries);
        for (Granted value : values) {
            List<Overridden> overrode = replaced.remove(topic(value));
            entries.add(new Entry(value, change.origin(), overrode == null ? List.of() : overrode));
        }
        return new Verdict.Done(new Authorization(entries, now.addressOrder()));
    }

    /// The authorization with a service on top of everything but changes.
    ///
    /// @param service of source [Source#SERVICE]
    public static Verdict activate(Authorization now, Grant service) {
        Optional<Verdict> refusal = AuthorizationMerge.refusal(List.of(service));
        if (refusal.isPresent()) return refusal.get();
        Authorization before = deactivate(now, service.origin().name());
        List<Entry> below = entries(before, false);
        List<Entry> changes = new ArrayList<>(entries(before, true));
        below.add(new Entry(new Granted.Service(service.origin().name()), service.origin(), List.of()));
        for (Granted value : AuthorizationMerge.fit(service, true).values()) {
            int above = changeAbout(value, changes);
            if (above >= 0) {
                changes.set(above, overriding(changes.get(above), new Overridden(value, service.origin())));
            } else if (value.rule() == Rule.APPEND) {
                below.add(new Entry(value, service.origin(), List.of()));
            } else {
                putOnTop(value, service.origin(), below);
            }
        }
        dropDownloaded(before, below);
        return new Verdict.Done(
                new Authorization(Stream.concat(below.stream(), changes.stream()).toList(), now.addressOrder()));
    }

    /// The authorization without a service: what it overrode holds again.
    public static Authorization deactivate(Authorization now, String service) {
        var entries = new ArrayList<Entry>();
        for (Entry entry : now.entries()) {
            List<Overridden> others = entry.overrode().stream()
                    .filter(value -> !isOf(value.origin(), service))
                    .toList();
            boolean isItsName = entry.value() instanceof Granted.Service(var text) && text.equals(service);
            if (isItsName) continue;
            if (isOf(entry.origin(), service)) {
                entries.addAll(restored(others));
            } else {
                entries.add(new Entry(entry.value(), entry.origin(), others));
            }
        }
        dropDownloaded(now, entries);
        return new Authorization(entries, now.addressOrder());
    }

    /// Values about the same topic give way together.
    private static Object topic(Granted value) {
        return switch (value) {
            case Granted.AccessEntry entry -> entry.direction();
            case Granted.NamedAccessList list -> list.direction();
            case Granted.FilterRule rule -> direction(rule);
            case Granted.DownloadableAccessList _ -> Direction.IN;
            case Granted.InterfaceConfig line -> line;
            default -> value.slot();
        };
    }

    // RFC 6733, section 4.3.1: "action dir proto from src to dst", where `in` is from the terminal.
    private static Direction direction(Granted.FilterRule rule) {
        String[] words = rule.text().strip().split("\\s+", 3);
        return words.length > 1 && words[1].equalsIgnoreCase("out") ? Direction.OUT : Direction.IN;
    }

    private static boolean isReplaced(Entry entry, Set<Object> topics) {
        boolean isChange = entry.origin().source() == Source.CHANGE;
        return switch (entry.value()) {
            // What an earlier change ignored is of no interest any more.
            case Granted.Ignored _ -> isChange;
            case Granted.InterfaceConfig line -> isChange && topics.contains(line);
            default -> topics.contains(topic(entry.value()));
        };
    }

    /// What is remembered of an entry that gives way to a change.
    private static List<Overridden> lasting(Entry entry) {
        var lasting = new ArrayList<Overridden>(1 + entry.overrode().size());
        if (entry.origin().source() != Source.CHANGE) lasting.add(new Overridden(entry.value(), entry.origin()));
        for (Overridden value : entry.overrode()) {
            if (value.origin().source() != Source.CHANGE) lasting.add(value);
        }
        return lasting;
    }

    private static Stream<Overridden> withOverridden(Entry entry) {
        return Stream.concat(
                Stream.of(new Overridden(entry.value(), entry.origin())), entry.overrode().stream());
    }

    private static List<Entry> entries(Authorization now, boolean ofChanges) {
        return now.entries().stream()
                .filter(entry -> (entry.origin().source() == Source.CHANGE) == ofChanges)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// The change that a service's value has to give way to; -1 for none.
    private static int changeAbout(Granted value, List<Entry> changes) {
        if (value instanceof Granted.InterfaceConfig || value instanceof Granted.Ignored) return -1;
        for (int i = 0; i < changes.size(); i++) {
            if (topic(changes.get(i).value()).equals(topic(value))) return i;
        }
        return -1;
    }

    // The last service is the best of what a change overrode, and its values stay in their order.
    private static Entry overriding(Entry change, Overridden value) {
        var overrode = new ArrayList<>(change.overrode());
        int at = 0;
        while (at < overrode.size() && overrode.get(at).origin().equals(value.origin())) at++;
        overrode.add(at, value);
        return new Entry(change.value(), change.origin(), overrode);
    }

    private static void putOnTop(Granted value, Origin origin, List<Entry> below) {
        var overrode = new ArrayList<Overridden>();
        below.removeIf(entry -> {
            boolean givesWay = entry.value().slot().equals(value.slot()) && !entry.origin().equals(origin);
            if (givesWay) withOverridden(entry).forEach(overrode::add);
            return givesWay;
        });
        below.add(new Entry(value, origin, overrode));
    }

    private static boolean isOf(Origin origin, String service) {
        return origin.source() == Source.SERVICE && origin.name().equals(service);
    }

    /// What the next best source said, holding again.
    private static List<Entry> restored(List<Overridden> overrode) {
        if (overrode.isEmpty()) return List.of();
        Map<Boolean, List<Overridden>> isNext = overrode.stream()
                .collect(Collectors.partitioningBy(
                        value -> value.origin().equals(overrode.getFirst().origin())));
        var restored = new ArrayList<Entry>();
        for (Overridden value : isNext.get(true)) {
            restored.add(new Entry(
                    value.value(), value.origin(), restored.isEmpty() ? isNext.get(false) : List.of()));
        }
        return restored;
    }

    /// Entries that were downloaded go with the value that named their access list.
    private static void dropDownloaded(Authorization before, List<Entry> entries) {
        Set<String> gone = new HashSet<>();
        before.all(Granted.DownloadableAccessList.class).forEach(list -> gone.add(list.text()));
        if (gone.isEmpty()) return;
        entries.forEach(entry -> {
            if (entry.value() instanceof Granted.DownloadableAccessList(var name)) gone.remove(name);
        });
        entries.removeIf(entry -> Downloads.isOfList(entry, gone));
    }
}
