package gatehouse.pki;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/// A certificate revocation list (RFC 5280, section 5). Complete lists of the issuer itself; neither deltas nor lists that
/// somebody else signs for it.
public final class RevocationList {
    /// Clocks differ.
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int CRL_SIGN = 6;
    private static final String DELTA = Extension.deltaCRLIndicator.getId();
    private static final Set<String> UNDERSTOOD =
            Set.of(Extension.issuingDistributionPoint.getId(), Extension.cRLNumber.getId());

    private final X509CRL list;
    private final Map<PublicKey, Boolean> signers = new ConcurrentHashMap<>(2);

    private RevocationList(X509CRL list) {
        this.list = list;
    }

    /// Reads DER or PEM.
    public static RevocationList read(byte[] octets) throws PkiException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return new RevocationList((X509CRL) factory.generateCRL(new ByteArrayInputStream(octets)));
        } catch (CertificateException | CRLException | RuntimeException e) {
            throw new PkiException("is no revocation list: " + e.getMessage());
        }
    }

    /// Whether it is of who issued this certificate, by name.
    public boolean concerns(X509Certificate certificate) {
        return list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
    }

    public String issuer() {
        return list.getIssuerX500Principal().getName();
    }

    /// How many certificates it has.
    public int size() {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        return entries == null ? 0 : entries.size();
    }

    /// Until when it holds; a list that does not say holds no longer than it is new.
    public Instant nextUpdate() {
        return list.getNextUpdate() == null ? list.getThisUpdate().toInstant() : list.getNextUpdate().toInstant();
    }

    /// What it says about a certificate.
    public CertificateStatus judge(X509Certificate certificate, X509Certificate issuer, Instant now) {
        if (!concerns(certificate)) return unknown("is of " + issuer());
        if (!signedBy(issuer)) return unknown("was not signed by " + issuer.getSubjectX500Principal().getName());
        if (list.getThisUpdate().toInstant().isAfter(now.plus(SKEW))) {
            return unknown("is of the future, " + list.getThisUpdate().toInstant());
        }
        if (now.isAfter(nextUpdate().plus(SKEW))) return unknown("expired at " + nextUpdate());
        Set<String> critical = list.getCriticalExtensionOIDs();
        if (list.getNonCriticalExtensionOIDs() != null && list.getNonCriticalExtensionOIDs().contains(DELTA)
                || critical != null && critical.contains(DELTA)) {
            return unknown("is a delta of another");
        }
        if (critical != null && !UNDERSTOOD.containsAll(critical)) {
            return unknown("has critical extensions that are not understood: " + critical);
        }
        String outside = outsideOfScope(certificate);
        if (!outside.isEmpty()) return unknown(outside);
        X509CRLEntry entry = list.getRevokedCertificate(certificate.getSerialNumber());
        return entry == null
                ? new CertificateStatus.Good(nextUpdate())
                : new CertificateStatus.Revoked(revoked(entry));
    }

    private static String revoked(X509CRLEntry entry) {
        CRLReason reason = entry.getRevocationReason();
        Instant at = entry.getRevocationDate().toInstant();
        return reason == null ? "revoked at " + at : RevocationReasons.revoked(at, reason.ordinal());
    }

    private boolean signedBy(X509Certificate issuer) {
        boolean[] keyUsage = issuer.getKeyUsage();
        if (keyUsage != null && !keyUsage[CRL_SIGN]) return false;
        // A list may be large, and many ask about the same.
        return signers.computeIfAbsent(issuer.getPublicKey(), key -> {
            try {
                list.verify(key);
                return true;
            } catch (GeneralSecurityException _) {
                return false;
            }
        });
    }

    // RFC 5280, section 5.2.5: a list may be for some certificates only, and then says so.
    private String outsideOfScope(X509Certificate certificate) {
        byte[] extension = list.getExtensionValue(Extension.issuingDistributionPoint.getId());
        if (extension == null) return "";
        try {
            var scope = IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets());
            boolean authority = certificate.getBasicConstraints() >= 0;
            if (scope.isIndirectCRL()) return "is an indirect one";
            if (scope.getOnlySomeReasons() != null) return "is for some reasons only";
            if (scope.onlyContainsAttributeCerts()) return "is for attribute certificates";
            if (authority && scope.onlyContainsUserCerts()) return "is not for authorities";
            if (!authority && scope.onlyContainsCACerts()) return "is for authorities only";
            if (scope.getDistributionPoint() == null) return "";
            List<URI> own = uris(scope.getDistributionPoint());
            return own.stream().anyMatch(distributionPoints(certificate)::contains)
                    ? ""
                    : "is for certificates with another distribution point, " + own;
        } catch (IllegalArgumentException e) {
            return "has a scope that cannot be read: " + e.getMessage();
        }
    }

    /// Where a certificate says that its revocation list is, of those that can be fetched: `http` alone.
    public static List<URI> distributionPoints(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
        if (extension == null) return List.of();
        try {
            var uris = new ArrayList<URI>();
            var points = CRLDistPoint.getInstance(ASN1OctetString.getInstance(extension).getOctets());
            for (DistributionPoint point : points.getDistributionPoints()) {
                if (point.getDistributionPoint() != null && point.getCRLIssuer() == null
                        && point.getReasons() == null) {
                    uris.addAll(uris(point.getDistributionPoint()));
                }
            }
            return List.copyOf(uris);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static List<URI> uris(DistributionPointName name) {
        if (name.getType() != DistributionPointName.FULL_NAME) return List.of();
        var uris = new ArrayList<URI>();
        for (GeneralName one : GeneralNames.getInstance(name.getName()).getNames())
            Locations.http(one).ifPresent(uris::add);
        return uris;
    }

    private static CertificateStatus unknown(String why) {
        return new CertificateStatus.Unknown("the revocation list " + why);
    }
}
