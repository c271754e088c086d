package gatehouse.server;

import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/// Commands to one engine whose outcome somebody waits for. Belongs to the thread of the engine.
final class CommandDesk {
    // Longer than any server of an AAA list is waited for, and as long as who asked may come back for the answer.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<CommandId, CompletableFuture<Outcome>> waiting = new HashMap<>();
    /// Those whose outcome may be long in coming. All have the same patience, so the first to come is the first to go.
    private final Queue<Patient> patient = new ArrayDeque<>();
    private long last;

    private record Patient(CommandId id, Instant until) {}

    /// Registers somebody who waits, and says under which id the command is to be given.
    CommandId register(CompletableFuture<Outcome> outcome) {
        var id = new CommandId(++last);
        waiting.put(id, outcome);
        return id;
    }

    /// Like [#register], for a command whose outcome may take long: if there is none in time, that is its outcome.
    CommandId register(CompletableFuture<Outcome> outcome, Instant now) {
        CommandId id = register(outcome);
        patient.add(new Patient(id, now.plus(PATIENCE)));
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

    /// When the next of those who have waited long enough is to be told so.
    Optional<Instant> nextDeadline() {
        while (!patient.isEmpty() && !waiting.containsKey(patient.peek().id())) patient.remove();
        return Optional.ofNullable(patient.peek()).map(Patient::until);
    }

    /// Those who have waited long enough.
    List<CommandId> overdue(Instant now) {
        var overdue = new ArrayList<CommandId>();
        while (!patient.isEmpty() && !patient.peek().until().isAfter(now)) overdue.add(patient.remove().id());
        return overdue;
    }

    /// It has waited long enough.
    void giveUp(CommandId id) {
        done(id, Outcome.Refused.internal("there was no outcome within " + PATIENCE.toSeconds() + " seconds"));
    }
}
