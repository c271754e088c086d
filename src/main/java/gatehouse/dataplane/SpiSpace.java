package gatehouse.dataplane;

import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The inbound SPIs of this gateway that are in use. Safe for several threads.
public final class SpiSpace {
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();
    private final SecureRandom random;

    public SpiSpace(SecureRandom random) {
        this.random = random;
    }

    /// A free SPI whose low octet is `shard`, chosen at random, so that a restarted gateway does not repeat the ones that
    /// clients still use.
    public int allocate(int shard) {
        if (shard < 0 || shard > 0xff) throw new IllegalArgumentException("shard " + shard);
        while (true) {
            int spi = random.nextInt() & ~0xff | shard;
            // RFC 4303, section 2.1: values 1 to 255 are reserved, 0 is never sent.
            if ((spi & ~0xff) != 0 && taken.add(spi)) return spi;
        }
    }

    public void reserve(int spi) {
        taken.add(spi);
    }

    public void release(int spi) {
        taken.remove(spi);
    }
}
