package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Subject;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.sa.LiveSession;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.session.SessionId;
import gatehouse.virtualaccess.UnenforceableException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Judges a change of a session without making it, so that a request that means several sessions changes all of them or
/// none. Belongs to the thread of the session's shard.
final class ChangeJudge {
    private final Function<SessionId, Optional<LiveSession>> sessions;
    private final Supplier<Policies> policies;

    /// @param policies those of today
    ChangeJudge(Function<SessionId, Optional<LiveSession>> sessions, Supplier<Policies> policies) {
        this.sessions = sessions;
        this.policies = policies;
    }

    Outcome judge(SessionId id, AuthorizationChange change) {
        Optional<LiveSession> found = sessions.apply(id);
        if (found.isEmpty()) return new Outcome.NotFound();
        LiveSession live = found.get();
        if (live.pending().isPresent()) return Refused.busy("another change of session '" + id + "' waits for AAA");
        Policies today = policies.get();
        Subject subject = live.subject().with(today.localPolicies());
        return switch (AuthorizationRun.change(subject, live.authorization(), change).next()) {
            // What AAA will say, nobody knows.
            case AuthorizationRun.Ask _ -> new Outcome.Done();
            case Verdict.Refused(var _, var reason) -> Refused.invalidValue(reason);
            case Verdict.Done(var authorization) -> {
                try {
                    var _ = Derivation.of(live.derived().template(), authorization, today);
                    yield new Outcome.Done();
                } catch (UnenforceableException e) {
                    yield Refused.invalidValue(e.getMessage());
                }
            }
        };
    }
}
