package gatehouse.ike.exchange;

import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.SaTerms;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.Payload;
import java.util.ArrayList;
import java.util.List;

/// What both sides tell each other about how contact is kept: the window (RFC 7296, section 2.3), MOBIKE (RFC 4555), the
/// token for a crash (RFC 6290).
public final class ContactTerms {
    private ContactTerms() {}

    /// What the first IKE_AUTH request says.
    static void offered(IkeSa sa, Request request) throws RefusedException {
        SaTerms.heard(sa, request.payloads());
        Mobike.offered(sa, request);
    }

    /// What the last IKE_AUTH response says. From now on it holds.
    static List<Payload> accept(IkeSa sa, Step step) {
        List<Payload> terms = SaTerms.ofOurs(sa, step);
        var payloads = new ArrayList<Payload>(terms);
        payloads.addAll(Mobike.accept(sa));
        return payloads;
    }
}
