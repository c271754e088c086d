package gatehouse.ike.auth;

import gatehouse.session.Attempt.Trouble;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.SignatureScheme;
import gatehouse.crypto.Signers;
import gatehouse.ike.RefusedException;
import gatehouse.pki.Credential;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.SignatureData;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How we prove our identity by signature: with RFC 7427 to clients that say which hashes they know, with the method of
/// old that fits the key to the others (RFC 7296, section 3.8; RFC 4754).
public final class SignatureAuth {
    private SignatureAuth() {}

    /// Our certificate and those between it and the root, leaf first (RFC 7296, section 3.6).
    public static List<Payload> certificates(Credential credential) {
        var payloads = new ArrayList<Payload>(1 + credential.intermediates().size());
        payloads.add(payload(credential.certificate()));
        credential.intermediates().forEach(certificate -> payloads.add(payload(certificate)));
        return payloads;
    }

    /// @param peerHashes what the client listed in SIGNATURE_HASH_ALGORITHMS; empty if it sent none
    public static AuthPayload sign(
            Credential credential, Signers signers, List<Integer> peerHashes, Bytes signedOctets)
            throws RefusedException {
        PublicKey publicKey = credential.certificate().getPublicKey();
        PrivateKey privateKey = credential.privateKey();
        Optional<SignatureScheme> modern = SignatureScheme.usableWith(publicKey).stream()
                .filter(scheme -> peerHashes.contains(scheme.hashId()))
                .findFirst();
        if (modern.isPresent()) {
            Bytes signature = signers.signer(modern.get(), privateKey, publicKey).sign(signedOctets);
            return new AuthPayload(
                    AuthMethod.DIGITAL_SIGNATURE,
                    new SignatureData(modern.get().algorithmIdentifier(), signature).write());
        }
        SignatureScheme old = SignatureScheme.oldSchemeFor(publicKey)
                .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.METHOD,
                        "the client knows no signature that our " + publicKey.getAlgorithm() + " key can make"));
        Bytes signature = signers.signer(old, privateKey, publicKey).sign(signedOctets);
        return new AuthPayload(new AuthMethod(old.oldAuthMethod().orElseThrow()), signature);
    }

    /// Whether the client's signature is genuine.
    public static boolean verify(AuthPayload auth, PublicKey key, Signers signers, Bytes signedOctets)
            throws RefusedException {
        if (!auth.method().equals(AuthMethod.DIGITAL_SIGNATURE)) {
            Bytes signature = auth.data();
            return SignatureScheme.ofOldMethod(auth.method().code())
                    .filter(scheme -> signers.verify(scheme, key, signedOctets, signature))
                    .isPresent();
        }
        try {
            SignatureData data = SignatureData.read(auth.data());
            return SignatureScheme.ofAlgorithmIdentifier(data.algorithm())
                    .filter(scheme -> signers.verify(scheme, key, signedOctets, data.signature()))
                    .isPresent();
        } catch (MalformedException e) {
            throw RefusedException.invalidSyntax(e.getMessage());
        }
    }

    private static CertPayload payload(X509Certificate certificate) {
        try {
            return new CertPayload(CertEncoding.X509_SIGNATURE, Bytes.wrap(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }
}
