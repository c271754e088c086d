package gatehouse.radius.secure;

import gatehouse.bytes.Secret;
import gatehouse.pki.Credential;
import java.util.Optional;

/// What two peers know each other by.
public sealed interface Trust {
    /// Certificates.
    ///
    /// @param own  what we show; a server that asks for none needs none
    /// @param peer what the other one has to be
    record Certificates(Optional<Credential> own, PeerRule peer) implements Trust {}

    /// A key that both have (RFC 9813).
    record SharedKey(String identity, Secret key) implements Trust {}
}
