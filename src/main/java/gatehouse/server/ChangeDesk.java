package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Granted;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.session.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Takes changes of authorization to the shards that own the sessions.
final class ChangeDesk implements BiFunction<SessionId, AuthorizationChange, CompletableFuture<Outcome>> {
    private final Function<SessionCommand, CompletableFuture<Outcome>> owners;

    /// @param owners takes a command to the shard that owns the session
    ChangeDesk(Function<SessionCommand, CompletableFuture<Outcome>> owners) {
        this.owners = owners;
    }

    @Override
    public CompletableFuture<Outcome> apply(SessionId session, AuthorizationChange change) {
        List<Granted> values = change.grant().values();
        if (change.equals(AuthorizationChange.of(change.grant()))
                && values.size() == 1
                && values.getFirst() instanceof Granted.SessionTimeout(var remaining)) {
            return owners.apply(new SessionCommand.ChangeTimeout(session, remaining));
        }
        return CompletableFuture.completedFuture(
                Refused.notPossible("of a live session the Session-Timeout alone can be changed"));
    }
}
