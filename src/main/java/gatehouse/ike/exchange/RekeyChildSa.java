package gatehouse.ike.exchange;

import gatehouse.ike.RefusedException;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.NotifyPayload;
import java.util.Optional;

/// A Child SA in the place of another (RFC 7296, sections 1.3.3 and 2.8). The old one lives until the client deletes it,
/// so that no packet on its way is lost.
public final class RekeyChildSa {
    private RekeyChildSa() {}

    /// @param rekey N(REKEY_SA), which names the SA by the SPI that the client receives with
    public static void handle(IkeSa sa, LiveSession live, NotifyPayload rekey, Request request, Step step)
            throws RefusedException {
        Optional<ChildSa> old = rekey.spi().length() == 4
                ? sa.childByOutboundSpi((int) rekey.spi().u32(0))
                : Optional.empty();
        if (old.isEmpty()) throw RefusedException.childSaNotFound("no Child SA with SPI " + rekey.spi());
        if (old.get().replaced()) throw RefusedException.temporaryFailure("Child SA was replaced already");
        CreateChildSa.make(sa, live, request, step);
        sa.replaceChild(old.get(), old.get().superseded());
    }
}
