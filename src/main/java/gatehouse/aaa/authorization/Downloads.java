package gatehouse.aaa.authorization;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Downloadable access lists: which are wanted, how the parts of a long one become one, and where their entries go. An entry
/// that was downloaded has the name of its list in its origin.
final class Downloads {
    // A part is a RADIUS packet of at most 4096 octets, some sixty entries. A server that never ends is not followed.
    private static final int MOST_PARTS = 256;

    private Downloads() {}

    /// The first value that names a list whose entries are not there yet.
    static Optional<Entry> missing(Authorization authorization) {
        for (Entry entry : authorization.entries()) {
            if (entry.value() instanceof Granted.DownloadableAccessList(var name)
                    && authorization.entries().stream().noneMatch(other -> isOfList(other, Set.of(name)))) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    static boolean isOfList(Entry entry, Set<String> names) {
        boolean isAboutPackets =
                entry.value() instanceof Granted.AccessEntry || entry.value() instanceof Granted.FilterRule;
        return isAboutPackets && names.contains(entry.origin().name());
    }

    /// The entries of the lists stand behind the values that name them.
    static Authorization placed(Authorization authorization, Map<String, Grant> lists) {
        if (lists.isEmpty()) return authorization;
        var entries = new ArrayList<Entry>();
        for (Entry entry : authorization.entries()) {
            entries.add(entry);
            if (!(entry.value() instanceof Granted.DownloadableAccessList(var name))) continue;
            Grant list = lists.get(name);
            if (list == null) continue;
            Origin asked = list.origin();
            var origin = new Origin(entry.origin().source(), asked.server(), asked.list(), name);
            for (Granted value : list.values()) entries.add(new Entry(fit(value), origin, List.of()));
        }
        return new Authorization(entries, authorization.addressOrder());
    }

    /// Of an access list only what is about packets counts.
    private static Granted fit(Granted value) {
        return switch (value) {
            case Granted.AccessEntry _,Granted.FilterRule _,Granted.Ignored _ -> value;
            default ->
                    new Granted.Ignored(value.name(),
                            value.text() + ": it came with an access list and is no entry of one");
        };
    }

    /// Why a list cannot be used: it would let everything pass, or part of it is not understood.
    static Optional<String> unfit(Grant list) {
        Optional<Granted.NotUnderstood> unknown = list.first(Granted.NotUnderstood.class);
        if (unknown.isPresent()) {
            return Optional.of("'%s' in it is not understood: %s"
                    .formatted(unknown.get().attribute(), unknown.get().reason()));
        }
        boolean hasEntries = list.values().stream()
                .anyMatch(value -> value instanceof Granted.AccessEntry || value instanceof Granted.FilterRule);
        return hasEntries ? Optional.empty() : Optional.of("it has no entries");
    }

    static boolean isTooLong(List<Grant> parts) {
        return parts.size() >= MOST_PARTS;
    }

    static String tooLong() {
        return "the answer goes on after " + MOST_PARTS + " parts";
    }

    static List<Grant> with(List<Grant> parts, Grant part) {
        var all = new ArrayList<>(parts);
        all.add(part);
        return List.copyOf(all);
    }

    /// One grant of all parts, in order.
    static Grant whole(List<Grant> parts, Grant last) {
        if (parts.isEmpty()) return last;
        var values = new ArrayList<Granted>();
        parts.forEach(part -> values.addAll(part.values()));
        values.addAll(last.values());
        return new Grant(last.origin(), values);
    }
}
