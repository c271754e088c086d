package gatehouse.session;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who has a place among the sessions of a user and of a profile: those who are there, and those who are about to be. A
/// place is taken before a session is made of it, so that of two logins at once, on two shards, one sees the other.
final class Places {
    private final Map<SessionId, Claim> claims = new ConcurrentHashMap<>();
    private final Map<String, Set<SessionId>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Integer> byProfile = new ConcurrentHashMap<>();

    private record Claim(String user, String profile) {}

    /// Takes a place; or tells which limit is in the way, and none is taken.
    Optional<SessionDirectory.Full> claim(SessionDirectory.Wish wish) {
        var full = new SessionDirectory.Full[1];
        byUser.compute(wish.user(), (_, ids) -> {
            long others = 0;
            for (SessionId id : ids == null ? Set.<SessionId>of() : ids) {
                if (!wish.leaving().contains(id)) others++;
            }
            if (others >= wish.mostOfUser()) {
                full[0] = new SessionDirectory.Full(true, others);
                return ids;
            }
            return with(ids, wish.id());
        });
        if (full[0] != null) return Optional.of(full[0]);
        byProfile.compute(wish.profile(), (profile, held) -> {
            int now = held == null ? 0 : held;
            long leaving = 0;
            for (SessionId id : wish.leaving()) {
                if (holds(id, profile)) leaving++;
            }
            if (now - leaving >= wish.mostOfProfile()) {
                full[0] = new SessionDirectory.Full(false, now - leaving);
                return held;
            }
            return now + 1;
        });
        if (full[0] != null) {
            leaveUser(wish.user(), wish.id());
            return Optional.of(full[0]);
        }
        claims.put(wish.id(), new Claim(wish.user(), wish.profile()));
        return Optional.empty();
    }

    /// A session is there, whether it claimed its place or not. Neither its user nor its profile ever changes.
    void taken(Session session) {
        var claim = new Claim(session.user(), session.connection());
        if (claims.putIfAbsent(session.id(), claim) != null) return;
        byUser.compute(claim.user(), (_, ids) -> with(ids, session.id()));
        byProfile.merge(claim.profile(), 1, Integer::sum);
    }

    void leave(SessionId id) {
        Claim claim = claims.remove(id);
        if (claim == null) return;
        leaveUser(claim.user(), id);
        byProfile.computeIfPresent(claim.profile(), (_, count) -> count == 1 ? null : count - 1);
    }

    private void leaveUser(String user, SessionId id) {
        byUser.computeIfPresent(user, (_, ids) -> {
            if (ids.size() == 1) return ids.contains(id) ? null : ids;
            var left = new HashSet<>(ids);
            left.remove(id);
            return left.isEmpty() ? null : Set.copyOf(left);
        });
    }

    private boolean holds(SessionId id, String profile) {
        Claim claim = claims.get(id);
        return claim != null && claim.profile().equals(profile);
    }

    private static Set<SessionId> with(Set<SessionId> ids, SessionId id) {
        if (ids == null) return Set.of(id);
        var more = new HashSet<>(ids);
        more.add(id);
        return Set.copyOf(more);
    }
}
