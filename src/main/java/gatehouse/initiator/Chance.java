package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;

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

    /// The lower of two nonces, by octets from the left (RFC 7296, section 2.8.1).
    static Bytes lower(Bytes a, Bytes b) {
        return isLower(b, a) ? b : a;
    }

    static boolean isLower(Bytes a, Bytes b) {
        return Arrays.compareUnsigned(a.toArray(), b.toArray()) < 0;
    }

    private Bytes octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Bytes.wrap(octets);
    }
}
