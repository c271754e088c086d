package gatehouse.ike.sa;

import java.util.Optional;
import gatehouse.dataplane.SessionProgram;
import gatehouse.ike.Effect;
import gatehouse.session.SessionCommand;
import gatehouse.session.TerminateCause;
import java.time.Instant;
import java.util.List;

/// How logins and sessions end on our side: everything held is given back, the world is told, and the SA stays only to
/// answer repeats. Telling the client is `ike.request`'s and `ike.exchange`'s part.
public final class Endings {
    private Endings() {}

    /// Ends whatever the SA was doing.
    public static void end(IkeSa sa, TerminateCause cause, String reason, Step step) {
        switch (sa.phase()) {
            case Phase.Established(var live) -> endSession(sa, live, cause, reason, step);
            case Phase.Initialised _ -> failLogin(sa, "", reason, step);
            case Phase.Held held -> {
                step.tools().register().forget(held.ticket());
                step.emit(new Effect.Forget(held.ticket()));
                if (held instanceof Phase.AwaitingAddress asking) {
                    step.emit(new Effect.GiveBackAddress(asking.login().session()));
                }
                failLogin(sa, held.claimed(), reason, step);
            }
            case Phase.BetweenProofs between -> failLogin(sa, between.login().eapIdentity(), reason, step);
            case Phase.EapRunning running -> failLogin(sa, running.login().eapIdentity(), reason, step);
            case Phase.EapSucceeded succeeded -> {
                succeeded.msk().wipe();
                failLogin(sa, succeeded.login().eapIdentity(), reason, step);
            }
            case Phase.Rival _,Phase.Rekeyed _,Phase.Closing _ -> {}
        }
        close(sa, reason, step);
    }

    private static void failLogin(IkeSa sa, String identity, String reason, Step step) {
        step.emit(new Effect.LoginFailed(sa.path(), identity, reason));
        sa.attempt().ifPresent(notes -> step.emit(new Effect.Attempted(notes.failed(sa.path(), reason, step.now()))));
        sa.attempt(Optional.empty());
    }

    private static void endSession(IkeSa sa, LiveSession live, TerminateCause cause, String reason, Step step) {
        for (ChildSa child : sa.children()) removeChild(sa, child, live, step);
        step.tools().register().sessionEnded(live.session().id());
        step.tools().dataPlane().enforce(live.session().id().text(), SessionProgram.OPEN);
        step.tools().dataPlane().route(live.session().id().text(), List.of());
        live.pending().ifPresent(change -> {
            step.tools().register().forget(change.ticket());
            step.emit(new Effect.Forget(change.ticket()));
            step.emit(new Effect.Done(change.id(), new SessionCommand.Outcome.NotFound()));
        });
        step.tools().directory().ended(live.session(), step.now());
        live.closed(step.tools().pools(), cause, reason, step.now(), step.out());
    }

    /// Removes one pair of ESP SAs; what it carried is kept.
    public static void removeChild(IkeSa sa, ChildSa child, LiveSession live, Step step) {
        Instant heard = step.tools().dataPlane().lastInbound(child.inboundSpi());
        // A data plane that cannot know says "never idle": up to now it was not.
        live.removedPairHeard(heard.equals(Instant.MAX) ? step.now() : heard);
        live.removedPairCarried(step.tools().dataPlane().remove(child.inboundSpi()));
        step.tools().register().childEnded(child.inboundSpi());
        sa.removeChild(child);
    }

    private static void close(IkeSa sa, String reason, Step step) {
        sa.enter(new Phase.Closing(reason));
        sa.timers().stopAll();
        sa.timers().set(Timer.CLOSING, step.now().plus(sa.policy().lifetimes().closing()));
        sa.requests().abandon(step);
    }
}
