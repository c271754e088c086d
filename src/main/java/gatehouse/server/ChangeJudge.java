package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.LiveSession;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.session.SessionId;
import gatehouse.virtualaccess.UnenforceableException;
import java.util.Optional;
import java.util.function.Function;

/// Judges a change of a session without making it, so that a request that means several sessions changes all of them or
/// none. Belongs to the thread of the session's shard.
final class ChangeJudge {
    private final Function<SessionId, Optional<LiveSession>> sessions;
    private final Policies policies;

    ChangeJudge(Function<SessionId, Optional<LiveSession>> sessions, Policies policies) {
        this.sessions = sessions;
        this.policies = policies;
    }

    Outcome judge(SessionId id, AuthorizationChange change) {
        Optional<LiveSession> found = sessions.apply(id);
        if (found.isEmpty()) return new Outcome.NotFound();
        LiveSession live = found.get();
        if (live.pending().isPresent()) return Refused.busy("another change of session '" + id + "' waits for AAA");
        return switch (AuthorizationRun.change(live.subject(), live.authorization(), change).next()) {
            // What AAA will say, nobody knows.
            case AuthorizationRun.Ask _ -> new Outcome.Done();
            case Verdict.Refused(var _, var reason) -> Refused.invalidValue(reason);
            case Verdict.Done(var authorization) -> {
                String template = policies.profiles().all().stream()
                        .filter(profile -> profile.name().equals(live.session().connection()))
                        .map(Profile::template)
                        .findFirst()
                        .orElse("");
                try {
                    var _ = Derivation.of(template, authorization, policies);
                    yield new Outcome.Done();
                } catch (UnenforceableException e) {
                    yield Refused.invalidValue(e.getMessage());
                }
            }
        };
    }
}
