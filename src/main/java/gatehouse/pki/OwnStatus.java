package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// What an OCSP responder says about certificates of our own, for clients that want to know (RFC 4806). Answers at once.
public interface OwnStatus {
    /// Nothing is known.
    OwnStatus NONE = _ -> Optional.empty();

    /// The response in DER, if there is one that holds.
    Optional<Bytes> response(X509Certificate certificate);
}
