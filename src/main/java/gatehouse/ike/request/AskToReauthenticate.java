package gatehouse.ike.request;

import gatehouse.bytes.ByteWriter;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Tells the client to prove itself again within a while, and ends the session when that is over (RFC 4478, section 3): a
/// client that comes back has another session by then.
public final class AskToReauthenticate {
    private AskToReauthenticate() {}

    /// @param within how long the client has
    public static void start(IkeSa sa, LiveSession live, Duration within, Step step) {
        Instant end = step.now().plus(within);
        if (end.isBefore(live.session().endsAt())) {
            live.endsAt(end, step.out());
            sa.timers().set(Timer.SESSION, end);
        }
        Inform.start(sa, List.of(lifetime(within)), step);
    }

    /// N(AUTH_LIFETIME): how long the authentication is good for.
    public static NotifyPayload lifetime(Duration within) {
        return NotifyPayload.of(
                NotifyType.AUTH_LIFETIME, new ByteWriter(4).u32(within.toSeconds()).toBytes());
    }
}
