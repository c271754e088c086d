package gatehouse.pki;

import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate that an authority vouches for, and the way between them.
///
/// @param point        whose authority it is, and so whose rules hold
/// @param certificates from the certificate itself up to, but without, the authority
public record VerifiedPath(TrustPoint point, List<X509Certificate> certificates, X509Certificate authority) {
    public VerifiedPath {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) throw new IllegalArgumentException("a path from nowhere");
    }

    /// The certificate that is vouched for.
    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    /// Who issued the certificate at this place of the path.
    public X509Certificate issuerOf(int index) {
        return index + 1 < certificates.size() ? certificates.get(index + 1) : authority;
    }

    /// Whether anybody has to be asked whether something on the path was revoked.
    public boolean asksForRevocation() {
        return certificates.stream().anyMatch(certificate -> point.revocationOf(certificate).asks());
    }

    /// Two are the same if they are of the same certificates, whatever rules hold.
    public boolean isOf(VerifiedPath other) {
        return certificates.equals(other.certificates) && authority.equals(other.authority);
    }
}
