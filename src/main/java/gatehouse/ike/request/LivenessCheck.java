package gatehouse.ike.request;

import gatehouse.ike.policy.Contact.Liveness;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Asks a client that has been silent whether it still lives (RFC 7296, section 2.4); on demand, only if something is sent to
/// it: "if there is only outgoing traffic on all of the SAs associated with an IKE SA, it is essential to confirm liveness". The timer is not moved with every
/// message: when it fires, it looks when the client was last heard.
public final class LivenessCheck {
    private LivenessCheck() {}

    public static void schedule(IkeSa sa, Instant now) {
        Liveness rule = sa.policy().contact().liveness();
        if (rule.mode() != Liveness.Mode.NONE) sa.timers().set(Timer.LIVENESS, now.plus(rule.interval()));
    }

    // Section 2.4: whatever is cryptographically protected proves that the other side lives, ESP as well as IKE.
    private static Instant lastHeard(IkeSa sa, Step step) {
        Instant last = sa.lastHeard();
        for (ChildSa child : sa.children()) {
            Instant heard = step.tools().dataPlane().lastInbound(child.inboundSpi());
            // A data plane that cannot know says "never in the past".
            if (heard.isAfter(last) && !heard.equals(Instant.MAX)) last = heard;
        }
        return last;
    }

    /// The timer fired.
    public static void due(IkeSa sa, Step step) {
        Liveness rule = sa.policy().contact().liveness();
        Instant overdue = lastHeard(sa, step).plus(rule.interval());
        long sent = sa.usage(step.tools().dataPlane()).packetsOut();
        if (overdue.isAfter(step.now())) {
            sa.timers().set(Timer.LIVENESS, overdue);
            return;
        }
        boolean wanted = rule.mode() == Liveness.Mode.PERIODIC || sent != sa.sentWhenAsked();
        // Any request of ours that is on its way asks the same.
        if (!wanted || !sa.requests().isIdle()) {
            schedule(sa, step.now());
            return;
        }
        var ask = new RequestWindow.Request(ExchangeType.INFORMATIONAL, List.of(), new Asked());
        sa.requests().add(RequestWindow.Errand.of(RequestWindow.Scope.THIS_SA, ask));
        Messages.sendRequests(sa, step);
    }

    /// Are you there?
    private record Asked() implements RequestWindow.Purpose {
        @Override
        public void answered(IkeSa sa, List<Payload> payloads, Step step) {
            if (sa.isOver()) return;
            sa.sentWhenAsked(sa.usage(step.tools().dataPlane()).packetsOut());
            schedule(sa, step.now());
        }

        @Override
        public Duration patience(Profile policy) {
            return policy.contact().liveness().retry();
        }
    }
}
