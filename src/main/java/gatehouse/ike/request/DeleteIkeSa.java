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
import gatehouse.wire.Payload;
import java.util.List;

/// Ends an IKE SA and all that it carries (RFC 7296, section 1.4.1). Here it is over at once; telling the client is
/// repeated until it confirms or is given up.
public final class DeleteIkeSa {
    private DeleteIkeSa() {}

    public static void start(IkeSa sa, TerminateCause cause, String reason, Step step) {
        Endings.end(sa, cause, reason, step);
        sa.timers().stop(Timer.CLOSING);
        var delete = new RequestWindow.Request(
                ExchangeType.INFORMATIONAL, List.of(DeletePayload.ofIkeSa()), new Confirmed());
        sa.requests().add(RequestWindow.Errand.of(RequestWindow.Scope.THIS_SA, delete));
        // A request may be on its way already, whose repetition the end of the session has stopped: that goes on.
        Messages.sendRequests(sa, step);
        step.tools().register().settle(sa);
    }

    /// The client knows.
    private record Confirmed() implements RequestWindow.Purpose {
        @Override
        public void answered(IkeSa sa, List<Payload> payloads, Step step) {
            step.tools().register().remove(sa);
        }
    }
}
