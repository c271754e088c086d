package gatehouse.ike.sa;

import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.ike.policy.Limits;
import java.time.Instant;

/// What every exchange is given besides its SA: the tools, the limits, the time, and where effects go.
public record Step(EngineTools tools, Limits limits, Instant now, Outbox out) {
    public void emit(Effect effect) {
        out.add(effect);
    }
}
