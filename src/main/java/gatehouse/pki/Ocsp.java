package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// Questions to OCSP responders and what they answer (RFC 6960, in the small dialect of RFC 5019: about one certificate,
/// without a nonce, so that an answer serves everybody for its time and can be handed on in IKE, RFC 4806).
public final class Ocsp {
    /// Clocks differ.
    private static final Duration SKEW = Duration.ofMinutes(5);
    /// For an answer that does not say how long it holds: then there is newer information at any time.
    private static final Duration WITHOUT_END = Duration.ofMinutes(5);

    private Ocsp() {}

    /// The question about a certificate.
    public static Bytes request(X509Certificate certificate, X509Certificate issuer) {
        try {
            // SHA-1 names the issuer here and protects nothing; it is what every responder knows (RFC 5019, section 2.1.1).
            var id = new CertificateID(
                    digests().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer),
                    certificate.getSerialNumber());
            return Bytes.wrap(new OCSPReqBuilder().addRequest(id).build().getEncoded());
        } catch (OCSPException | OperatorCreationException | CertificateEncodingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What an answer says about a certificate.
    ///
    /// @param responders whose answers are believed besides those of the issuer and of whom it appointed
    public static CertificateStatus judge(
            Bytes response,
            X509Certificate certificate,
            X509Certificate issuer,
            List<X509Certificate> responders,
            Instant now) {
        try {
            var whole = new OCSPResp(response.toArray());
            if (whole.getStatus() != OCSPResp.SUCCESSFUL) return unknown("says " + status(whole.getStatus()));
            if (!(whole.getResponseObject() instanceof BasicOCSPResp basic)) return unknown("is of an unknown kind");
            Optional<SingleResp> single = about(basic, certificate, issuer);
            if (single.isEmpty()) return unknown("is about another certificate");
            if (!signed(basic, issuer, responders, now)) {
                return unknown("is signed by nobody who may speak for "
                        + issuer.getSubjectX500Principal().getName());
            }
            return judge(single.get(), now);
        } catch (IOException | OCSPException | RuntimeException e) {
            return unknown("cannot be read: " + e.getMessage());
        }
    }

    private static CertificateStatus judge(SingleResp single, Instant now) {
        Instant from = single.getThisUpdate().toInstant();
        Instant until = single.getNextUpdate() == null
                ? from.plus(WITHOUT_END)
                : single.getNextUpdate().toInstant();
        if (from.isAfter(now.plus(SKEW))) return unknown("is of the future, " + from);
        if (now.isAfter(until.plus(SKEW))) return unknown("expired at " + until);
        return switch (single.getCertStatus()) {
            // "Good" is no status object.
            case null -> new CertificateStatus.Good(until);
            case RevokedStatus revoked -> new CertificateStatus.Revoked(
                    revoked.hasRevocationReason()
                            ? RevocationReasons.revoked(
                                    revoked.getRevocationTime().toInstant(), revoked.getRevocationReason())
                            : "revoked at " + revoked.getRevocationTime().toInstant());
            default -> unknown("says that the responder does not know the certificate");
        };
    }

    private static Optional<SingleResp> about(BasicOCSPResp basic, X509Certificate certificate, X509Certificate issuer)
            throws OCSPException {
        try {
            var holder = new JcaX509CertificateHolder(issuer);
            for (SingleResp single : basic.getResponses()) {
                CertificateID id = single.getCertID();
                if (id.getSerialNumber().equals(certificate.getSerialNumber()) && id.matchesIssuer(holder, digests())) {
                    return Optional.of(single);
                }
            }
            return Optional.empty();
        } catch (CertificateEncodingException | OperatorCreationException e) {
            throw new OCSPException("issuer", e);
        }
    }

    // RFC 6960, section 4.2.2.2: the issuer itself, somebody whom it appointed for this very purpose, or whom we were told of.
    private static boolean signed(
            BasicOCSPResp basic, X509Certificate issuer, List<X509Certificate> responders, Instant now) {
        var candidates = new ArrayList<X509Certificate>();
        candidates.add(issuer);
        candidates.addAll(responders);
        for (X509CertificateHolder holder : basic.getCerts()) appointed(holder, issuer, now).ifPresent(candidates::add);
        return candidates.stream().anyMatch(candidate -> verifies(basic, candidate.getPublicKey()));
    }

    private static Optional<X509Certificate> appointed(
            X509CertificateHolder holder, X509Certificate issuer, Instant now) {
        try {
            X509Certificate certificate = KeyPairs.platformCertificate(holder);
            certificate.checkValidity(Date.from(now));
            List<String> usages = certificate.getExtendedKeyUsage();
            boolean may = usages != null && usages.contains(KeyPurposes.OCSP_SIGNING);
            return may && KeyPairs.issued(issuer, certificate) ? Optional.of(certificate) : Optional.empty();
        } catch (GeneralSecurityException | IOException _) {
            return Optional.empty();
        }
    }

    private static boolean verifies(BasicOCSPResp basic, PublicKey key) {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OCSPException | OperatorCreationException _) {
            // Another kind of key.
            return false;
        }
    }

    /// The responders that a certificate names, of those that can be asked: `http` alone.
    public static List<URI> responders(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) return List.of();
        try {
            var uris = new ArrayList<URI>();
            var access = AuthorityInformationAccess.getInstance(ASN1OctetString.getInstance(extension).getOctets());
            for (AccessDescription description : access.getAccessDescriptions()) {
                if (description.getAccessMethod().equals(X509ObjectIdentifiers.id_ad_ocsp)) {
                    Locations.http(description.getAccessLocation()).ifPresent(uris::add);
                }
            }
            return List.copyOf(uris);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String status(int status) {
        return switch (status) {
            case OCSPResp.MALFORMED_REQUEST -> "malformedRequest";
            case OCSPResp.INTERNAL_ERROR -> "internalError";
            case OCSPResp.TRY_LATER -> "tryLater";
            case OCSPResp.SIG_REQUIRED -> "sigRequired";
            case OCSPResp.UNAUTHORIZED -> "unauthorized";
            default -> "status " + status;
        };
    }

    private static DigestCalculatorProvider digests() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build();
    }

    private static CertificateStatus unknown(String why) {
        return new CertificateStatus.Unknown("the OCSP response " + why);
    }
}
