package gatehouse.conversation;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Chance that can be had again. What key pairs are made of comes from elsewhere, and decides nothing.
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient RandomGenerator generator;

    SeededRandom(long seed) {
        generator = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public void nextBytes(byte[] octets) {
        // Called by the constructor above us, too.
        if (generator != null) generator.nextBytes(octets);
    }
}
