package gatehouse.ike.request;

import gatehouse.bytes.ByteWriter;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import gatehouse.wire.ProtocolId;
import java.util.List;

/// Ends one pair of ESP SAs (RFC 7296, section 1.4.1): we name ours, the client answers with its own.
public final class DeleteChildSa {
    private DeleteChildSa() {}

    public static void start(IkeSa sa, LiveSession live, ChildSa child, Step step) {
        Endings.removeChild(sa, child, live, step);
        var spi = new ByteWriter(4).u32(child.inboundSpi()).toBytes();
        var delete = List.<Payload>of(new DeletePayload(ProtocolId.ESP, List.of(spi)));
        sa.requests().add(new RequestWindow.Request(ExchangeType.INFORMATIONAL, delete, new Confirmed()));
        Messages.sendRequests(sa, step);
    }

    /// The client knows.
    private record Confirmed() implements RequestWindow.Purpose {
        @Override
        public void answered(IkeSa sa, List<Payload> payloads, Step step) {
            // Ours is gone already.
        }
    }
}
