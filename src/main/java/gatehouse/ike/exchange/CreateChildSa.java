package gatehouse.ike.exchange;

import gatehouse.aaa.Granted;
import gatehouse.ike.RefusedException;
import gatehouse.ike.keying.Nonces;
import gatehouse.ike.negotiation.ProposalChoice.KeyExchangeRule;
import gatehouse.ike.request.RekeyIke;
import gatehouse.ike.sa.ChildSa;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.bytes.Bytes;
import gatehouse.wire.KePayload;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.SaPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Another Child SA (RFC 7296, section 1.3.1): the first one of a client that logged in without (RFC 6023), or one beside those
/// that there are, for other traffic or for the same: by DSCP (RFC 4301, section 4.1), or one for each queue or processor of the
/// client (RFC 9611). Whatever comes by one of them is taken; what goes to the client goes by the first that fits.
public final class CreateChildSa {
    private CreateChildSa() {}

    public static void handle(IkeSa sa, LiveSession live, Request request, Step step) throws RefusedException {
        demandStillness(sa);
        int most = live.authorization()
                .first(Granted.FlowLimit.class)
                .map(Granted.FlowLimit::childSas)
                .orElse(step.limits().childSasPerSession());
        if (sa.living().size() >= most) {
            String reason = "the session has " + most + " Child SAs already";
            throw isResource(request)
                    ? RefusedException.tsMaxQueue(reason)
                    : RefusedException.noAdditionalSas(reason);
        }
        boolean first = sa.living().isEmpty();
        ChildSa made = make(sa, live, request, step).child();
        if (first) live.hasChild(sa.suite().text() + " " + made.terms().text(), step.out());
    }

    /// RFC 7296, section 2.25.2: while we replace the IKE SA, nothing new is made in the one that goes.
    static void demandStillness(IkeSa sa) throws RefusedException {
        if (RekeyIke.underway(sa).isPresent()) {
            throw RefusedException.temporaryFailure("the IKE SA is being rekeyed");
        }
    }

    private static boolean isResource(Request request) {
        return request.notify(NotifyType.SA_RESOURCE_INFO).isPresent();
    }

    // RFC 7296, section 1.3.1: without a key exchange of its own a Child SA is as good as the IKE SA's keys.
    private static KeyExchangeRule secrecy(LiveSession live) {
        return live.authorization().first(Granted.Pfs.class).filter(Granted.Pfs::yes).isPresent()
                ? KeyExchangeRule.REQUIRED
                : KeyExchangeRule.OPTIONAL;
    }

    /// A Child SA with the nonces of the exchange that made it.
    record Made(ChildSa child, Bytes nonceI, Bytes nonceR) {}

    /// Makes the Child SA and answers.
    static Made make(IkeSa sa, LiveSession live, Request request, Step step) throws RefusedException {
        Bytes nonceI = request.first(NoncePayload.class).orElseThrow().data();
        Bytes nonceR = Nonces.fresh(step);
        var wish = new ChildSaMaking.Wish(
                request.first(SaPayload.class).orElseThrow(),
                IkeAuthStart.selectors(request, PayloadType.TSI),
                IkeAuthStart.selectors(request, PayloadType.TSR),
                request.first(KePayload.class),
                secrecy(live),
                nonceI,
                nonceR,
                isResource(request));
        ChildSaMaking.Made made = ChildSaMaking.make(sa, wish, ChildSaMaking.Owner.of(live), step);
        List<Payload> reply = new ArrayList<>(made.payloads(Optional.of(new NoncePayload(nonceR))));
        // RFC 9611, section 4: who can do it says so.
        if (wish.resource()) reply.add(NotifyPayload.of(NotifyType.SA_RESOURCE_INFO));
        Messages.reply(sa, request, reply, step);
        return new Made(made.child(), nonceI, nonceR);
    }
}
