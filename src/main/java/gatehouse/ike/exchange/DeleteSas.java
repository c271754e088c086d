package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.ike.request.DeleteChildSa;
import gatehouse.ike.request.RekeyIke;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.session.TerminateCause;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The client deletes (RFC 7296, section 1.4.1): the IKE SA with all that it carries, or pairs of ESP SAs.
public final class DeleteSas {
    private DeleteSas() {}

    public static void handle(IkeSa sa, Request request, Step step) {
        List<DeletePayload> deletes = request.all(DeletePayload.class);
        if (deletes.stream().anyMatch(delete -> delete.protocol().equals(ProtocolId.IKE))) {
            Messages.reply(sa, request, List.of(), step);
            // If both of us were replacing it, the client has decided for the one that it made (section 2.8.2).
            RekeyIke.underway(sa).ifPresent(ours -> ours.giveWay(sa, step));
            Endings.end(sa, TerminateCause.USER_REQUEST, "the client deleted the IKE SA", step);
            return;
        }
        var ours = new ArrayList<Bytes>(1);
        if (sa.phase() instanceof Phase.Established(var live)) {
            for (DeletePayload delete : deletes) {
                if (delete.protocol().equals(ProtocolId.ESP)) remove(sa, live, delete.spis(), ours, step);
            }
        }
        Messages.reply(
                sa, request, ours.isEmpty() ? List.of() : List.of(new DeletePayload(ProtocolId.ESP, ours)), step);
    }

    private static void remove(IkeSa sa, LiveSession live, List<Bytes> spis, List<Bytes> ours, Step step) {
        for (Bytes spi : spis) {
            Optional<ChildSa> child = sa.childByOutboundSpi((int) spi.u32(0));
            if (child.isEmpty()) continue;
            // Section 1.4.1: if our own Delete crosses it, neither answer names the pair.
            boolean crossed = sa.requests()
                    .underway(DeleteChildSa.class, delete -> delete.isOf(child.get()))
                    .isPresent();
            Endings.removeChild(sa, child.get(), live, step);
            if (!crossed) ours.add(new ByteWriter(4).u32(child.get().inboundSpi()).toBytes());
            // What took its place carries the traffic to the client from now on.
            if (child.get().state() == ChildSa.State.REPLACED && !sa.living().isEmpty()) {
                step.tools().dataPlane().preferOutbound(sa.living().getLast().inboundSpi());
            }
        }
    }
}
