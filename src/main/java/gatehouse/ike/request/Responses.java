package gatehouse.ike.request;

import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.TerminateCause;

/// What it means that a request of ours was answered, or was not.
public final class Responses {
    private Responses() {}

    /// The request with `messageId` was answered; `false` if none was on its way.
    public static boolean answered(IkeSa sa, long messageId, Step step) {
        var request = sa.requests().answered(messageId);
        if (request.isEmpty()) return false;
        sa.timers().stop(Timer.RETRANSMIT);
        switch (request.get().purpose()) {
            case RequestWindow.Purpose.Liveness _ -> {
                if (!sa.isOver()) LivenessCheck.schedule(sa, step.now());
            }
            case RequestWindow.Purpose.DeleteChildSa _,RequestWindow.Purpose.Inform _ -> {}
            case RequestWindow.Purpose.DeleteIkeSa _ -> step.tools().register().remove(sa);
        }
        Messages.sendRequests(sa, step.now(), step.out());
        return true;
    }

    /// The answer is overdue: ask again, or give the client up.
    public static void overdue(IkeSa sa, Step step) {
        if (sa.requests().outstanding().isEmpty()) return;
        if (Messages.repeatRequest(sa, step.now(), step.out())) return;
        if (!sa.isOver()) {
            int tries = sa.policy().lifetimes().retransmitTries();
            String reason = "no answer to " + tries + " tries of a request";
            Endings.end(sa, TerminateCause.LOST_CARRIER, reason, step);
        }
        step.tools().register().remove(sa);
    }
}
