package gatehouse.ike.exchange;

import gatehouse.aaa.Conversation;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.GatewayIdentity;
import gatehouse.ike.auth.SignatureAuth;
import gatehouse.ike.auth.SignedOctets;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.SessionIds;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CfgType;
import gatehouse.wire.CpPayload;
import gatehouse.wire.EapPayload;
import gatehouse.wire.IdPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.TsPayload;
import java.util.ArrayList;
import java.util.List;

/// The first IKE_AUTH exchange (RFC 7296, sections 1.2 and 2.16): the client says who it is and, by leaving AUTH out,
/// that it wants EAP; we prove who we are and begin EAP.
public final class IkeAuthStart {
    private IkeAuthStart() {}

    /// Computes the keys, when the first protected message comes.
    public static void deriveKeys(IkeSa sa, Phase.Initialised phase) throws InvalidPublicValueException {
        Secret shared = phase.ours().agree(phase.peerPublic());
        sa.protect(IkeKeys.derive(
                sa.suite().prf(),
                sa.suite().cipher(),
                shared,
                phase.init().nonceInitiator(),
                phase.init().nonceResponder(),
                sa.initiatorSpi(),
                sa.responderSpi()));
        shared.wipe();
    }

    public static void handle(IkeSa sa, Phase.Initialised phase, Request request, Step step)
            throws RefusedException {
        IdPayload identity = Payloads.identity(request.payloads(), PayloadType.IDI)
                .orElseThrow(() -> RefusedException.invalidSyntax("IKE_AUTH without IDi"));
        if (request.first(AuthPayload.class).isPresent()) {
            throw RefusedException.authenticationFailed("the client " + identity.text() + " wants to authenticate by "
                    + request.first(AuthPayload.class).get().method() + "; this connection serves EAP only");
        }
        IdPayload own = GatewayIdentity.choose(sa.policy(), Payloads.identity(request.payloads(), PayloadType.IDR));
        SessionIds.Pair names = step.tools().sessionIds().next(sa.path().local().getAddress());
        var login = new Login(
                names.session(),
                names.audit(),
                phase.init(),
                identity,
                own,
                childWish(request),
                request.notify(NotifyType.INITIAL_CONTACT).isPresent(),
                identity.text(),
                EapType.IDENTITY);
        if (!sa.policy().eap().queryIdentity()) {
            EapPacket packet = EapPacket.identityResponse(0, identity.text());
            IkeAuthEap.ask(sa, request.messageId(), login, packet, Conversation.NONE, true, step);
            return;
        }
        int identifier = step.tools().random().nextInt(256);
        List<Payload> payloads = introduction(sa, login, step);
        payloads.add(new EapPayload(EapPacket.identityRequest(identifier).write()));
        Messages.reply(sa, request, payloads, step);
        sa.enter(new Phase.EapRunning(login, Conversation.NONE, identifier));
        sa.timers().set(Timer.HALF_OPEN, step.now().plus(sa.policy().lifetimes().eapRound()));
    }

    /// Who we are, and the proof of it.
    static List<Payload> introduction(IkeSa sa, Login login, Step step) throws RefusedException {
        Bytes octets = SignedOctets.of(
                login.init().response(),
                login.init().nonceInitiator(),
                sa.suite().prf(),
                sa.keys().skPr(),
                login.idResponder());
        var payloads = new ArrayList<Payload>(6);
        payloads.add(login.idResponder());
        payloads.addAll(SignatureAuth.certificates(sa.policy().credential()));
        payloads.add(SignatureAuth.sign(
                sa.policy().credential(), step.tools().signers(), sa.peer().signatureHashes(), octets));
        return payloads;
    }

    private static Login.ChildWish childWish(Request request) throws RefusedException {
        SaPayload offer = request.first(SaPayload.class)
                .orElseThrow(() -> RefusedException.invalidSyntax("IKE_AUTH without SA"));
        return new Login.ChildWish(
                offer,
                selectors(request, PayloadType.TSI),
                selectors(request, PayloadType.TSR),
                request.all(CpPayload.class).stream()
                        .filter(cp -> cp.cfgType().equals(CfgType.REQUEST))
                        .toList());
    }

    static List<TrafficSelector> selectors(Request request, PayloadType side) throws RefusedException {
        return Payloads.selectors(request.payloads(), side)
                .map(TsPayload::selectors)
                .orElseThrow(() -> RefusedException.invalidSyntax(request.exchange() + " without " + side));
    }
}
