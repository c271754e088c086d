package gatehouse.ike.exchange;

import gatehouse.ike.RefusedException;
import gatehouse.ike.request.DeleteChildSa;
import gatehouse.ike.request.RekeyChild;
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
        CreateChildSa.demandStillness(sa);
        // Section 2.25.1: one that is being closed is not rekeyed.
        if (!old.get().lives()) throw RefusedException.temporaryFailure("the Child SA is replaced or being deleted");
        CreateChildSa.Made made = CreateChildSa.make(sa, live, request, step);
        // If we are asking for the same, both are made, and the nonces decide which one stays (section 2.8.1).
        sa.requests()
                .underway(RekeyChild.class, ours -> ours.isOf(old.get()))
                .ifPresent(ours -> ours.collides(made.child(), made.nonceI(), made.nonceR()));
        sa.update(DeleteChildSa.awaited(old.get().in(ChildSa.State.REPLACED), step));
    }
}
