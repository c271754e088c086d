package gatehouse.ike.exchange;

import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.authorization.MangleException;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.bytes.Secret;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.PeerIdentities;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Step;
import gatehouse.ike.sa.Timer;
import gatehouse.net.Addresses;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.Payload;
import java.util.List;
import java.util.Optional;

/// A client that proves itself by a pre-shared key (RFC 7296, section 2.15). The key is in a keyring, or AAA has it: then the
/// request is held open until AAA has answered, and what came with the key is the implicit authorization.
public final class IkeAuthPsk {
    private IkeAuthPsk() {}

    static void handle(IkeSa sa, Login login, AuthPayload auth, long messageId, Step step) throws RefusedException {
        PeerIdentity identity = PeerIdentities.of(login.idInitiator());
        switch (sa.policy().keys()) {
            case KeySource.None() -> throw RefusedException.authenticationFailed(Trouble.KEY,
                    "profile '" + sa.policy().name() + "' has no keyring for " + identity);
            case KeySource.Local(var keyring) -> {
                Keyring.Peer peer = keyring.find(identity, sa.path().remote().getAddress())
                        .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.KEY,
                                "keyring '" + keyring.name()
                                        + "' has no key for " + identity + " at "
                                        + Addresses.text(sa.path().remote().getAddress())));
                proven(sa, login, auth, messageId, new Keys(peer.localKey(), peer.remoteKey()), Grant.NOTHING, step);
            }
            case KeySource.Aaa(var list, var rule) -> ask(sa, login, auth, messageId, list, name(rule, identity), step);
        }
    }

    private static String name(NameRule rule, PeerIdentity identity) throws RefusedException {
        try {
            return rule.resolve(identity, Optional.empty(), Optional.empty());
        } catch (MangleException e) {
            throw RefusedException.authenticationFailed(Trouble.NAME, "AAA keyring: " + e.getMessage());
        }
    }

    private static void ask(
            IkeSa sa, Login login, AuthPayload auth, long messageId, AaaList list, String name, Step step) {
        var question = new AccessQuestion.PeerKeys(list, Questions.facts(sa, login), name);
        Questions.ask(sa, question, true, ticket -> new Phase.AwaitingKeys(ticket, messageId, login, auth), step);
    }

    /// AAA answered.
    public static void answered(IkeSa sa, Phase.AwaitingKeys phase, AccessAnswer answer, Step step)
            throws RefusedException {
        sa.timers().stop(Timer.AAA);
        PeerIdentity identity = PeerIdentities.of(phase.login().idInitiator());
        switch (answer) {
            case AccessAnswer.Accept(var _, var _, var grant) -> {
                Secret remote = grant.first(Granted.RemoteKey.class)
                        .map(Granted.RemoteKey::key)
                        .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.KEY, grant.origin().server()
                                + " knows " + identity + " and sent no key: neither ipsec:ikev2-password-remote nor"
                                + " Tunnel-Password"));
                Secret local = grant.first(Granted.LocalKey.class).map(Granted.LocalKey::key).orElse(remote);
                proven(sa, phase.login(), phase.auth(), phase.messageId(), new Keys(local, remote), grant, step);
            }
            case AccessAnswer.Reject(var _, var reason) ->
                    throw RefusedException.authenticationFailed(Trouble.REJECTED, "AAA keyring: " + reason);
            case AccessAnswer.Unavailable(var reason) ->
                    throw RefusedException.authenticationFailed(Trouble.AAA_SILENT, "AAA keyring: " + reason);
            case AccessAnswer.Challenge _,AccessAnswer.More _ ->
                    throw RefusedException.authenticationFailed(Trouble.KEY,
                            "AAA keyring: the server answered another question");
        }
    }

    private record Keys(Secret local, Secret remote) {}

    private static void proven(
            IkeSa sa, Login login, AuthPayload auth, long messageId, Keys keys, Grant implicit, Step step)
            throws RefusedException {
        if (!OwnProof.fits(sa, login, keys.remote(), auth)) {
            throw RefusedException.authenticationFailed(Trouble.KEY,
                    "AUTH of " + PeerIdentities.of(login.idInitiator())
                            + " was made with another key than ours for it");
        }
        List<Payload> proof = sa.policy().local() == LocalMethod.PRE_SHARED_KEY
                ? OwnProof.byKey(sa, login, keys.local())
                : OwnProof.bySignature(sa, login, step);
        AaaList provedBy = sa.policy().keys() instanceof KeySource.Aaa(var list, _) ? list : AaaList.NONE;
        Authorizing.begin(sa, login, new Authorizing.Proven(provedBy, implicit, proof), messageId, step);
    }
}
