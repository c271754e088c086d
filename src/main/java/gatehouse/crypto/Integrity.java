package gatehouse.crypto;

import java.util.Optional;

/// A truncated HMAC as IKE and ESP use it (RFC 4868, section 2.1; RFC 2404).
///
/// @param hash      the hash below
/// @param icvLength octets that travel
record Integrity(String hash, int icvLength) {
    /// AUTH_HMAC_SHA1_96 (2), SHA2_256_128 (12), SHA2_384_192 (13), SHA2_512_256 (14).
    static Optional<Integrity> of(int id) {
        return switch (id) {
            case 2 -> Optional.of(new Integrity("SHA-1", 12));
            case 12 -> Optional.of(new Integrity("SHA-256", 16));
            case 13 -> Optional.of(new Integrity("SHA-384", 24));
            case 14 -> Optional.of(new Integrity("SHA-512", 32));
            default -> Optional.empty();
        };
    }
}
