package gatehouse.radius.client;

import java.time.Duration;
import java.time.Instant;

/// Whether a server is worth asking. It is passed over for its dead time when a request to it timed out and nothing at
/// all came from it meanwhile: silence about one person is no sign of death while others are answered.
final class ServerHealth {
    private Instant lastHeard = Instant.MIN;
    private Instant deadUntil = Instant.MIN;

    void heard(Instant now) {
        lastHeard = now;
        deadUntil = Instant.MIN;
    }

    void timedOut(Instant firstSent, Duration deadTime, Instant now) {
        if (lastHeard.isBefore(firstSent)) deadUntil = now.plus(deadTime);
    }

    boolean dead(Instant now) {
        return deadUntil.isAfter(now);
    }

    Instant deadUntil() {
        return deadUntil;
    }
}
