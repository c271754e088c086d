package gatehouse.dataplane.esp;

import java.util.concurrent.atomic.AtomicLongArray;

/// Dropped packets by reason. One thread counts, any reads.
public final class DropCounters {
    private final AtomicLongArray counts = new AtomicLongArray(DropReason.values().length);

    public long of(DropReason reason) {
        return counts.getOpaque(reason.ordinal());
    }

    void count(DropReason reason) {
        counts.setOpaque(reason.ordinal(), counts.getPlain(reason.ordinal()) + 1);
    }
}
