package gatehouse.ike.auth;

import gatehouse.bytes.Bytes;
import gatehouse.pki.Credential;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertReqPayload;
import gatehouse.wire.IdPayload;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// With which of our certificates we prove ourselves: one that can be verified by what the client says it knows, that bears
/// the identity which it asks for, and that is under an authority which it trusts; failing that, the profile's first.
///
/// A CERTREQ that nothing fits is no error and is passed over (RFC 7296, section 3.7).
public final class CredentialChoice {
    private final List<Bytes> trusted;
    private final List<AuthAnnouncement> methods;
    private final List<Integer> hashes;

    /// @param requests CERTREQ payloads of the client
    /// @param methods  what it announced (RFC 9593); empty if nothing
    /// @param hashes   what it listed in SIGNATURE_HASH_ALGORITHMS
    public CredentialChoice(List<CertReqPayload> requests, List<AuthAnnouncement> methods, List<Integer> hashes) {
        this.trusted = requests.stream()
                .filter(request -> request.encoding().equals(CertEncoding.X509_SIGNATURE))
                .flatMap(request -> request.hashes().stream())
                .toList();
        this.methods = List.copyOf(methods);
        this.hashes = List.copyOf(hashes);
    }

    public Credential choose(List<Credential> credentials, Optional<IdPayload> asked) {
        List<Credential> fitting = narrowed(
                credentials,
                one -> SignatureAuth.scheme(one.certificate().getPublicKey(), hashes, methodsFor(one)).isPresent());
        if (asked.isPresent()) {
            fitting = narrowed(fitting, one -> PeerCertificates.bears(one.certificate(), asked.get()));
        }
        return narrowed(fitting, one -> trusted.stream().anyMatch(one::isUnder)).getFirst();
    }

    /// What it can verify with this certificate of ours. Empty if it said nothing about any.
    public List<AuthAnnouncement> methodsFor(Credential credential) {
        return methods.stream().filter(one -> isMeantFor(one, credential)).toList();
    }

    // RFC 9593, section 3.2.2: the Cert Link is the place of an authority in the CERTREQ payloads, counted from 1.
    private boolean isMeantFor(AuthAnnouncement announcement, Credential credential) {
        int link = announcement.certLink();
        if (link == 0) return true;
        return link <= trusted.size() && credential.isUnder(trusted.get(link - 1));
    }

    private static List<Credential> narrowed(List<Credential> credentials, Predicate<Credential> wish) {
        // Where there is no choice, nobody need ask.
        if (credentials.size() == 1) return credentials;
        List<Credential> narrower = credentials.stream().filter(wish).toList();
        return narrower.isEmpty() ? credentials : narrower;
    }

    /// Whether the client wants an OCSP response (RFC 4806, section 3.1).
    public static boolean wantsOcsp(Stream<CertReqPayload> requests) {
        return requests.anyMatch(request -> request.encoding().equals(CertEncoding.OCSP_CONTENT));
    }
}
