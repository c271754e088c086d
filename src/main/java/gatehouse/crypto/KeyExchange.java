package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;

/// A Diffie-Hellman group (RFC 7296, section 3.3.2, transform type 4).
public interface KeyExchange {
    int group();

    /// Octets of a public value.
    int publicLength();

    Ephemeral generate();

    /// A key pair for one exchange.
    interface Ephemeral {
        Bytes publicValue();

        /// The shared secret, as long as the group demands.
        Secret agree(Bytes peerPublic) throws InvalidPublicValueException;
    }
}
