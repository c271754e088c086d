package gatehouse.ike.request;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.ChildSa.State;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.RequestWindow.Errand;
import gatehouse.ike.sa.Step;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import gatehouse.wire.ProtocolId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Ends one pair of ESP SAs (RFC 7296, section 1.4.1): we name ours, the client answers with its own. Until it has, packets
/// that were on their way are taken.
public final class DeleteChildSa implements RequestWindow.Purpose {
    // How long a pair is kept that is not used any more: its Delete comes, or never will.
    private static final Duration UNTIL_DELETED = Duration.ofMinutes(2);

    private final int inboundSpi;

    private DeleteChildSa(int inboundSpi) {
        this.inboundSpi = inboundSpi;
    }

    public static void start(IkeSa sa, ChildSa child, Step step) {
        sa.update(awaited(child.in(State.LEAVING), step));
        tell(sa, child.inboundSpi(), step);
    }

    /// The same, to be forgotten after a while if its Delete never comes.
    public static ChildSa awaited(ChildSa child, Step step) {
        return child.rekeyAt(Instant.MAX).endsAt(step.now().plus(UNTIL_DELETED));
    }

    /// Tells the client that we have no such pair.
    static void tell(IkeSa sa, int inboundSpi, Step step) {
        var purpose = new DeleteChildSa(inboundSpi);
        sa.requests().add(purpose.errand());
        Messages.sendRequests(sa, step);
    }

    private Errand errand() {
        Bytes spi = new ByteWriter(4).u32(inboundSpi).toBytes();
        List<Payload> delete = List.of(new DeletePayload(ProtocolId.ESP, List.of(spi)));
        return Errand.of(
                RequestWindow.Scope.SESSION, new RequestWindow.Request(ExchangeType.INFORMATIONAL, delete, this));
    }

    public boolean isOf(ChildSa child) {
        return child.inboundSpi() == inboundSpi;
    }

    @Override
    public void answered(IkeSa sa, List<Payload> payloads, Step step) {
        if (!(sa.phase() instanceof Phase.Established(var live))) return;
        sa.childByInboundSpi(inboundSpi).ifPresent(child -> Endings.removeChild(sa, child, live, step));
    }

    @Override
    public Optional<Errand> again() {
        return Optional.of(errand());
    }
}
