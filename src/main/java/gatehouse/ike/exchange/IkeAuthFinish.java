package gatehouse.ike.exchange;

import gatehouse.session.Attempt.Trouble;
import gatehouse.bytes.Secret;
import gatehouse.ike.RefusedException;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import java.util.List;

/// The last IKE_AUTH exchange after EAP (RFC 7296, section 2.16): both sides prove that they hold the key that EAP made,
/// or SK_pi and SK_pr where it made none. What the client may do is settled then.
public final class IkeAuthFinish {
    private IkeAuthFinish() {}

    public static void handle(IkeSa sa, Phase.EapSucceeded phase, Request request, Step step)
            throws RefusedException {
        verify(sa, phase, request);
        Secret key = phase.msk().isEmpty() ? sa.keys().skPr() : phase.msk();
        List<Payload> proof = List.of(OwnProof.auth(sa, phase.login(), key));
        phase.msk().wipe();
        var proven = new Authorizing.Proven(sa.policy().access().authentication(), phase.grant(), proof);
        Authorizing.begin(sa, phase.login(), proven, request.messageId(), step);
    }

    private static void verify(IkeSa sa, Phase.EapSucceeded phase, Request request) throws RefusedException {
        Login login = phase.login();
        AuthPayload auth = request.first(AuthPayload.class)
                .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.EAP, "no AUTH after EAP"));
        if (request.notify(NotifyType.ANOTHER_AUTH_FOLLOWS).isPresent()) {
            throw RefusedException.authenticationFailed(Trouble.METHOD,
                    "the client wants to prove itself after EAP too");
        }
        if (!auth.method().equals(AuthMethod.SHARED_KEY)) {
            throw RefusedException.authenticationFailed(Trouble.EAP, "AUTH after EAP by " + auth.method());
        }
        Secret key = phase.msk().isEmpty() ? sa.keys().skPi() : phase.msk();
        if (!OwnProof.fits(sa, login, key, auth)) {
            throw RefusedException.authenticationFailed(Trouble.EAP,
                    "AUTH after EAP does not fit the key that EAP made");
        }
    }
}
