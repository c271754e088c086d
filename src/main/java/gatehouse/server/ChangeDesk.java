package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.radius.ChangeTranslator.Change;
import gatehouse.radius.ErrorCause;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Carries out what a RADIUS server wants of sessions, and says when everything is done, or why it is not.
///
/// All sessions that a change means are changed, or none, as far as that can be: each is judged first, and nothing is begun
/// unless all can be changed. Then they are changed one after the other, and what no judge can foresee (a session that ends
/// meanwhile, an AAA server that refuses) stops it there; the reason says how many were changed by then.
final class ChangeDesk {
    private final SessionOwners owners;
    private final SessionDirectory directory;
    private final Consumer<Session> ending;

    /// What became of a request.
    ///
    /// @param sessions how many it means
    /// @param change   the values that it is about; empty for Disconnect
    /// @param error    empty if all is done
    record Decision(int sessions, String change, Optional<ErrorCause> error, String reason) {}

    /// @param ending hears of a session that is to end, while it is still there
    ChangeDesk(SessionOwners owners, SessionDirectory directory, Consumer<Session> ending) {
        this.owners = owners;
        this.directory = directory;
        this.ending = ending;
    }

    /// @param decided hears what became of it, on any thread
    void carryOut(Change change, boolean isDisconnect, Consumer<Decision> decided) {
        switch (change) {
            case Change.Refuse(var cause, var reason) ->
                    decided.accept(new Decision(0, "", Optional.of(cause), reason));
            case Change.Act(var commands) -> act(commands, isDisconnect, decided);
            case Change.Alter(var sessions, var alteration) -> alter(new Alteration(sessions, alteration, decided));
        }
    }

    private void act(List<SessionCommand> commands, boolean isDisconnect, Consumer<Decision> decided) {
        for (SessionCommand command : commands) {
            if (command instanceof SessionCommand.Disconnect) directory.find(command.session()).ifPresent(ending);
        }
        whenAll(commands.stream().map(owners::perform).toList(), failure -> decided.accept(new Decision(
                commands.size(), "", failure.map(outcome -> cause(outcome, isDisconnect)), failure.map(
                        ChangeDesk::reason).orElse(""))));
    }

    private record Alteration(List<SessionId> sessions, AuthorizationChange change, Consumer<Decision> decided) {
        void done(Optional<ErrorCause> error, String reason) {
            decided.accept(new Decision(sessions.size(), words(change), error, reason));
        }
    }

    private void alter(Alteration alteration) {
        if (alteration.sessions().size() == 1) {
            alterFrom(0, alteration);
            return;
        }
        List<CompletableFuture<Outcome>> verdicts = alteration.sessions().stream()
                .map(session -> owners.judge(session, alteration.change()))
                .toList();
        whenAll(verdicts, failure -> {
            if (failure.isEmpty()) alterFrom(0, alteration);
            else alteration.done(Optional.of(cause(failure.get(), false)), reason(failure.get()));
        });
    }

    private void alterFrom(int next, Alteration alteration) {
        int all = alteration.sessions().size();
        if (next == all) {
            alteration.done(Optional.empty(), "");
            return;
        }
        SessionId session = alteration.sessions().get(next);
        whenAll(List.of(owners.change(session, alteration.change())), failure -> {
            if (failure.isEmpty()) {
                alterFrom(next + 1, alteration);
            } else {
                String before = next == 0 ? "" : next + " of " + all + " sessions were changed before: ";
                alteration.done(Optional.of(cause(failure.get(), false)), before + reason(failure.get()));
            }
        });
    }

    /// Hears the first failure, or none, when all are over.
    private static void whenAll(List<CompletableFuture<Outcome>> outcomes, Consumer<Optional<Outcome>> over) {
        // Nearly every request means one session.
        if (outcomes.size() == 1) {
            CompletableFuture<Outcome> only = outcomes.getFirst();
            only.whenComplete((_, _) -> over.accept(firstFailure(outcomes)));
            return;
        }
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .whenComplete((_, _) -> over.accept(firstFailure(outcomes)));
    }

    private static Optional<Outcome> firstFailure(List<CompletableFuture<Outcome>> outcomes) {
        for (CompletableFuture<Outcome> done : outcomes) {
            Outcome outcome = outcome(done);
            if (!(outcome instanceof Outcome.Done)) return Optional.of(outcome);
        }
        return Optional.empty();
    }

    private static Outcome outcome(CompletableFuture<Outcome> done) {
        return done.isCompletedExceptionally()
                ? Outcome.Refused.internal(String.valueOf(done.exceptionNow()))
                : done.resultNow();
    }

    private static ErrorCause cause(Outcome failure, boolean isDisconnect) {
        return switch (failure) {
            case Outcome.NotFound _ -> ErrorCause.SESSION_CONTEXT_NOT_FOUND;
            case Outcome.Refused _ when isDisconnect -> ErrorCause.SESSION_CONTEXT_NOT_REMOVABLE;
            case Outcome.Refused(var kind, var _) -> switch (kind) {
                case INVALID_VALUE -> ErrorCause.INVALID_ATTRIBUTE_VALUE;
                case NOT_POSSIBLE -> ErrorCause.ADMINISTRATIVELY_PROHIBITED;
                case BUSY, INTERNAL -> ErrorCause.RESOURCES_UNAVAILABLE;
            };
            case Outcome.Done _ -> throw new IllegalArgumentException("done is no failure");
        };
    }

    private static String reason(Outcome failure) {
        return failure instanceof Outcome.Refused(var _, var reason) ? reason : "the session ended meanwhile";
    }

    private static String words(AuthorizationChange change) {
        var words = new ArrayList<String>();
        change.grant().values().forEach(value -> words.add(value.name() + "=" + value.text()));
        change.activated().forEach(service -> words.add("+service=" + service));
        change.deactivated().forEach(service -> words.add("-service=" + service));
        if (change.rerun()) words.add("reauthorize");
        if (change.reauthenticate()) words.add("reauthenticate");
        return String.join("; ", words);
    }
}
