package gatehouse.ike.exchange;

import gatehouse.pki.Credential;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Prf;
import gatehouse.ike.RefusedException;
import gatehouse.ike.auth.SharedKeyAuth;
import gatehouse.ike.auth.SignatureAuth;
import gatehouse.ike.auth.SignedOctets;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Login;
import gatehouse.ike.sa.Step;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.Payload;
import java.util.ArrayList;
import java.util.List;

/// Who we are, and the proof of it (RFC 7296, section 2.15); and whether the client's proof by a key holds.
final class OwnProof {
    private OwnProof() {}

    /// IDr, our certificates and our signature; and what an OCSP responder says about the certificate, if the client wants to
    /// know and we do (RFC 4806, section 4.1: the responder's answer has it beside the certificate).
    static List<Payload> bySignature(IkeSa sa, Login login, Step step) throws RefusedException {
        Credential credential = login.wish().credential();
        var payloads = new ArrayList<Payload>(6);
        payloads.add(login.idResponder());
        payloads.addAll(SignatureAuth.certificates(credential));
        if (login.wish().ocsp()) {
            step.tools().ownStatus()
                    .response(credential.certificate())
                    .map(response -> new CertPayload(CertEncoding.OCSP_CONTENT, response))
                    .ifPresent(payloads::add);
        }
        payloads.add(SignatureAuth.sign(
                credential,
                step.tools().signers(),
                sa.peer().signatureHashes(),
                login.wish().methods(),
                ours(sa, login)));
        return payloads;
    }

    /// IDr and AUTH by a pre-shared key.
    static List<Payload> byKey(IkeSa sa, Login login, Secret key) {
        return List.of(login.idResponder(), auth(sa, login, key));
    }

    /// AUTH by a key: a pre-shared one, or the one that EAP made.
    static AuthPayload auth(IkeSa sa, Login login, Secret key) {
        Secret auth = SharedKeyAuth.auth(sa.suite().prf(), key, ours(sa, login));
        return new AuthPayload(AuthMethod.SHARED_KEY, Bytes.wrap(auth.expose()));
    }

    /// Whether the client's AUTH was made with this key.
    static boolean fits(IkeSa sa, Login login, Secret key, AuthPayload auth) {
        return SharedKeyAuth.auth(sa.suite().prf(), key, theirs(sa, login)).equals(Secret.copyOf(auth.data()));
    }

    /// The octets that the client's AUTH covers.
    static Bytes theirs(IkeSa sa, Login login) {
        Prf prf = sa.suite().prf();
        return SignedOctets.of(
                login.init().request(), login.init().nonceResponder(), prf, sa.keys().skPi(), login.idInitiator());
    }

    private static Bytes ours(IkeSa sa, Login login) {
        Prf prf = sa.suite().prf();
        return SignedOctets.of(
                login.init().response(), login.init().nonceInitiator(), prf, sa.keys().skPr(), login.idResponder());
    }
}
