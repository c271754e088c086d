package gatehouse.ike.engine;

import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.request.Lifespans;
import gatehouse.ike.request.LivenessCheck;
import gatehouse.ike.request.Responses;
import gatehouse.ike.request.SessionEnd;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a deadline means when it comes.
final class Wakeups {
    private final AaaSilence aaaSilence;

    /// What to do with a login that AAA does not answer.
    interface AaaSilence {
        void fail(IkeSa sa, Phase.Held phase, String reason, Step step);
    }

    Wakeups(AaaSilence aaaSilence) {
        this.aaaSilence = aaaSilence;
    }

    /// Acts on every timer of an SA that is due.
    void wake(IkeSa sa, Step step) {
        for (Optional<Timer> due = sa.timers().due(step.now()); due.isPresent(); due = sa.timers().due(step.now())) {
            act(sa, due.get(), step);
        }
    }

    private void act(IkeSa sa, Timer timer, Step step) {
        switch (timer) {
            case HALF_OPEN -> {
                Endings.end(sa, TerminateCause.LOST_CARRIER, "the client did not go on with its login", step);
                step.tools().register().remove(sa);
            }
            case AAA -> {
                if (sa.phase() instanceof Phase.Held phase) {
                    Duration patience = sa.policy().lifetimes().aaaAnswer();
                    boolean pki = phase instanceof Phase.FetchingCertificates
                            || phase instanceof Phase.CheckingRevocation;
                    String who = pki ? "what has to be fetched" : "AAA";
                    aaaSilence.fail(
                            sa, phase, "no answer from " + who + " within " + patience.toSeconds() + " s", step);
                }
            }
            case RETRANSMIT -> Responses.overdue(sa, step);
            case LIVENESS -> LivenessCheck.due(sa, step);
            case SESSION -> established(sa).ifPresent(live -> DeleteIkeSa.start(
                    sa, TerminateCause.SESSION_TIMEOUT, SessionEnd.reason(live, step.now()), step));
            case CHILDREN -> established(sa).ifPresent(live -> Lifespans.childrenDue(sa, live, step));
            case REKEY_IKE -> established(sa).ifPresent(live -> Lifespans.ikeDue(sa, live, step));
            case EXPIRY -> established(sa).ifPresent(live -> Lifespans.ikeOver(sa, live, step));
            case IDLE -> established(sa).ifPresent(live -> idle(sa, live, step));
            case INTERIM -> established(sa).ifPresent(live -> interim(sa, live, step));
            case CHECKPOINT -> established(sa).ifPresent(live -> checkpoint(sa, live, step));
            case ACCOUNTING_START -> {
                Duration patience = sa.policy().access().accounting().startWithin();
                String reason = "no server had the start of accounting within " + patience.toSeconds() + " s";
                DeleteIkeSa.start(sa, TerminateCause.SERVICE_UNAVAILABLE, reason, step);
            }
            case CLOSING -> step.tools().register().remove(sa);
        }
    }

    private static Optional<LiveSession> established(IkeSa sa) {
        return sa.phase() instanceof Phase.Established(var live) ? Optional.of(live) : Optional.empty();
    }

    private static void idle(IkeSa sa, LiveSession live, Step step) {
        Duration limit = live.authorization().idleTimeout();
        Instant last = live.heardBefore();
        for (ChildSa child : sa.children()) {
            Instant heard = step.tools().dataPlane().lastInbound(child.inboundSpi());
            if (heard.isAfter(last)) last = heard;
        }
        // A data plane that cannot know says "never idle", which no time is after.
        Instant due = last.equals(Instant.MAX) ? step.now().plus(limit) : last.plus(limit);
        if (due.isAfter(step.now())) sa.timers().set(Timer.IDLE, due);
        else DeleteIkeSa.start(sa, TerminateCause.IDLE_TIMEOUT, "Idle-Timeout", step);
    }

    private static void interim(IkeSa sa, LiveSession live, Step step) {
        live.interim(sa.usage(step.tools().dataPlane()), step.now(), step.out());
        // Without an interval it was for once: the client had moved.
        Duration interval = live.authorization().interimInterval();
        if (!interval.isZero()) sa.timers().set(Timer.INTERIM, step.now().plus(interval));
    }

    private static void checkpoint(IkeSa sa, LiveSession live, Step step) {
        live.count(sa.usage(step.tools().dataPlane()), step.out());
        sa.timers().set(Timer.CHECKPOINT, step.now().plus(sa.policy().access().accounting().checkpoint()));
    }
}
