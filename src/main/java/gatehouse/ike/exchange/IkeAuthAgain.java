package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.ike.RefusedException;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.session.Attempt.Trouble;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IdPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import java.util.List;

/// A client that proves itself twice (RFC 4739): its machine by certificate or key first, then whoever sits before it by EAP.
/// Each proof has its own AAA lists. The session opens after the second.
public final class IkeAuthAgain {
    private IkeAuthAgain() {}

    /// Both sides have to mean the same number of proofs.
    static void demandAgreement(Profile profile, Request request) throws RefusedException {
        boolean another = request.notify(NotifyType.ANOTHER_AUTH_FOLLOWS).isPresent();
        if (another == profile.eap().second().isPresent()) return;
        throw RefusedException.authenticationFailed(Trouble.METHOD, another
                ? "the client wants to prove itself twice; profile '" + profile.name() + "' has no authentication.then"
                : "profile '" + profile.name() + "' wants EAP after the first proof; the client offers one proof only");
    }

    /// The first proof is good, and it is known what it is good for: the client goes on.
    static void await(
            IkeSa sa, Login login, Authorization authorization, List<Payload> proof, long messageId, Step step) {
        Messages.reply(sa, ExchangeType.IKE_AUTH, messageId, proof, step.out());
        sa.enter(new Phase.BetweenProofs(login.proved(authorization)));
        sa.timers().set(Timer.HALF_OPEN, step.now().plus(sa.policy().lifetimes().eapRound()));
    }

    /// The client says who proves himself now.
    public static void handle(IkeSa sa, Phase.BetweenProofs phase, Request request, Step step)
            throws RefusedException {
        IdPayload person = Payloads.identity(request.payloads(), PayloadType.IDI)
                .orElseThrow(() -> RefusedException.invalidSyntax("IKE_AUTH without IDi between two proofs"));
        if (request.first(AuthPayload.class).isPresent()) {
            throw RefusedException.authenticationFailed(Trouble.METHOD, "the second proof is by "
                    + request.first(AuthPayload.class).orElseThrow().method() + ", and has to be by EAP");
        }
        Login login = phase.login().inPerson(person);
        IkeAuthStart.beginEap(sa, login, List.of(), request.messageId(), step);
    }
}
