package gatehouse.pki;

import java.security.cert.X509Certificate;
import java.util.List;

/// The answer to a [PkiQuestion].
public sealed interface PkiAnswer {
    /// What was fetched, for each that was named.
    record Certificates(List<List<X509Certificate>> found) implements PkiAnswer {
        public Certificates {
            found = found.stream().map(List::copyOf).toList();
        }
    }

    /// Nothing is revoked, as far as it has to be known.
    record NotRevoked() implements PkiAnswer {}

    /// It cannot be trusted, or not found out.
    record Refused(String reason) implements PkiAnswer {}
}
