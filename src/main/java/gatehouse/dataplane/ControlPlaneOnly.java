package gatehouse.dataplane;

import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// Carries nothing. Everything but the traffic works: logins, addresses, accounting with zero octets.
public final class ControlPlaneOnly implements DataPlane {
    private final SpiSpace spis;

    public ControlPlaneOnly(SecureRandom random) {
        this.spis = new SpiSpace(random);
    }

    @Override
    public int allocateSpi(int shard) {
        return spis.allocate(shard);
    }

    @Override
    public void forgetSpi(int inboundSpi) {
        spis.release(inboundSpi);
    }

    @Override
    public void install(ChildSaSpec spec) {
        spis.reserve(spec.inboundSpi());
    }

    @Override
    public void preferOutbound(int inboundSpi) {
        // Nothing is sent by any of them.
    }

    @Override
    public Usage remove(int inboundSpi) {
        spis.release(inboundSpi);
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

    /// Remembers nothing: there is no packet that a program could judge.
    @Override
    public void enforce(String session, SessionProgram program) {
        // No packet comes by.
    }

    @Override
    public void route(String session, List<Prefix> networks) {
        // No packet comes by.
    }
}
