package gatehouse.pki;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// Authorities that are trusted, and on which conditions.
///
/// @param name        for logs
/// @param authorities whose certificates are trusted
/// @param usages      object identifiers of extended key usages, one of which a certificate must have that has any; empty
///                    for whatever there may be
/// @param revocation  how it is found out whether a certificate was revoked
/// @param exceptions  what holds for some certificates instead
public record TrustPoint(
        String name,
        List<X509Certificate> authorities,
        Set<String> usages,
        Revocation revocation,
        List<CertificateException> exceptions) {
    public TrustPoint {
        authorities = List.copyOf(authorities);
        usages = Set.copyOf(usages);
        exceptions = List.copyOf(exceptions);
    }

    /// Authorities without conditions.
    public static TrustPoint of(String name, List<X509Certificate> authorities) {
        return new TrustPoint(name, authorities, Set.of(), Revocation.NOT_ASKED, List.of());
    }

    /// What holds for certificates that a map fits, instead of the trust point's rules.
    ///
    /// @param allowExpired   whether its having expired does no harm
    /// @param skipRevocation whether nobody is asked for its revocation
    /// @param crlUrls        where its revocation list is; empty for what holds otherwise
    /// @param ocspUrls       its responders; empty for what holds otherwise
    public record CertificateException(
            CertificateMap map, boolean allowExpired, boolean skipRevocation, List<URI> crlUrls, List<URI> ocspUrls) {
        public CertificateException {
            crlUrls = List.copyOf(crlUrls);
            ocspUrls = List.copyOf(ocspUrls);
        }
    }

    boolean allowsExpired(X509Certificate certificate) {
        return exceptions.stream().anyMatch(one -> one.allowExpired() && one.map().fits(certificate));
    }

    /// How it is found out whether this certificate was revoked.
    public Revocation revocationOf(X509Certificate certificate) {
        Revocation rule = revocation;
        for (CertificateException exception : exceptions) {
            if (!exception.map().fits(certificate)) continue;
            if (exception.skipRevocation()) return Revocation.NOT_ASKED;
            rule = new Revocation(
                    rule.methods(),
                    rule.crlFiles(),
                    exception.crlUrls().isEmpty() ? rule.crlUrls() : exception.crlUrls(),
                    exception.ocspUrls().isEmpty() ? rule.ocspUrls() : exception.ocspUrls(),
                    rule.responders(),
                    rule.tearDown());
        }
        return rule;
    }
}
