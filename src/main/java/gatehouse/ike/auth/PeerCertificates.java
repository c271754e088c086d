package gatehouse.ike.auth;

import gatehouse.pki.HashAndUrl;
import gatehouse.pki.TrustVerdict;
import gatehouse.pki.VerifiedPath;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.session.Attempt.Trouble;
import gatehouse.ike.RefusedException;
import gatehouse.net.Addresses;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The certificates that a client comes with (RFC 7296, section 3.6), its own first.
public final class PeerCertificates {
    // Somebody who sends more has something else in mind.
    private static final int MOST = 10;
    // Each costs us a request before the client has proved anything.
    private static final int MOST_NAMED = 4;

    private PeerCertificates() {}

    /// Reads them; those in encodings that we do not know are passed over.
    ///
    /// @param fetched what was found for each of those that are only named; if fewer, the others are passed over
    public static List<X509Certificate> read(List<CertPayload> payloads, List<List<X509Certificate>> fetched)
            throws RefusedException {
        var certificates = new ArrayList<X509Certificate>(payloads.size());
        Iterator<List<X509Certificate>> found = fetched.iterator();
        for (CertPayload payload : payloads) {
            if (isNamed(payload) && found.hasNext()) certificates.addAll(found.next());
            if (!payload.encoding().equals(CertEncoding.X509_SIGNATURE)) continue;
            if (certificates.size() >= MOST) {
                throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                        "the client sends more than " + MOST + " certificates");
            }
            try {
                var octets = new ByteArrayInputStream(payload.data().toArray());
                certificates.add(
                        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(octets));
            } catch (CertificateException e) {
                throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                        "the client sends a certificate that cannot be read: " + e.getMessage());
            }
        }
        return certificates;
    }

    /// Certificates that the client names by hash and URL instead of sending them.
    public static List<HashAndUrl> named(List<CertPayload> payloads) throws RefusedException {
        var named = new ArrayList<HashAndUrl>();
        for (CertPayload payload : payloads) {
            if (!isNamed(payload)) continue;
            if (named.size() == MOST_NAMED) {
                throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                        "the client names more than " + MOST_NAMED + " certificates by URL");
            }
            try {
                boolean bundle = payload.encoding().equals(CertEncoding.HASH_AND_URL_BUNDLE);
                named.add(HashAndUrl.read(payload.data(), bundle));
            } catch (MalformedException e) {
                throw RefusedException.invalidSyntax(e.getMessage());
            }
        }
        return named;
    }

    private static boolean isNamed(CertPayload payload) {
        return payload.encoding().equals(CertEncoding.HASH_AND_URL_X509)
                || payload.encoding().equals(CertEncoding.HASH_AND_URL_BUNDLE);
    }

    /// OCSP responses that came with them (RFC 4806, section 3.2).
    public static List<Bytes> ocspResponses(List<CertPayload> payloads) {
        return payloads.stream()
                .filter(payload -> payload.encoding().equals(CertEncoding.OCSP_CONTENT))
                .limit(MOST)
                .map(CertPayload::data)
                .toList();
    }

    /// Refuses a client whose certificate nobody trusted vouches for, or that is not for the identity that it claims.
    public static VerifiedPath demandTrust(
            List<X509Certificate> chain, IdPayload identity, TrustPoints trustPoints, Instant now)
            throws RefusedException {
        if (chain.isEmpty()) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                    "the client " + identity.text() + " signs, but sends no certificate");
        }
        VerifiedPath path = switch (trustPoints.verify(chain, now)) {
            case TrustVerdict.Trusted(var trusted) -> trusted;
            case TrustVerdict.Refused(var reason) -> throw RefusedException.authenticationFailed(
                    Trouble.CERTIFICATE, "the client " + identity.text() + ": " + reason);
        };
        if (!bears(chain.getFirst(), identity)) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                    "the client calls itself " + PeerIdentities.of(identity)
                            + ", but its certificate is for " + chain.getFirst().getSubjectX500Principal().getName()
                            + " "
                            + SubjectNames.list(chain.getFirst()));
        }
        return path;
    }

    /// Whether a certificate is for this identity.
    static boolean bears(X509Certificate certificate, IdPayload identity) {
        String text = identity.data().utf8();
        if (identity.idType().equals(IdType.FQDN)) return SubjectNames.bearsHost(certificate, text);
        if (identity.idType().equals(IdType.RFC822_ADDR)) return SubjectNames.bearsMail(certificate, text);
        if (identity.idType().equals(IdType.DER_ASN1_DN)) {
            return SubjectNames.bearsSubject(certificate, identity.data());
        }
        boolean address = identity.idType().equals(IdType.IPV4_ADDR) || identity.idType().equals(IdType.IPV6_ADDR);
        return address && SubjectNames.bearsAddress(certificate, Addresses.of(identity.data()));
    }
}
