package gatehouse.ike.request;

import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.ChildSa.State;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.LiveSession.Rekeyed;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.session.TerminateCause;
import java.time.Instant;

/// What is to be done when keys have been used for long enough.
public final class Lifespans {
    private Lifespans() {}

    /// The time of some pair has come.
    public static void childrenDue(IkeSa sa, LiveSession live, Step step) {
        for (ChildSa child : sa.children()) {
            if (child.deadline().isAfter(step.now())) continue;
            if (!child.lives()) Endings.removeChild(sa, child, live, step);
            else if (!child.endsAt().isAfter(step.now())) childOver(sa, live, child, "its lifetime", step);
            // A session that ends first ends with the keys that it has. It may be given more time until then.
            else if (endsFirst(live, child.endsAt(), step)) sa.update(child.rekeyAt(live.session().endsAt()));
            else RekeyChild.start(sa, live, child, step);
            if (!(sa.phase() instanceof Phase.Established)) return;
        }
    }

    private static boolean endsFirst(LiveSession live, Instant end, Step step) {
        Instant sessionEnd = live.session().endsAt();
        return !sessionEnd.isAfter(end) && sessionEnd.isAfter(step.now());
    }

    /// The pair has carried nearly as much as it may.
    public static void volumeDue(IkeSa sa, LiveSession live, ChildSa child, Step step) {
        if (child.state() == State.IN_USE) RekeyChild.start(sa, live, child, step);
    }

    /// It carries nothing any more.
    public static void volumeOver(IkeSa sa, LiveSession live, ChildSa child, Step step) {
        if (child.lives()) childOver(sa, live, child, "the volume that it may carry", step);
    }

    private static void childOver(IkeSa sa, LiveSession live, ChildSa child, String what, Step step) {
        if (sa.living().size() > 1) DeleteChildSa.start(sa, child, step);
        else over(sa, live, Rekeyed.CHILD_SA, "the Child SA has reached " + what, step);
    }

    /// It is time for another IKE SA.
    public static void ikeDue(IkeSa sa, LiveSession live, Step step) {
        RekeyIke.start(sa, live, step);
    }

    /// The IKE SA is over.
    public static void ikeOver(IkeSa sa, LiveSession live, Step step) {
        over(sa, live, Rekeyed.IKE_SA, "the IKE SA has reached its lifetime", step);
    }

    private static void over(IkeSa sa, LiveSession live, Rekeyed what, String over, Step step) {
        boolean clients = sa.policy().lifetimes().rekey().who() == RekeyPolicy.Who.CLIENT;
        String why = clients
                ? "the client did not rekey it"
                : live.isRekeyRefused(what) ? "the client refuses to rekey it" : "rekeying it did not succeed";
        DeleteIkeSa.start(sa, TerminateCause.SESSION_TIMEOUT, over + " and " + why, step);
    }
}
