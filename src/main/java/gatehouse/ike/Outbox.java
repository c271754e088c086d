package gatehouse.ike;

import java.util.ArrayList;
import java.util.List;

/// Collects the effects of one step, in order.
public final class Outbox {
    private final List<Effect> effects = new ArrayList<>(4);

    public void add(Effect effect) {
        effects.add(effect);
    }

    public List<Effect> effects() {
        return effects;
    }
}
