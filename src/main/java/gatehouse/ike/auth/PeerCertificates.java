package gatehouse.ike.auth;

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
import java.util.List;
import java.util.Optional;

/// The certificates that a client comes with (RFC 7296, section 3.6), its own first.
public final class PeerCertificates {
    // Somebody who sends more has something else in mind.
    private static final int MOST = 10;

    private PeerCertificates() {}

    /// Reads them; those in encodings that we do not know are passed over.
    public static List<X509Certificate> read(List<CertPayload> payloads) throws RefusedException {
        var certificates = new ArrayList<X509Certificate>(payloads.size());
        for (CertPayload payload : payloads) {
            if (!payload.encoding().equals(CertEncoding.X509_SIGNATURE)) continue;
            if (certificates.size() == MOST) {
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

    /// Refuses a client whose certificate nobody trusted vouches for, or that is not for the identity that it claims.
    public static void demandTrust(
            List<X509Certificate> chain, IdPayload identity, TrustPoints trustPoints, Instant now)
            throws RefusedException {
        if (chain.isEmpty()) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                    "the client " + identity.text() + " signs, but sends no certificate");
        }
        Optional<String> objection = trustPoints.objection(chain, now);
        if (objection.isPresent()) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                    "the client " + identity.text() + ": " + objection.get());
        }
        if (!bears(chain.getFirst(), identity)) {
            throw RefusedException.authenticationFailed(Trouble.CERTIFICATE,
                    "the client calls itself " + PeerIdentities.of(identity)
                            + ", but its certificate is for " + chain.getFirst().getSubjectX500Principal().getName()
                            + " "
                            + SubjectNames.list(chain.getFirst()));
        }
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
