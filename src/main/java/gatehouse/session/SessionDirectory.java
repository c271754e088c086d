package gatehouse.session;

import gatehouse.bytes.Bytes;
import gatehouse.session.SessionQuery.Criterion;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every live session of this gateway, found in constant time by each of its names. An entry is written only by the
/// shard that owns the session; anybody may read. Who wants to enter one claims its place first, so that limits hold however
/// many come at once.
public final class SessionDirectory {
    private final Places places = new Places();
    private final Map<SessionId, Session> byId = new ConcurrentHashMap<>();
    private final Index<String> byAuditSessionId = new Index<>();
    private final Index<String> byMultiSessionId = new Index<>();
    private final Index<String> byUser = new Index<>();
    private final Index<InetAddress> byInnerAddress = new Index<>();
    private final Index<InetAddress> byPeerAddress = new Index<>();
    private final Index<Bytes> byClass = new Index<>();
    private final Index<Bytes> byChargeableIdentity = new Index<>();

    private final RecentLogins recent;

    /// @param reconnect who comes back within this goes on with the login of before; zero for nobody
    public SessionDirectory(Duration reconnect) {
        recent = new RecentLogins(reconnect);
    }

    public SessionDirectory() {
        this(Duration.ofMinutes(10));
    }

    /// Who was here a moment ago.
    public RecentLogins recent() {
        return recent;
    }

    /// A session is over. Who comes back goes on with its login, unless another session does already.
    public void ended(Session session, Instant now) {
        boolean goesOn = byMultiSessionId.get(multiKey(session)).stream().anyMatch(id -> !id.equals(session.id()));
        if (!goesOn) recent.ended(session, now);
    }

    /// A place that somebody wants among the sessions of a user and of a profile.
    ///
    /// @param leaving       sessions that end if this one begins; they do not count
    /// @param mostOfUser    how many sessions the user may have, this one included
    /// @param mostOfProfile how many the profile may have
    public record Wish(
            SessionId id, String user, String profile, Set<SessionId> leaving, int mostOfUser, int mostOfProfile) {
        public Wish {
            leaving = Set.copyOf(leaving);
        }
    }

    /// There is no place.
    ///
    /// @param ofUser whether it is the user who has too many; else the profile
    /// @param others how many there are
    public record Full(boolean ofUser, long others) {}

    /// Takes a place, which [#put] fills and [#remove] gives back; or says why there is none.
    public Optional<Full> claim(Wish wish) {
        return places.claim(wish);
    }

    /// Enters a session, or replaces what was known of it.
    public void put(Session session) {
        places.taken(session);
        Session before = byId.put(session.id(), session);
        if (before == null) addKeys(session);
        else if (!hasSameKeys(before, session)) {
            dropKeys(before, session);
            addKeys(session);
        }
    }

    private void addKeys(Session session) {
        byAuditSessionId.add(auditKey(session), session.id());
        byMultiSessionId.add(multiKey(session), session.id());
        byUser.add(session.user(), session.id());
        session.addresses().forEach(address -> byInnerAddress.add(address, session.id()));
        byPeerAddress.add(peerKey(session), session.id());
        session.inForce().classes().forEach(value -> byClass.add(value, session.id()));
        session.inForce().chargeableIdentities().forEach(value -> byChargeableIdentity.add(value, session.id()));
    }

    /// A session changes a hundred times and keeps its names.
    private static boolean hasSameKeys(Session before, Session now) {
        return before.auditSessionId().equals(now.auditSessionId())
                && before.multiSessionId().equals(now.multiSessionId())
                && before.user().equals(now.user())
                && before.addresses().equals(now.addresses())
                && peerKey(before).equals(peerKey(now))
                && before.inForce().classes().equals(now.inForce().classes())
                && before.inForce().chargeableIdentities().equals(now.inForce().chargeableIdentities());
    }

    /// A session has ended, or will not come to be.
    public void remove(SessionId id) {
        places.leave(id);
        Session before = byId.remove(id);
        if (before == null) return;
        byAuditSessionId.remove(auditKey(before), id);
        byMultiSessionId.remove(multiKey(before), id);
        byUser.remove(before.user(), id);
        before.addresses().forEach(address -> byInnerAddress.remove(address, id));
        byPeerAddress.remove(peerKey(before), id);
        before.inForce().classes().forEach(value -> byClass.remove(value, id));
        before.inForce().chargeableIdentities().forEach(value -> byChargeableIdentity.remove(value, id));
    }

    public Optional<Session> find(SessionId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public int size() {
        return byId.size();
    }

    /// The sessions at some moment while it is being walked.
    public Collection<Session> all() {
        return byId.values();
    }

    /// The sessions of one user.
    public List<Session> ofUser(String user) {
        return sessions(byUser.get(user));
    }

    /// Finds the sessions on which all criteria agree. Where there is none, the answer says which criterion failed, so
    /// that a log can name the attribute.
    public Lookup find(SessionQuery query) {
        List<Session> candidates = List.of();
        Criterion narrowest = query.criteria().getFirst();
        boolean first = true;
        for (Criterion criterion : query.criteria()) {
            if (!criterion.isIndexed()) continue;
            List<Session> found = candidates(criterion);
            if (found.isEmpty()) return new Lookup.None(criterion.attribute(), criterion.asked(), "no session has it");
            if (first || found.size() < candidates.size()) {
                candidates = found;
                narrowest = criterion;
            }
            first = false;
        }
        List<Session> agreeing = candidates;
        for (Criterion criterion : query.criteria()) {
            List<Session> next = agreeing(agreeing, criterion);
            if (next.isEmpty()) {
                return new Lookup.None(
                        criterion.attribute(),
                        criterion.asked(),
                        "the session that " + narrowest.attribute() + " " + narrowest.asked() + " names has another");
            }
            agreeing = next;
        }
        return new Lookup.Found(agreeing);
    }

    private static List<Session> agreeing(List<Session> candidates, Criterion criterion) {
        var agreeing = new ArrayList<Session>(candidates.size());
        for (Session session : candidates) if (criterion.matches(session)) agreeing.add(session);
        return agreeing;
    }

    /// What a search gave.
    public sealed interface Lookup {
        /// At least one session.
        record Found(List<Session> sessions) implements Lookup {}

        /// None, and the attribute that ruled out the last candidate.
        record None(String attribute, String asked, String why) implements Lookup {}
    }

    private List<Session> candidates(Criterion criterion) {
        return switch (criterion) {
            case SessionQuery.ById(var id) -> find(id).map(List::of).orElse(List.of());
            case SessionQuery.ByAuditSessionId(var id) ->
                    sessions(byAuditSessionId.get(id.toLowerCase(Locale.ROOT)));
            case SessionQuery.ByMultiSessionId(var id) ->
                    sessions(byMultiSessionId.get(id.toLowerCase(Locale.ROOT)));
            case SessionQuery.ByUser(var user) -> sessions(byUser.get(user));
            case SessionQuery.ByInnerAddress(var _, var address) -> sessions(byInnerAddress.get(address));
            case SessionQuery.ByPeerAddress(var address) -> sessions(byPeerAddress.get(address));
            case SessionQuery.ByClass(var value) -> sessions(byClass.get(value));
            case SessionQuery.ByChargeableIdentity(var value) -> sessions(byChargeableIdentity.get(value));
            case SessionQuery.ByConnection(var connection) -> throw new IllegalArgumentException(connection);
        };
    }

    private List<Session> sessions(Set<SessionId> ids) {
        if (ids.isEmpty()) return List.of();
        var found = new ArrayList<Session>(ids.size());
        for (SessionId id : ids) {
            Session session = byId.get(id);
            if (session != null) found.add(session);
        }
        return found;
    }

    private void dropKeys(Session before, Session now) {
        SessionId id = before.id();
        if (!auditKey(before).equals(auditKey(now))) byAuditSessionId.remove(auditKey(before), id);
        if (!multiKey(before).equals(multiKey(now))) byMultiSessionId.remove(multiKey(before), id);
        if (!before.user().equals(now.user())) byUser.remove(before.user(), id);
        for (InetAddress address : before.addresses()) {
            if (!now.addresses().contains(address)) byInnerAddress.remove(address, id);
        }
        if (!peerKey(before).equals(peerKey(now))) byPeerAddress.remove(peerKey(before), id);
        for (Bytes value : before.inForce().classes()) {
            if (!now.inForce().classes().contains(value)) byClass.remove(value, id);
        }
        for (Bytes value : before.inForce().chargeableIdentities()) {
            if (!now.inForce().chargeableIdentities().contains(value)) byChargeableIdentity.remove(value, id);
        }
    }

    private static String auditKey(Session session) {
        return session.auditSessionId().toLowerCase(Locale.ROOT);
    }

    private static String multiKey(Session session) {
        return session.multiSessionId().toLowerCase(Locale.ROOT);
    }

    private static InetAddress peerKey(Session session) {
        return session.path().remote().getAddress();
    }

    /// Names that several sessions may share. Most have one session, which stands there itself: a set for each name of each
    /// session would take as much as the session.
    private static final class Index<K> {
        // A SessionId, or a concurrent Set of them from when there were two.
        private final Map<K, Object> entries = new ConcurrentHashMap<>();

        void add(K key, SessionId id) {
            entries.compute(key, (_, before) -> {
                if (before == null || before.equals(id)) return id;
                Set<SessionId> set;
                if (before instanceof SessionId first) {
                    set = ConcurrentHashMap.newKeySet(2);
                    set.add(first);
                } else {
                    set = several(before);
                }
                set.add(id);
                return set;
            });
        }

        void remove(K key, SessionId id) {
            entries.computeIfPresent(key, (_, before) -> {
                if (before instanceof SessionId) return before.equals(id) ? null : before;
                Set<SessionId> set = several(before);
                set.remove(id);
                return set.isEmpty() ? null : set;
            });
        }

        Set<SessionId> get(K key) {
            return switch (entries.get(key)) {
                case null -> Set.of();
                case SessionId one -> Set.of(one);
                case Object more -> several(more);
            };
        }

        @SuppressWarnings("unchecked") // it is one id or a set of them
        private static Set<SessionId> several(Object ids) {
            return (Set<SessionId>) ids;
        }
    }
}
