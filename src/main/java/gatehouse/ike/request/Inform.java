package gatehouse.ike.request;

import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.util.List;
import java.util.Optional;

/// The client is told something; whatever it answers is taken for having heard it. If the IKE SA is replaced before it has,
/// it is told in the new one.
record Inform(List<Payload> payloads) implements RequestWindow.Purpose {
    static void start(IkeSa sa, List<Payload> payloads, Step step) {
        sa.requests().add(new Inform(payloads).request());
        Messages.sendRequests(sa, step);
    }

    /// About this IKE SA alone.
    static void startHere(IkeSa sa, List<Payload> payloads, Step step) {
        RequestWindow.Purpose heard = (_, _, _) -> {};
        var request = new RequestWindow.Request(ExchangeType.INFORMATIONAL, payloads, heard);
        sa.requests().add(RequestWindow.Errand.of(RequestWindow.Scope.THIS_SA, request));
        Messages.sendRequests(sa, step);
        step.tools().register().settle(sa);
    }

    private RequestWindow.Request request() {
        return new RequestWindow.Request(ExchangeType.INFORMATIONAL, payloads, this);
    }

    @Override
    public void answered(IkeSa sa, List<Payload> answer, Step step) {
        // Heard.
    }

    @Override
    public Optional<RequestWindow.Errand> again() {
        return Optional.of(RequestWindow.Errand.of(RequestWindow.Scope.SESSION, request()));
    }
}
