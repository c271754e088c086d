package gatehouse.ike.exchange;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Timer;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.VerifiedPath;
import gatehouse.wire.CertPayload;
import gatehouse.session.Attempt.Trouble;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.Grant;
import gatehouse.bytes.Secret;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.PeerCertificates;
import gatehouse.ike.auth.PeerIdentities;
import gatehouse.ike.auth.SignatureAuth;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Step;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.Payload;
import java.security.cert.X509Certificate;
import java.util.List;

/// A client that proves itself by a signature and a certificate (RFC 7296, section 2.15; RFC 7427).
///
/// First it has to be known that the certificate is its own: who only shows one makes nobody ask about it.
public final class IkeAuthCertificate {
    private IkeAuthCertificate() {}

    /// @param chain what it came with, its own certificate first
    static void handle(
            IkeSa sa, Login login, List<X509Certificate> chain, AuthPayload auth, Request request, Step step)
            throws RefusedException {
        VerifiedPath path =
                PeerCertificates.demandTrust(chain, login.idInitiator(), sa.policy().trustPoints(), step.now());
        boolean genuine = SignatureAuth.verify(
                auth,
                chain.getFirst().getPublicKey(),
                step.tools().signers(),
                sa.peer().signatureHashes(),
                OwnProof.theirs(sa, login));
        if (!genuine) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE, "the signature of "
                    + PeerIdentities.of(login.idInitiator()) + " (" + auth.method()
                    + ") was not made with the key of its certificate");
        }
        Login vouched = login.vouchedBy(path);
        if (!path.asksForRevocation()) {
            proven(sa, vouched, request.messageId(), step);
            return;
        }
        List<Bytes> inBand = PeerCertificates.ocspResponses(request.all(CertPayload.class));
        Questions.askPki(
                sa,
                new PkiQuestion.Revoked(path, inBand),
                ticket -> new Phase.CheckingRevocation(ticket, request.messageId(), vouched),
                step);
    }

    /// It is known whether something was revoked.
    public static void answered(IkeSa sa, Phase.CheckingRevocation phase, PkiAnswer answer, Step step)
            throws RefusedException {
        sa.timers().stop(Timer.AAA);
        switch (answer) {
            case PkiAnswer.NotRevoked() -> proven(sa, phase.login(), phase.messageId(), step);
            case PkiAnswer.Refused(var reason) -> throw RefusedException.authenticationFailed(
                    Trouble.CERTIFICATE, "the client " + phase.login().idInitiator().text() + ": " + reason);
            case PkiAnswer.Certificates _ -> throw new IllegalStateException("the answer to another question");
        }
    }

    private static void proven(IkeSa sa, Login login, long messageId, Step step) throws RefusedException {
        List<Payload> proof = sa.policy().local() == LocalMethod.PRE_SHARED_KEY
                ? OwnProof.byKey(sa, login, key(sa, login))
                : OwnProof.bySignature(sa, login, step);
        Authorizing.begin(sa, login, new Authorizing.Proven(AaaList.NONE, Grant.NOTHING, proof), messageId, step);
    }

    private static Secret key(IkeSa sa, Login login) throws RefusedException {
        if (!(sa.policy().keys() instanceof KeySource.Local(var keyring))) {
            throw RefusedException.authenticationFailed(Trouble.KEY,
                    "profile '" + sa.policy().name() + "' has no keyring of its own to prove us by key");
        }
        return keyring.find(PeerIdentities.of(login.idInitiator()), sa.path().remote().getAddress())
                .map(Keyring.Peer::localKey)
                .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.KEY, "keyring '" + keyring.name()
                        + "' has no key for " + PeerIdentities.of(login.idInitiator())));
    }
}
