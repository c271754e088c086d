package gatehouse.ike.engine;

import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.ike.Effect;
import gatehouse.ike.exchange.Moving;
import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.request.Lifespans;
import gatehouse.ike.request.Redirect;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.net.Path;
import gatehouse.session.CommandId;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.wire.RedirectTarget;

/// What others want of a live session: RADIUS, operators, another session, the data plane.
final class Commands {
    private final SaTable table;
    private final EngineStats stats;

    Commands(SaTable table, EngineStats stats) {
        this.table = table;
        this.stats = stats;
    }

    void perform(IkeSa sa, CommandId id, SessionCommand command, Step step) {
        if (!(sa.phase() instanceof Phase.Established)) {
            notFound(id, step);
            return;
        }
        switch (command) {
            case SessionCommand.Disconnect(var _, var cause, var reason) ->
                    DeleteIkeSa.start(sa, cause, reason, step);
            case SessionCommand.Supersede(var _, var cause, var reason) -> {
                Endings.end(sa, cause, reason, step);
                table.remove(sa);
            }
            case SessionCommand.Redirect(var _, var gateway) -> {
                if (!sa.peer().redirects()) {
                    step.emit(new Effect.Done(id, Outcome.Refused.notPossible(
                            "the client does not go to another gateway (RFC 5685)")));
                    return;
                }
                stats.redirected();
                Redirect.start(sa, RedirectTarget.of(gateway), step);
            }
        }
        step.emit(new Effect.Done(id, new Outcome.Done()));
    }

    /// A server has the start of the session.
    void startAccounted(IkeSa sa, Step step) {
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        sa.timers().stop(Timer.ACCOUNTING_START);
        if (live.startAccounted(step.tools().dataPlane())) live.changed("accounting-start", step.out());
    }

    void notFound(CommandId id, Step step) {
        step.emit(new Effect.Done(id, new Outcome.NotFound()));
    }

    void traffic(IkeSa sa, DataPlaneEvent event, Step step) {
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        switch (event) {
            case DataPlaneEvent.PeerMoved(var _, var remote) ->
                    Moving.seenByTraffic(sa, live, new Path(sa.path().local(), remote), step);
            case DataPlaneEvent.NearlyExhausted(var spi) -> sa.childByInboundSpi(spi)
                    .ifPresent(child -> Lifespans.volumeDue(sa, live, child, step));
            case DataPlaneEvent.Exhausted(var spi) -> sa.childByInboundSpi(spi)
                    .ifPresent(child -> Lifespans.volumeOver(sa, live, child, step));
        }
    }
}
