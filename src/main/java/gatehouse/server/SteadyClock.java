package gatehouse.server;

import java.time.Instant;
import java.time.InstantSource;

/// Wall time when it was made, and from there on the time that has truly passed: stepping the system clock neither fires
/// nor starves a timer.
final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long origin = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - origin);
    }
}
