package gatehouse.ike.request;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Step;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.RedirectTarget;
import java.util.List;

/// Sends a live client to another gateway (RFC 5685, section 6). It confirms, logs in there, and deletes this SA: that is its
/// part, and until it does the session lives on.
public final class Redirect {
    private Redirect() {}

    public static void start(IkeSa sa, RedirectTarget target, Step step) {
        Inform.start(sa, List.of(NotifyPayload.of(NotifyType.REDIRECT, target.data(Bytes.EMPTY))), step);
    }
}
