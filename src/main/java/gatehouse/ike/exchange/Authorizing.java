package gatehouse.ike.exchange;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.AuthorizationRun;
import gatehouse.aaa.authorization.Subject;
import gatehouse.aaa.authorization.Verdict;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.PeerIdentities;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.wire.Payload;
import java.util.List;
import java.util.Optional;

/// The client is who it says it is; what it may do is asked of AAA, group first and user then, while its request is held
/// open. With the last answer the session opens.
public final class Authorizing {
    private Authorizing() {}

    /// What came of the proof of identity.
    ///
    /// @param by       who was asked about it; none where nobody was
    /// @param implicit what came with it
    /// @param ours     what proves us to the client, for the reply
    record Proven(AaaList by, Grant implicit, List<Payload> ours) {}

    static void begin(IkeSa sa, Login login, Proven proven, long messageId, Step step) throws RefusedException {
        var subject = new Subject(
                plan(sa, login),
                access(sa, login),
                Questions.facts(sa, login),
                PeerIdentities.of(login.idInitiator()),
                eapIdentity(login),
                proven.by(),
                proven.implicit(),
                step.policies().localPolicies());
        goOn(sa, login, new Held(subject, proven.ours(), messageId), AuthorizationRun.begin(subject), step);
    }

    /// AAA answered.
    public static void answered(IkeSa sa, Phase.Authorizing phase, AccessAnswer answer, Step step)
            throws RefusedException {
        sa.timers().stop(Timer.AAA);
        var held = new Held(phase.subject(), phase.proof(), phase.messageId());
        goOn(sa, phase.login(), held, phase.run().answered(answer), step);
    }

    private record Held(Subject subject, List<Payload> proof, long messageId) {}

    private static void goOn(IkeSa sa, Login login, Held held, AuthorizationRun run, Step step)
            throws RefusedException {
        switch (run.next()) {
            case AuthorizationRun.Ask(var question, var fresh) -> Questions.ask(
                    sa,
                    question,
                    fresh,
                    ticket -> new Phase.Authorizing(
                            ticket, held.messageId(), login, held.proof(), held.subject(), run),
                    step);
            case Verdict.Done(var authorization) -> {
                if (sa.policy().eap().second().isPresent() && login.before().isEmpty()) {
                    IkeAuthAgain.await(sa, login, authorization, held.proof(), held.messageId(), step);
                } else {
                    SessionOpening.open(
                            sa, login, held.subject(), authorization, held.proof(), held.messageId(), step);
                }
            }
            case Verdict.Refused(var trouble, var reason) ->
                    throw RefusedException.authenticationFailed(trouble, reason);
        }
    }

    private static AuthorizationPlan plan(IkeSa sa, Login login) {
        return login.before().isPresent()
                ? sa.policy().eap().second().orElseThrow()
                : sa.policy().remote().get(login.method());
    }

    // What the first proof was good for holds where the second has nothing to say.
    private static AccessPolicy access(IkeSa sa, Login login) {
        AccessPolicy access = sa.policy().access();
        if (login.before().isEmpty()) return access;
        Login.Proof before = login.before().get();
        List<Granted> granted = before.authorization().entries().stream()
                .map(Authorization.Entry::value)
                .filter(value -> !(value instanceof Granted.UserName))
                .toList();
        var origin = new Origin(Origin.Source.PROFILE, "", "", sa.policy().name() + "' and " + before.method() + " of '"
                + before.identity().text());
        return new AccessPolicy(
                access.authentication(),
                access.accountingGroup(),
                new Grant(origin, granted),
                access.addressOrder(),
                access.addressConflict());
    }

    private static Optional<String> eapIdentity(Login login) {
        return switch (login.method()) {
            case EAP -> Optional.of(login.eapIdentity());
            case PRE_SHARED_KEY, CERTIFICATE -> Optional.empty();
        };
    }
}
