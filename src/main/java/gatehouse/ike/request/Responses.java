package gatehouse.ike.request;

import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.session.TerminateCause;
import gatehouse.wire.Payload;
import java.util.List;
import java.util.Optional;

/// What it means that a request of ours was answered, or was not.
public final class Responses {
    private Responses() {}

    /// The request with `messageId` was answered.
    ///
    /// @param payloads none if the answer could not be read: what it answers is answered all the same
    public static void answered(IkeSa sa, long messageId, List<Payload> payloads, Step step) {
        Optional<RequestWindow.Request> request = sa.requests().answered(messageId);
        request.ifPresent(one -> one.purpose().answered(sa, payloads, step));
        Messages.sendRequests(sa, step);
    }

    /// An answer is overdue: ask again, or give the client up.
    public static void overdue(IkeSa sa, Step step) {
        if (Messages.repeatRequests(sa, step)) return;
        // A client that has made a successor may have forgotten this one.
        RekeyIke.underway(sa).ifPresent(ours -> ours.giveWay(sa, step));
        if (!sa.isOver()) {
            int tries = sa.policy().lifetimes().retransmitTries();
            String reason = "no answer to " + tries + " tries of a request";
            Endings.end(sa, TerminateCause.LOST_CARRIER, reason, step);
        }
        step.tools().register().remove(sa);
    }
}
