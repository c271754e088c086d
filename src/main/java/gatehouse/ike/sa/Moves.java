package gatehouse.ike.sa;

import gatehouse.net.Path;
import java.time.Duration;
import java.time.Instant;

/// A client that is elsewhere now: a NAT moved it (RFC 7296, section 2.23), or it moved itself. Whatever said so was authentic.
public final class Moves {
    /// A client that goes to and fro does not make more records than this.
    private static final Duration BETWEEN_RECORDS = Duration.ofSeconds(5);

    private Moves() {}

    /// Everything goes there from now on, and accounting hears where the client is if it is told that.
    public static void move(IkeSa sa, Path path, Step step) {
        if (sa.path().equals(path)) return;
        sa.path(path);
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        live.moved(path, step.out());
        sa.children().forEach(child -> step.tools().dataPlane().move(child.inboundSpi(), path));
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
