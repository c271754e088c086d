package gatehouse.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What we prove our identity with: a certificate, the intermediate certificates up to but without the root, and the
/// private key. It prints without the key.
public record Credential(X509Certificate certificate, List<X509Certificate> intermediates, PrivateKey privateKey) {
    public Credential {
        intermediates = List.copyOf(intermediates);
    }

    @Override
    public String toString() {
        return "Credential(" + certificate.getSubjectX500Principal() + ")";
    }
}
