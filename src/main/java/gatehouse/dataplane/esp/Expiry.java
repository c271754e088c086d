package gatehouse.dataplane.esp;

import gatehouse.dataplane.DataPlaneEvent;
import java.util.Optional;

/// What of the end of one direction the owner has to be told, each once. Written under the lock of its SA; who just made
/// something due sees that without it.
final class Expiry {
    private static final int NOTHING = 0;
    private static final int NEAR = 1;
    private static final int REACHED = 2;

    private int state = NOTHING;
    private int told = NOTHING;

    void look(SaLimits limits, long sequence, long octets) {
        if (told == REACHED) return;
        if (limits.reached(sequence, octets)) state = REACHED;
        else if (state == NOTHING && limits.nearlyReached(sequence, octets)) state = NEAR;
    }

    boolean isDue() {
        return state != told;
    }

    Optional<DataPlaneEvent> take(int inboundSpi) {
        if (state == told) return Optional.empty();
        told = state;
        return Optional.of(
                state == REACHED
                        ? new DataPlaneEvent.Exhausted(inboundSpi)
                        : new DataPlaneEvent.NearlyExhausted(inboundSpi));
    }
}
