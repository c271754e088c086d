package gatehouse.dataplane;

import gatehouse.net.Path;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Carries nothing. Everything but the traffic works: logins, addresses, accounting with zero octets.
public final class ControlPlaneOnly implements DataPlane {
    private final Set<Integer> spis = ConcurrentHashMap.newKeySet();
    private final SecureRandom random;

    public ControlPlaneOnly(SecureRandom random) {
        this.random = random;
    }

    /// Chosen at random among the values that are free, so that a restarted gateway does not repeat the ones that clients
    /// still use.
    @Override
    public int allocateSpi(int shard) {
        if (shard < 0 || shard > 0xff) throw new IllegalArgumentException("shard " + shard);
        while (true) {
            int spi = random.nextInt() & ~0xff | shard;
            // RFC 4303, section 2.1: values 1 to 255 are reserved, 0 is never sent.
            if ((spi & ~0xff) != 0 && spis.add(spi)) return spi;
        }
    }

    @Override
    public void forgetSpi(int inboundSpi) {
        spis.remove(inboundSpi);
    }

    @Override
    public void install(ChildSaSpec spec) {
        spis.add(spec.inboundSpi());
    }

    @Override
    public void preferOutbound(int inboundSpi) {
        // Nothing is sent by any of them.
    }

    @Override
    public Usage remove(int inboundSpi) {
        spis.remove(inboundSpi);
        return Usage.NONE;
    }

    @Override
    public Usage usage(int inboundSpi) {
        return Usage.NONE;
    }

    /// Never in the past: whoever does not see traffic cannot call a client idle.
    @Override
    public Instant lastInbound(int inboundSpi) {
        return Instant.MAX;
    }

    @Override
    public void move(int inboundSpi, Path path) {
        // Nothing is sent there.
    }
}
