package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Authorization.Overridden;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The rule by which several authorizations become one: received in the order implicit, group, user; of a value that can be
/// only one, user prevails over implicit over group, or with `override` group over user over implicit; lists follow each
/// other in the order received.
public final class AuthorizationMerge {
    private static final List<Source> USUAL = List.of(Source.USER, Source.IMPLICIT, Source.GROUP, Source.PROFILE);
    private static final List<Source> OVERRIDE = List.of(Source.GROUP, Source.USER, Source.IMPLICIT, Source.PROFILE);

    private final List<Source> priority;
    private final List<Grant> received;
    private final List<Entry> entries = new ArrayList<>();

    private AuthorizationMerge(boolean override, List<Grant> received) {
        this.priority = override ? OVERRIDE : USUAL;
        this.received = received;
    }

    /// @param received at most one grant of each source
    /// @param askedAs  the name that AAA was asked with about the person: it stays unless the proof of identity has another
    public static Authorization merge(boolean override, List<Grant> received, AccessPolicy policy, String askedAs) {
        var all = new ArrayList<Grant>(received.size() + 1);
        var defaults = new ArrayList<Granted>(policy.defaults().values());
        defaults.add(new Granted.UserName(askedAs));
        all.add(new Grant(policy.defaults().origin(), defaults));
        all.addAll(received);
        all.sort((a, b) -> a.origin().source().compareTo(b.origin().source()));
        var merge = new AuthorizationMerge(override, all);
        all.forEach(merge::add);
        return new Authorization(merge.entries, policy.addressOrder());
    }

    private void add(Grant grant) {
        Set<Object> seen = new HashSet<>();
        for (Granted value : grant.values()) {
            switch (value.rule()) {
                case APPEND -> entries.add(new Entry(value, grant.origin(), List.of()));
                case SET -> {
                    boolean first = seen.add(value.slot());
                    if (prevails(grant, value)) {
                        entries.add(new Entry(value, grant.origin(), first ? others(grant, value) : List.of()));
                    }
                }
                case ONE -> {
                    if (!prevails(grant, value)) continue;
                    entries.add(
                            seen.add(value.slot())
                                    ? new Entry(value, grant.origin(), others(grant, value))
                                    : new Entry(
                                            new Granted.Ignored(value.name(), "there can be one only"),
                                            grant.origin(),
                                            List.of()));
                }
            }
        }
    }

    private boolean prevails(Grant grant, Granted value) {
        return byPriority().filter(other -> has(other, value)).findFirst().orElseThrow() == grant;
    }

    private List<Overridden> others(Grant grant, Granted value) {
        return byPriority()
                .filter(other -> other != grant)
                .flatMap(other -> other.values().stream()
                        .filter(candidate -> candidate.slot().equals(value.slot()))
                        .map(candidate -> new Overridden(candidate, other.origin())))
                .toList();
    }

    private Stream<Grant> byPriority() {
        return priority.stream()
                .flatMap(source -> received.stream().filter(grant -> grant.origin().source() == source));
    }

    private static boolean has(Grant grant, Granted value) {
        return grant.values().stream().anyMatch(candidate -> candidate.slot().equals(value.slot()));
    }
}
