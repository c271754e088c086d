package gatehouse.ike.sa;

import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import java.time.Instant;

/// What every exchange is given besides its SA: the tools, the time, and where effects go.
public record Step(EngineTools tools, Instant now, Outbox out) {
    public void emit(Effect effect) {
        out.add(effect);
    }
}
