package gatehouse.ike.engine;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Ticket;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.exchange.ClientNetworks;
import gatehouse.ike.exchange.Enforcement;
import gatehouse.ike.request.AskToReauthenticate;
import gatehouse.ike.request.PushConfiguration;
import gatehouse.ike.request.SessionEnd;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.LiveSession.PendingChange;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.CommandId;
import gatehouse.session.NetworkBehind;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.wire.CfgAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Changes to what a live session may do (RFC 5176, section 3): everything is made ready first, then all of it holds from
/// the next packet on; or the reason is told why nothing changed.
final class Changes {
    // How long a client has to log in anew: somebody may have to be fetched.
    private static final Duration REAUTHENTICATION = Duration.ofMinutes(2);

    private final SaTable table;

    Changes(SaTable table) {
        this.table = table;
    }

    void perform(IkeSa sa, CommandId id, AuthorizationChange change, Step step) {
        if (!(sa.phase() instanceof Phase.Established(var live))) {
            done(id, new Outcome.NotFound(), step);
            return;
        }
        if (live.pending().isPresent()) {
            done(id, Refused.busy("another change of this session waits for AAA"), step);
            return;
        }
        for (Granted value : change.grant().values()) {
            if (!isFixed(value)) continue;
            String what = value.name() + " " + value.text();
            done(id, Refused.notPossible(what + ": a session keeps its addresses; disconnect it instead"), step);
            return;
        }
        // Services are those of the configuration of today.
        var subject = live.subject().with(step.policies().localPolicies());
        goOn(sa, live, id, change, AuthorizationRun.change(subject, live.authorization(), change), step);
    }

    /// AAA answered a question that a change had to ask; `false` if no change of this session waits for the ticket.
    void answered(IkeSa sa, Ticket ticket, AccessAnswer answer, Step step) {
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        Optional<PendingChange> waiting = live.pending().filter(change -> change.ticket().equals(ticket));
        if (waiting.isEmpty()) return;
        PendingChange pending = waiting.get();
        live.waitFor(Optional.empty());
        goOn(sa, live, pending.id(), pending.change(), pending.run().answered(answer), step);
    }

    private void goOn(
            IkeSa sa, LiveSession live, CommandId id, AuthorizationChange change, AuthorizationRun run, Step step) {
        switch (run.next()) {
            case AuthorizationRun.Ask(var question, var fresh) -> {
                Ticket ticket = table.newTicket(sa);
                live.waitFor(Optional.of(new PendingChange(id, change, ticket, run)));
                step.emit(new Effect.Ask(ticket, question, fresh));
            }
            case Verdict.Refused(var _, var reason) -> done(id, Refused.invalidValue(reason), step);
            case Verdict.Done(var authorization) -> apply(sa, live, id, change, authorization, step);
        }
    }

    private static void apply(
            IkeSa sa, LiveSession live, CommandId id, AuthorizationChange change, Authorization now, Step step) {
        Authorization before = live.authorization();
        Enforcement enforcement;
        try {
            enforcement = Enforcement.of(sa.policy(), now, step);
        } catch (UnenforceableException e) {
            done(id, Refused.invalidValue(e.getMessage()), step);
            return;
        }
        var networks = new ClientNetworks(sa, live.session().id(), step);
        List<NetworkBehind> granted = ClientNetworks.granted(now);
        try {
            networks.claim(granted, live.session().networks(), Set.of());
        } catch (RefusedException e) {
            done(id, Refused.invalidValue(e.getMessage()), step);
            return;
        }
        live.enforce(enforcement.program(), step.tools().dataPlane());
        List<CfgAttribute> toldBefore = live.derived().told();
        String what = "authorization" + ClientNetworks.waiting(live, before, now, enforcement.routes());
        live.authorize(now, enforcement.derived(sa.policy(), now, step));
        networks.settle(live, granted, ClientNetworks.announced(now, live.announced()));
        timers(sa, live, change.grant(), before, step);
        live.changed(what, step.out());
        PushConfiguration.start(sa, toldBefore, live.derived().told(), step);
        if (change.reauthenticate()) AskToReauthenticate.start(sa, live, REAUTHENTICATION, step);
        live.interim(sa.usage(step.tools().dataPlane()), step.now(), step.out());
        done(id, new Outcome.Done(), step);
    }

    private static void timers(IkeSa sa, LiveSession live, Grant change, Authorization before, Step step) {
        Authorization now = live.authorization();
        // A session's end is counted from the change, if the change says something of it (RFC 5176, section 3.6).
        boolean ends = change.first(Granted.SessionTimeout.class).isPresent()
                || !now.sessionTimeout().equals(before.sessionTimeout());
        if (ends) {
            SessionEnd.restart(sa, live, step);
        }
        restart(sa, Timer.IDLE, now.idleTimeout(), before.idleTimeout(), step);
        restart(sa, Timer.INTERIM, now.interimInterval(), before.interimInterval(), step);
    }

    private static void restart(IkeSa sa, Timer timer, Duration now, Duration before, Step step) {
        if (now.equals(before)) return;
        if (now.isZero()) sa.timers().stop(timer);
        else sa.timers().set(timer, step.now().plus(now));
    }

    private static boolean isFixed(Granted value) {
        return switch (value) {
            case Granted.FramedAddress _,Granted.GatewayChoosesAddress _,Granted.ClientChoosesAddress _ -> true;
            case Granted.Netmask _,Granted.Pool _,Granted.Ipv6Pool _ -> true;
            case Granted.DhcpServer _,Granted.DhcpGiaddr _,Granted.DhcpTimeout _ -> true;
            default -> false;
        };
    }

    private static void done(CommandId id, Outcome outcome, Step step) {
        step.emit(new Effect.Done(id, outcome));
    }
}
