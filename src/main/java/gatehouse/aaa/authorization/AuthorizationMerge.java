package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.Entry;
import gatehouse.aaa.Authorization.Overridden;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Granted.Rule;
import gatehouse.aaa.Origin.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rule by which several authorizations become one.
///
/// They are received in the order profile, implicit, group, user, services. Of a value that can be only one, and of a set
/// that belongs together, user prevails over implicit over group; with `override` it is group over user over implicit; the
/// profile is below all and a service above all, the last one named on top. Lists follow each other in the order received.
///
/// Without `cached` of what came with the proof of identity only its User-Name and Class count. A User-Name counts from
/// nowhere else. A restriction that is not understood, wherever it came from, refuses the login. Keys never get in.
public final class AuthorizationMerge {
    private static final List<Source> USUAL =
            List.of(Source.SERVICE, Source.USER, Source.IMPLICIT, Source.GROUP, Source.PROFILE);
    private static final List<Source> OVERRIDE =
            List.of(Source.SERVICE, Source.GROUP, Source.USER, Source.IMPLICIT, Source.PROFILE);

    private AuthorizationMerge() {}

    /// @param received at most one grant of each source, but of services any number
    /// @param askedAs  the name that AAA was asked with about the person: it stays unless the proof of identity has another
    public static Verdict merge(
            AuthorizationPlan plan, List<Grant> received, AccessPolicy policy, String askedAs) {
        var grants = new ArrayList<Grant>(received);
        grants.add(policy.defaults());
        Optional<Verdict> refusal = refusal(grants);
        if (refusal.isPresent()) return refusal.get();
        grants.replaceAll(grant -> fit(grant, plan.cached()));
        grants.add(new Grant(policy.defaults().origin(), List.of(new Granted.UserName(askedAs))));
        grants.sort(Comparator.comparing(grant -> grant.origin().source()));
        Map<Object, List<Overridden>> candidates =
                candidates(byPriority(grants, plan.override() ? OVERRIDE : USUAL));
        var entries = new ArrayList<Entry>();
        for (Grant grant : grants) {
            for (Granted value : grant.values()) {
                if (value.rule() == Rule.APPEND) {
                    entries.add(new Entry(value, grant.origin(), List.of()));
                    continue;
                }
                List<Overridden> best = candidates.get(value.slot());
                if (!best.getFirst().origin().equals(grant.origin())) continue;
                // The first of a set tells what all of it overrode.
                boolean first = best.getFirst().value() == value;
                entries.add(new Entry(value, grant.origin(), first ? behindFirst(best) : List.of()));
            }
        }
        return new Verdict.Done(new Authorization(entries, policy.addressOrder()));
    }

    /// A restriction that nobody can keep is a reason to say no.
    static Optional<Verdict> refusal(List<Grant> grants) {
        for (Grant grant : grants) {
            Optional<Granted.NotUnderstood> found = grant.first(Granted.NotUnderstood.class);
            if (found.isPresent()) {
                return Optional.of(new Verdict.Refused("'%s' of %s is a restriction that is not understood: %s"
                        .formatted(found.get().attribute(), grant.origin(), found.get().reason())));
            }
        }
        return Optional.empty();
    }

    /// The values of a grant that count; in the place of the others the reason why they don't.
    static Grant fit(Grant grant, boolean cached) {
        var first = new HashMap<Object, Granted>();
        var fit = new ArrayList<Granted>(grant.values().size());
        for (Granted value : grant.values()) {
            if (value instanceof Granted.LocalKey || value instanceof Granted.RemoteKey) continue;
            Optional<String> why = whyNot(value, grant.origin().source(), cached);
            if (why.isEmpty() && value.rule() == Rule.ONE) {
                Granted before = first.putIfAbsent(value.slot(), value);
                if (before != null) why = Optional.of("there can be one only, and " + before.text() + " came first");
            }
            fit.add(
                    why.<Granted>map(reason -> new Granted.Ignored(value.name(), value.text() + ": " + reason))
                            .orElse(value));
        }
        return new Grant(grant.origin(), fit);
    }

    private static Optional<String> whyNot(Granted value, Source source, boolean cached) {
        return switch (value) {
            case Granted.Ignored _ -> Optional.empty();
            case Granted.UserName _ ->
                    source == Source.IMPLICIT
                            ? Optional.empty()
                            : Optional.of("only the proof of identity says who somebody is");
            case Granted.ClassValue _ when source == Source.IMPLICIT -> Optional.empty();
            case Granted.Service _ when source == Source.SERVICE || source == Source.CHANGE ->
                    Optional.of("a " + source + " puts no other services on top");
            default ->
                    source == Source.IMPLICIT && !cached
                            ? Optional.of("not cached: the plan does not use implicit authorization")
                            : Optional.empty();
        };
    }

    // Of several services the last one named is on top.
    private static List<Grant> byPriority(List<Grant> grants, List<Source> priority) {
        var sorted = new ArrayList<>(grants.reversed());
        sorted.sort(Comparator.comparingInt(grant -> priority.indexOf(grant.origin().source())));
        return sorted;
    }

    /// Per slot all values that there are, best first.
    private static Map<Object, List<Overridden>> candidates(List<Grant> byPriority) {
        var candidates = new HashMap<Object, List<Overridden>>();
        for (Grant grant : byPriority) {
            for (Granted value : grant.values()) {
                if (value.rule() == Rule.APPEND) continue;
                candidates
                        .computeIfAbsent(value.slot(), _ -> new ArrayList<>())
                        .add(new Overridden(value, grant.origin()));
            }
        }
        return candidates;
    }

    /// What is not of the source that prevails.
    private static List<Overridden> behindFirst(List<Overridden> best) {
        return best.size() == 1
                ? List.of()
                : best.stream()
                        .filter(other -> !other.origin().equals(best.getFirst().origin()))
                        .toList();
    }
}
