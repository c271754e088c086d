package gatehouse.ike.sa;

import java.time.Duration;
import java.time.Instant;

/// What accounting hears of clients that move.
public final class Moves {
    /// A client that goes to and fro does not make more records than this.
    private static final Duration BETWEEN_RECORDS = Duration.ofSeconds(5);

    private Moves() {}

    /// Accounting hears where the client of a session is, if it is told that.
    public static void tellAccounting(IkeSa sa, LiveSession live, Step step) {
        if (!live.isElsewhereToAccounting(sa.policy().access().accounting().portIsTold())) return;
        Instant earliest = live.lastRecord().plus(BETWEEN_RECORDS);
        if (earliest.isAfter(step.now())) {
            boolean sooner = sa.timers().at(Timer.INTERIM).filter(at -> !at.isAfter(earliest)).isEmpty();
            if (sooner) sa.timers().set(Timer.INTERIM, earliest);
        } else {
            live.interim(sa.usage(step.tools().dataPlane()), step.now(), step.out());
        }
    }
}
