package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionId;
import java.util.concurrent.CompletableFuture;

/// Takes what is wanted of a session to the shard that owns it. From any thread; each future completes with what came of it.
interface SessionOwners {
    CompletableFuture<Outcome> perform(SessionCommand command);

    /// Changes what a session may do.
    CompletableFuture<Outcome> change(SessionId session, AuthorizationChange change);

    /// What would come of a change, as far as that can be known without asking AAA; nothing is changed.
    CompletableFuture<Outcome> judge(SessionId session, AuthorizationChange change);
}
