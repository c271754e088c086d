package gatehouse.ike.keying;

import gatehouse.bytes.ByteWriter;
import gatehouse.ike.sa.CrashTokens;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Step;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What both sides tell each other of each IKE SA: the window (RFC 7296, section 2.3) and the token for a crash (RFC 6290).
public final class SaTerms {
    /// More than we ever have to send at once.
    private static final long LARGEST_WINDOW = 64;

    private SaTerms() {}

    /// What we say of an IKE SA, whose window grows by it. An SA that takes the place of another begins anew: "The new IKE SA
    /// also has its window size reset to 1" (section 1.3.2), and its SPIs make another token.
    public static List<Payload> ofOurs(IkeSa sa, Step step) {
        var payloads = new ArrayList<Payload>(2);
        int window = sa.policy().contact().window();
        if (window > 1) {
            payloads.add(NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, new ByteWriter(4).u32(window).toBytes()));
            sa.replies().grow(window);
        }
        if (sa.policy().contact().crashTokens()) payloads.add(step.tools().crashTokens().of(sa));
        return payloads;
    }

    /// What the peer says of an IKE SA.
    public static void heard(IkeSa sa, List<Payload> payloads) {
        window(payloads).ifPresent(sa.requests()::grow);
        CrashTokens.in(payloads).ifPresent(sa::crashToken);
    }

    private static OptionalInt window(List<Payload> payloads) {
        return Payloads.notify(payloads, NotifyType.SET_WINDOW_SIZE)
                .map(NotifyPayload::data)
                .filter(data -> data.length() == 4)
                .map(data -> OptionalInt.of((int) Math.min(data.u32(0), LARGEST_WINDOW)))
                .orElseGet(OptionalInt::empty);
    }
}
