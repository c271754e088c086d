package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.policy.SessionRules;
import gatehouse.ike.policy.SessionRules.Duplicates;
import gatehouse.ike.policy.SessionRules.InitialContact;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Step;
import gatehouse.session.Attempt.Trouble;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Older sessions that make way for a login.
///
/// @param own      of the same client, which has come back and knows nothing of them any more
/// @param replaced of the same user, who has more than are allowed; their clients are told
record Predecessors(Set<SessionId> own, Set<SessionId> replaced) {
    private static final Duration LITTLE = Duration.ofMinutes(5);

    Predecessors {
        own = Set.copyOf(own);
        replaced = Set.copyOf(replaced);
    }

    /// Who makes way, or why nobody does and the newcomer is not let in.
    static Predecessors of(IkeSa sa, Login login, Authorization authorization, Step step) throws RefusedException {
        Set<SessionId> own = own(sa, login, authorization.user(), step);
        List<Session> others = step.tools()
                .directory()
                .ofUser(authorization.user())
                .stream()
                .filter(session -> !own.contains(session.id()))
                .sorted(Comparator.comparing(Session::startedAt))
                .toList();
        SessionRules rules = sa.policy().sessionRules();
        int living = step.tools().directory().size() - own.size();
        if (living >= step.limits().sessions()) {
            throw RefusedException.authenticationFailed(Trouble.LIMIT,
                    "the gateway has " + living + " sessions, and limits.sessions is " + step.limits().sessions());
        }
        OptionalInt most = most(rules, authorization);
        if (most.isEmpty() || others.size() < most.getAsInt()) return new Predecessors(own, Set.of());
        if (rules.duplicates() != Duplicates.REPLACE || most.getAsInt() == 0) {
            boolean granted = authorization.first(Granted.SessionLimit.class).isPresent();
            throw RefusedException.authenticationFailed(Trouble.LIMIT, "'" + authorization.user() + "' has "
                    + others.size() + " sessions, and " + (granted ? "session-limit is " : "sessions-per-user is ")
                    + most.getAsInt());
        }
        return new Predecessors(own, others.stream()
                .limit(others.size() - most.getAsInt() + 1)
                .map(Session::id)
                .collect(Collectors.toSet()));
    }

    /// Takes the place of a session of this user and of this profile. Another login of the user, on another shard, may be as far
    /// as this one: whoever comes second is not let in.
    void claim(IkeSa sa, Login login, Authorization authorization, Step step) throws RefusedException {
        int mostOfUser = most(sa.policy().sessionRules(), authorization).orElse(Integer.MAX_VALUE);
        String profile = sa.policy().name();
        int mostOfProfile = sa.policy().limits().sessions();
        Optional<SessionDirectory.Full> full = step.tools().directory().claim(new SessionDirectory.Wish(
                login.session(), authorization.user(), profile, all(), mostOfUser, mostOfProfile));
        if (full.isEmpty()) return;
        long others = full.get().others();
        throw RefusedException.authenticationFailed(Trouble.LIMIT, full.get().ofUser()
                ? "'" + authorization.user() + "' has " + others
                        + " sessions, of which some begin at this moment, and may "
                        + "have " + mostOfUser
                : "profile '" + profile + "' has " + others + " sessions, and its limits.sessions is " + mostOfProfile);
    }

    // Port-Limit (RFC 2865, section 5.42) says more of this user than the profile does.
    private static OptionalInt most(SessionRules rules, Authorization authorization) {
        return authorization.first(Granted.SessionLimit.class)
                .map(limit -> OptionalInt.of(limit.sessions()))
                .orElseGet(() -> rules.duplicates() == Duplicates.KEEP
                        ? OptionalInt.empty()
                        : OptionalInt.of(rules.perUser()));
    }

    // RFC 7296, section 2.4: INITIAL_CONTACT says that this is the client's only SA. The identity that is meant is the
    // authenticated one; one user with two devices keeps both, for they call themselves differently.
    static Set<SessionId> own(IkeSa sa, Login login, String user, Step step) {
        boolean forced = sa.policy().sessionRules().initialContact() == InitialContact.FORCE;
        String identity = login.device().text();
        List<Session> all = step.tools().directory().ofUser(user);
        if (all.isEmpty()) return Set.of();
        return all.stream()
                .filter(session -> session.ikeIdentity().equals(identity))
                .filter(session -> login.initialContact()
                        || forced && isFrom(sa, session)
                        || comesBack(sa, session, step.now()))
                .map(Session::id)
                .collect(Collectors.toSet());
    }

    // A client that proves itself anew before its time is over (RFC 4478) makes the new session before it ends the old one.
    // It is the same client if it speaks from the same port, and it comes back if little is left.
    private static boolean comesBack(IkeSa sa, Session session, Instant now) {
        if (session.endsAt().equals(Instant.MAX) || !session.path().remote().equals(sa.path().remote())) return false;
        Duration left = Duration.between(now, session.endsAt());
        Duration whole = Duration.between(session.startedAt(), session.endsAt());
        return left.compareTo(LITTLE) <= 0 || left.multipliedBy(4).compareTo(whole) <= 0;
    }

    private static boolean isFrom(IkeSa sa, Session session) {
        return session.path().remote().getAddress().equals(sa.path().remote().getAddress());
    }

    /// What all of them hold may be taken.
    Set<SessionId> all() {
        return Stream.concat(own.stream(), replaced.stream()).collect(Collectors.toSet());
    }

    /// The newcomer is in: they end.
    void end(Login login, Step step) {
        for (SessionId old : own) {
            step.emit(new Effect.Order(new SessionCommand.Supersede(
                    old, TerminateCause.LOST_CARRIER, "another login of the same client, session " + login.session())));
        }
        for (SessionId old : replaced) {
            step.emit(new Effect.Order(new SessionCommand.Disconnect(
                    old, TerminateCause.PORT_PREEMPTED, "another login of the same user, session " + login.session())));
        }
    }
}
