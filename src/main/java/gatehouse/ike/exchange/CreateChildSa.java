package gatehouse.ike.exchange;

import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.SaPayload;
import java.util.Optional;

/// Another Child SA beside those there are (RFC 7296, section 1.3.1).
public final class CreateChildSa {
    private CreateChildSa() {}

    public static void handle(IkeSa sa, LiveSession live, Request request, Step step) throws RefusedException {
        int most = live.authorization()
                .first(Granted.FlowLimit.class)
                .map(Granted.FlowLimit::childSas)
                .orElse(step.limits().childSasPerSession());
        long living = sa.children().stream().filter(child -> !child.replaced()).count();
        if (living >= most) throw RefusedException.noAdditionalSas("the session has " + most + " Child SAs already");
        make(sa, live, request, step);
    }

    // RFC 7296, section 1.3.1: without a key exchange of its own a Child SA is as good as the IKE SA's keys.
    private static KeyExchangeRule secrecy(LiveSession live) {
        return live.authorization().first(Granted.Pfs.class).filter(Granted.Pfs::yes).isPresent()
                ? KeyExchangeRule.REQUIRED
                : KeyExchangeRule.OPTIONAL;
    }

    /// Makes the Child SA and answers.
    static ChildSa make(IkeSa sa, LiveSession live, Request request, Step step) throws RefusedException {
        Bytes nonceR = IkeSaInit.nonce(step);
        var wish = new ChildSaMaking.Wish(
                request.first(SaPayload.class).orElseThrow(),
                IkeAuthStart.selectors(request, PayloadType.TSI),
                IkeAuthStart.selectors(request, PayloadType.TSR),
                request.first(KePayload.class),
                secrecy(live),
                request.first(NoncePayload.class).orElseThrow().data(),
                nonceR);
        ChildSaMaking.Made made = ChildSaMaking.make(sa, wish, ChildSaMaking.Owner.of(live), step);
        Messages.reply(sa, request, made.payloads(Optional.of(new NoncePayload(nonceR))), step);
        return made.child();
    }
}
