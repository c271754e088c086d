package gatehouse.ike.auth;

import gatehouse.wire.AuthAnnouncement;
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
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// How we prove our identity by signature: with RFC 7427 to clients that say which hashes they know, with the method of
/// old that fits the key to the others (RFC 7296, section 3.8; RFC 4754). SHA-1 is for those alone who know nothing else.
public final class SignatureAuth {
    private static final int SHA1 = 1;

    private SignatureAuth() {}

    /// Our certificate and those between it and the root, leaf first (RFC 7296, section 3.6).
    public static List<Payload> certificates(Credential credential) {
        var payloads = new ArrayList<Payload>(1 + credential.intermediates().size());
        payloads.add(payload(credential.certificate()));
        credential.intermediates().forEach(certificate -> payloads.add(payload(certificate)));
        return payloads;
    }

    /// How to sign with a key so that the client can verify it, best first; empty if there is no way.
    ///
    /// @param peerHashes what the client listed in SIGNATURE_HASH_ALGORITHMS; empty if it sent none
    /// @param methods    what it announced (RFC 9593); empty if nothing
    static Optional<SignatureScheme> scheme(
            PublicKey key, List<Integer> peerHashes, List<AuthAnnouncement> methods) {
        // RFC 7427, section 4: no hash is used that the peer did not list.
        Stream<SignatureScheme> modern =
                SignatureScheme.usableWith(key).stream().filter(scheme -> peerHashes.contains(scheme.hashId()));
        // Who lists hashes knows better ones than SHA-1.
        Stream<SignatureScheme> old = SignatureScheme.oldSchemeFor(key).stream()
                .filter(scheme -> peerHashes.isEmpty() || scheme.hashId() != SHA1);
        return Stream.concat(modern, old).filter(scheme -> isAnnounced(scheme, methods)).findFirst();
    }

    private static boolean isAnnounced(SignatureScheme scheme, List<AuthAnnouncement> methods) {
        if (methods.isEmpty()) return true;
        OptionalInt old = scheme.oldAuthMethod();
        return methods.stream().anyMatch(one -> old.isPresent()
                ? one.method().code() == old.getAsInt()
                : one.method().equals(AuthMethod.DIGITAL_SIGNATURE)
                        && SignatureScheme.ofAlgorithmIdentifier(one.algorithm()).equals(Optional.of(scheme)));
    }

    /// @param peerHashes what the client listed in SIGNATURE_HASH_ALGORITHMS; empty if it sent none
    /// @param methods    what it announced (RFC 9593); empty if nothing
    public static AuthPayload sign(
            Credential credential,
            Signers signers,
            List<Integer> peerHashes,
            List<AuthAnnouncement> methods,
            Bytes signedOctets)
            throws RefusedException {
        PublicKey publicKey = credential.certificate().getPublicKey();
        SignatureScheme scheme = scheme(publicKey, peerHashes, methods)
                .orElseThrow(() -> RefusedException.authenticationFailed(Trouble.METHOD,
                        "the client knows no signature that our " + publicKey.getAlgorithm() + " key can make"
                                + (methods.isEmpty() ? "" : "; it announced " + methods.size() + " methods")));
        Bytes signature = signers.signer(scheme, credential.privateKey(), publicKey).sign(signedOctets);
        OptionalInt old = scheme.oldAuthMethod();
        return old.isPresent()
                ? new AuthPayload(new AuthMethod(old.getAsInt()), signature)
                : new AuthPayload(
                        AuthMethod.DIGITAL_SIGNATURE,
                        new SignatureData(scheme.algorithmIdentifier(), signature).write());
    }

    /// Whether the client's signature is genuine.
    ///
    /// @param peerHashes what the client listed in SIGNATURE_HASH_ALGORITHMS; empty if it sent none
    public static boolean verify(
            AuthPayload auth, PublicKey key, Signers signers, List<Integer> peerHashes, Bytes signedOctets)
            throws RefusedException {
        if (!auth.method().equals(AuthMethod.DIGITAL_SIGNATURE)) {
            if (auth.method().equals(AuthMethod.RSA_SIGNATURE) && !peerHashes.isEmpty()) {
                throw RefusedException.authenticationFailed(Trouble.METHOD,
                        "the client signs with SHA-1 (" + auth.method() + "), though it knows better hashes");
            }
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
