package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.ike.RefusedException;
import gatehouse.ike.sa.CrashTokens;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What both sides tell each other about how contact is kept: the window (RFC 7296, section 2.3), MOBIKE (RFC 4555), the
/// token for a crash (RFC 6290).
public final class ContactTerms {
    /// More than we ever have to send at once.
    private static final long LARGEST_WINDOW = 64;

    private ContactTerms() {}

    /// What the first IKE_AUTH request says.
    static void offered(IkeSa sa, Request request) throws RefusedException {
        heard(sa, request.payloads());
        Mobike.offered(sa, request);
    }

    /// What the last IKE_AUTH response says. From now on it holds.
    static List<Payload> accept(IkeSa sa, Step step) {
        List<Payload> terms = ofOurs(sa, step);
        var payloads = new ArrayList<Payload>(terms);
        payloads.addAll(Mobike.accept(sa));
        return payloads;
    }

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
