package gatehouse.ike.sa;

import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.Policies;
import java.time.Instant;

/// What every exchange is given besides its SA: the tools, the limits, the time, and where effects go.
public record Step(EngineTools tools, Policies policies, Instant now, Outbox out) {
    public Limits limits() {
        return policies.limits();
    }

    public void emit(Effect effect) {
        out.add(effect);
    }
}
