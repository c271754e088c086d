package gatehouse.ike;

import gatehouse.wire.NotifyType;
import java.util.ArrayList;
import java.util.List;

/// Collects the effects of one step, in order.
public final class Outbox {
    private final List<Effect> effects = new ArrayList<>(4);
    private final List<NotifyType> refusals = new ArrayList<>(0);

    public void add(Effect effect) {
        effects.add(effect);
    }

    /// The peer is told by this notify what went wrong.
    public void refused(NotifyType notify) {
        refusals.add(notify);
    }

    public List<NotifyType> refusals() {
        return refusals;
    }

    public List<Effect> effects() {
        return effects;
    }
}
