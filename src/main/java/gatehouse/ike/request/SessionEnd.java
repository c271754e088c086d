package gatehouse.ike.request;

import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.NotifyPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// When a session ends, however often it is rekeyed: by Session-Timeout, and with the certificate that its client has proved
/// itself by. A client that shall prove itself anew before is told how long it has (RFC 4478).
public final class SessionEnd {
    private SessionEnd() {}

    /// @param timeout zero for none
    /// @param latest  the end of the certificate; [Instant#MAX] for none
    public static Instant of(Duration timeout, Instant latest, Instant now) {
        Instant end = timeout.isZero() ? Instant.MAX : now.plus(timeout);
        return end.isBefore(latest) ? end : latest;
    }

    /// The session's time is counted anew.
    public static void restart(IkeSa sa, LiveSession live, Step step) {
        Instant end = of(live.authorization().sessionTimeout(), live.latestEnd(), step.now());
        live.endsAt(end, step.out());
        arm(sa, end);
        told(live.authorization(), end, step.now()).ifPresent(notify -> Inform.start(sa, List.of(notify), step));
    }

    public static void arm(IkeSa sa, Instant end) {
        if (end.equals(Instant.MAX)) sa.timers().stop(Timer.SESSION);
        else sa.timers().set(Timer.SESSION, end);
    }

    /// N(AUTH_LIFETIME), if the client shall come back before the end: Termination-Action 1 (RFC 2865, section 5.29).
    public static Optional<NotifyPayload> told(Authorization authorization, Instant end, Instant now) {
        boolean again = authorization.first(Granted.TerminationAction.class)
                .filter(Granted.TerminationAction::reauthenticate)
                .isPresent();
        return again && !end.equals(Instant.MAX)
                ? Optional.of(AskToReauthenticate.lifetime(Duration.between(now, end)))
                : Optional.empty();
    }

    /// Why it is over.
    public static String reason(LiveSession live, Instant now) {
        return live.latestEnd().isAfter(now) ? "Session-Timeout" : "the client's certificate is not valid any more";
    }
}
