package gatehouse.ike.keying;

import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import java.time.Duration;
import java.time.Instant;

/// How an IKE SA comes after another (RFC 7296, section 2.8), and how long it lasts.
public final class Succession {
    // How long a side may take to delete an SA that is not used any more: its retransmissions are over by then.
    private static final Duration UNTIL_DELETED = Duration.ofMinutes(2);

    private Succession() {}

    /// A new IKE SA begins to carry its session.
    public static void begin(IkeSa sa, Step step) {
        RekeyPolicy policy = sa.policy().lifetimes().rekey();
        Duration lifetime = policy.ikeLifetime();
        if (lifetime.isZero()) return;
        sa.timers().set(Timer.REKEY_IKE, policy.softEnd(lifetime, step.now(), step.tools().random()));
        sa.timers().set(Timer.EXPIRY, RekeyPolicy.hardEnd(lifetime, step.now()));
    }

    /// `successor` carries the session from now on, and `old` waits for its Delete.
    public static void inherit(IkeSa old, IkeSa successor, LiveSession live, Step step) {
        old.handChildrenTo(successor);
        old.timers()
                .handTo(successor.timers(), Timer.LIVENESS, Timer.SESSION, Timer.IDLE, Timer.INTERIM,
                        Timer.CHECKPOINT, Timer.ACCOUNTING_START);
        successor.timers().stop(Timer.CLOSING);
        successor.enter(new Phase.Established(live));
        successor.path(old.path());
        begin(successor, step);
        if (step.tools().register().find(successor.ourSpi()).isEmpty()) step.tools().register().enter(successor);
        step.tools().register().carries(successor, live.session().id());
        successor.children().forEach(child -> step.tools().register().childOf(successor, child.inboundSpi()));
        live.ownedBy(successor.ourSpi(), step.out());
        successor.requests().inherit(old.requests());
        retire(old, successor, step);
        Messages.sendRequests(successor, step);
        step.tools().register().settle(successor);
        step.tools().register().settle(old);
    }

    /// Nothing lives in `sa`: the client will delete it.
    public static void retire(IkeSa sa, IkeSa successor, Step step) {
        Instant retransmit = sa.requests().isIdle() ? null : sa.requests().deadline().orElseThrow();
        sa.enter(new Phase.Rekeyed(successor.ourSpi()));
        sa.timers().stopAll();
        sa.timers().set(Timer.CLOSING, step.now().plus(UNTIL_DELETED));
        if (retransmit != null) sa.timers().set(Timer.RETRANSMIT, retransmit);
    }

    /// It is not known yet whether this one will carry the session.
    public static void wait(IkeSa rival, Step step) {
        rival.timers().set(Timer.CLOSING, step.now().plus(UNTIL_DELETED));
        step.tools().register().enter(rival);
    }
}
