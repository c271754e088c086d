package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import java.security.SecureRandom;

/// Nonces and SPIs.
final class Chance {
    private static final int NONCE_LENGTH = 32;

    private final SecureRandom random;

    Chance(SecureRandom random) {
        this.random = random;
    }

    Bytes nonce() {
        return octets(NONCE_LENGTH);
    }

    /// Never one of the reserved values below 256 (RFC 4303, section 2.1).
    Bytes spi(int length) {
        byte[] octets = octets(length).toArray();
        octets[0] |= 1;
        return Bytes.wrap(octets);
    }

    private Bytes octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Bytes.wrap(octets);
    }
}
