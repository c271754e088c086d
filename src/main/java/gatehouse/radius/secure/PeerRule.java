package gatehouse.radius.secure;

import gatehouse.bytes.Bytes;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoints;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which certificate a peer has to show (RFC 6614, section 2.3): one of a name, from an authority that we trust; or one that
/// we know by its fingerprint; or both.
///
/// @param authorities  who may vouch for it; empty where the fingerprint alone decides
/// @param names        host names, mail addresses or addresses, of which it bears one; empty where the fingerprint alone decides
/// @param fingerprints SHA-256 of the certificate; empty where the name alone decides
public record PeerRule(List<X509Certificate> authorities, List<String> names, List<Bytes> fingerprints) {
    public PeerRule {
        authorities = List.copyOf(authorities);
        names = List.copyOf(names);
        fingerprints = List.copyOf(fingerprints);
        if (fingerprints.isEmpty() && (authorities.isEmpty() || names.isEmpty())) {
            throw new IllegalArgumentException("neither a fingerprint nor a name and who vouches for it");
        }
    }

    /// Why a peer is not the one; empty if it is. The text goes on after the name of the peer.
    ///
    /// @param chain its certificate first
    public Optional<String> objection(List<X509Certificate> chain, Instant now) {
        X509Certificate certificate = chain.getFirst();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of("its certificate expired at " + certificate.getNotAfter().toInstant()
                    + ": renew it there");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of("its certificate is not valid before " + certificate.getNotBefore().toInstant()
                    + ": compare the clocks");
        }
        if (!fingerprints.isEmpty() && !fingerprints.contains(fingerprint(certificate))) {
            return Optional.of("its certificate (" + subject(certificate) + ") has the fingerprint "
                    + fingerprint(certificate).hex() + ", which is not the one in 'fingerprint'");
        }
        if (!authorities.isEmpty()) {
            Optional<String> untrusted = TrustPoints.of(authorities).objection(chain, now);
            if (untrusted.isPresent()) return Optional.of(untrusted.get() + ": compare 'ca'");
        }
        if (!names.isEmpty() && names.stream().noneMatch(name -> SubjectNames.bears(certificate, name))) {
            return Optional.of("its certificate bears " + borne(certificate) + ", not " + String.join(" or ", names)
                    + ": compare 'server-name'");
        }
        return Optional.empty();
    }

    private static String borne(X509Certificate certificate) {
        List<String> names = SubjectNames.list(certificate);
        return names.isEmpty() ? "no subjectAltName" : String.join(", ", names);
    }

    /// Who a certificate is for, in one line.
    public static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /// SHA-256 of a certificate.
    public static Bytes fingerprint(X509Certificate certificate) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
