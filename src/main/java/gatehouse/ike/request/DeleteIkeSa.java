package gatehouse.ike.request;

import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.TerminateCause;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import java.util.List;

/// Ends an IKE SA and all that it carries (RFC 7296, section 1.4.1). Here it is over at once; telling the client is
/// repeated until it confirms or is given up.
public final class DeleteIkeSa {
    private DeleteIkeSa() {}

    public static void start(IkeSa sa, TerminateCause cause, String reason, Step step) {
        Endings.end(sa, cause, reason, step);
        sa.timers().stop(Timer.CLOSING);
        sa.requests()
                .add(new RequestWindow.Request(
                        ExchangeType.INFORMATIONAL,
                        List.of(DeletePayload.ofIkeSa()),
                        new RequestWindow.Purpose.DeleteIkeSa()));
        // A request may be on its way already, whose repetition the end of the session has stopped.
        sa.requests().outstanding().ifPresent(_ -> sa.timers()
                .set(Timer.RETRANSMIT, step.now().plus(sa.policy().lifetimes().retransmitTimeout())));
        Messages.sendRequests(sa, step.now(), step.out());
    }
}
