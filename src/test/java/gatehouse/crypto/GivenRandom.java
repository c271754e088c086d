package gatehouse.crypto;

import gatehouse.bytes.Bytes;
import java.security.SecureRandom;

/// Chance that is not: gives the octets of a test, once.
final class GivenRandom extends SecureRandom {
    private final Bytes octets;
    private int position;

    GivenRandom(Bytes octets) {
        this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] target) {
        octets.slice(position, position + target.length).copyTo(target, 0);
        position += target.length;
    }
}
