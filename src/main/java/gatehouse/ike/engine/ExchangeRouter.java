package gatehouse.ike.engine;

import gatehouse.ike.RefusedException;
import gatehouse.ike.exchange.CreateChildSa;
import gatehouse.ike.exchange.DeleteSas;
import gatehouse.ike.exchange.IkeAuthAgain;
import gatehouse.ike.exchange.IkeAuthEap;
import gatehouse.ike.exchange.IkeAuthFinish;
import gatehouse.ike.exchange.IkeAuthStart;
import gatehouse.ike.exchange.Informational;
import gatehouse.ike.exchange.RekeyChildSa;
import gatehouse.ike.exchange.RekeyIkeSa;
import gatehouse.ike.request.RekeyIke;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.ProtocolId;
import gatehouse.wire.SaPayload;
import java.util.Optional;

/// Which class serves a request, by the phase of its SA and the exchange: the protocol on one screen.
final class ExchangeRouter {
    private ExchangeRouter() {}

    static void route(IkeSa sa, Request request, Step step) throws RefusedException {
        boolean auth = request.exchange().equals(ExchangeType.IKE_AUTH);
        boolean createChild = request.exchange().equals(ExchangeType.CREATE_CHILD_SA);
        boolean informational = request.exchange().equals(ExchangeType.INFORMATIONAL);
        switch (sa.phase()) {
            case Phase.Initialised phase -> {
                if (auth) IkeAuthStart.handle(sa, phase, request, step);
                else early(sa, request, informational, step);
            }
            case Phase.BetweenProofs phase -> {
                if (auth) IkeAuthAgain.handle(sa, phase, request, step);
                else early(sa, request, informational, step);
            }
            case Phase.EapRunning phase -> {
                if (auth) IkeAuthEap.handle(sa, phase, request, step);
                else early(sa, request, informational, step);
            }
            case Phase.EapSucceeded phase -> {
                if (auth) IkeAuthFinish.handle(sa, phase, request, step);
                else early(sa, request, informational, step);
            }
            case Phase.Held _ ->
                    throw new IllegalStateException("a second request while one is held was not dropped at the door");
            case Phase.Established(var live) -> {
                if (createChild) createChild(sa, live, request, step);
                else if (informational) informational(sa, request, step);
                else throw outOfPlace(request);
            }
            case Phase.Rival(var old, var _) -> {
                // Whoever uses it has decided for it.
                boolean deletes = informational && request.first(DeletePayload.class).isPresent();
                boolean carries = !deletes
                        && RekeyIke.underway(old).filter(ours -> ours.giveWay(old, step)).isPresent();
                if (carries) route(sa, request, step);
                else if (informational) informational(sa, request, step);
                else throw outOfPlace(request);
            }
            case Phase.Rekeyed _,Phase.Closing _ -> {
                if (createChild) throw RefusedException.temporaryFailure("the IKE SA is over");
                if (informational) informational(sa, request, step);
                else throw outOfPlace(request);
            }
        }
    }

    private static void early(IkeSa sa, Request request, boolean informational, Step step) throws RefusedException {
        if (!informational) throw outOfPlace(request);
        Informational.early(sa, request, step);
    }

    private static void createChild(IkeSa sa, LiveSession live, Request request, Step step) throws RefusedException {
        SaPayload offer = request.first(SaPayload.class).orElseThrow();
        Optional<NotifyPayload> rekey = request.notify(NotifyType.REKEY_SA);
        if (offer.proposals().getFirst().protocol().equals(ProtocolId.IKE)) {
            RekeyIkeSa.handle(sa, live, request, step);
        } else if (rekey.isPresent()) {
            RekeyChildSa.handle(sa, live, rekey.get(), request, step);
        } else {
            CreateChildSa.handle(sa, live, request, step);
        }
    }

    private static void informational(IkeSa sa, Request request, Step step) {
        if (request.first(DeletePayload.class).isPresent()) DeleteSas.handle(sa, request, step);
        else Informational.handle(sa, request, step);
    }

    private static RefusedException outOfPlace(Request request) {
        return RefusedException.outOfPlace(request.exchange() + " has no place here");
    }
}
