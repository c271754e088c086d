package gatehouse.ike.sa;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The deadlines of one IKE SA, one per [Timer]. Setting one replaces it; nothing is cancelled elsewhere.
public final class Timers {
    private static final Timer[] ALL = Timer.values();

    private final Instant[] deadlines = new Instant[ALL.length];

    public void set(Timer timer, Instant at) {
        deadlines[timer.ordinal()] = at;
    }

    public void stop(Timer timer) {
        deadlines[timer.ordinal()] = null;
    }

    public void stopAll() {
        Arrays.fill(deadlines, null);
    }

    /// Gives these deadlines to the timers of a successor, and keeps them no longer.
    public void handTo(Timers successor, Timer... timers) {
        for (Timer timer : timers) {
            successor.deadlines[timer.ordinal()] = deadlines[timer.ordinal()];
            stop(timer);
        }
    }

    public Optional<Instant> at(Timer timer) {
        return Optional.ofNullable(deadlines[timer.ordinal()]);
    }

    public boolean isSet(Timer timer) {
        return deadlines[timer.ordinal()] != null;
    }

    /// The earliest deadline.
    public Optional<Instant> next() {
        Instant earliest = null;
        for (Instant deadline : deadlines) {
            if (deadline != null && (earliest == null || deadline.isBefore(earliest))) earliest = deadline;
        }
        return Optional.ofNullable(earliest);
    }

    /// Takes one timer whose deadline has come, and stops it.
    public Optional<Timer> due(Instant now) {
        for (Timer timer : ALL) {
            Instant deadline = deadlines[timer.ordinal()];
            if (deadline != null && !deadline.isAfter(now)) {
                stop(timer);
                return Optional.of(timer);
            }
        }
        return Optional.empty();
    }
}
