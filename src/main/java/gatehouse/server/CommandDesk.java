package gatehouse.server;

import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Commands to one engine whose outcome somebody waits for. Belongs to the thread of the engine.
final class CommandDesk {
    private final Map<CommandId, CompletableFuture<Outcome>> waiting = new HashMap<>();
    private long last;

    /// Registers somebody who waits, and says under which id the command is to be given.
    CommandId register(CompletableFuture<Outcome> outcome) {
        var id = new CommandId(++last);
        waiting.put(id, outcome);
        return id;
    }

    void done(CommandId id, Outcome outcome) {
        CompletableFuture<Outcome> asked = waiting.remove(id);
        if (asked != null) asked.complete(outcome);
    }

    /// The engine has dealt with the command; if it said nothing, it failed.
    void settle(CommandId id) {
        done(id, Outcome.Refused.internal("internal error, see the log"));
    }
}
