package gatehouse.radius.dynauth;

import java.time.Duration;
import java.time.Instant;

/// So many at once, and so many a second in the long run: a token bucket that is full at first.
final class Allowance {
    private final double perSecond;
    private final double most;
    private double content;
    private Instant filledAt = Instant.MIN;

    Allowance(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.most = burst;
        this.content = burst;
    }

    /// Takes one; false if there is none.
    boolean take(Instant now) {
        if (filledAt.isBefore(now)) {
            if (filledAt != Instant.MIN) {
                double seconds = Duration.between(filledAt, now).toNanos() / 1e9;
                content = Math.min(most, content + seconds * perSecond);
            }
            filledAt = now;
        }
        if (content < 1) return false;
        content--;
        return true;
    }
}
