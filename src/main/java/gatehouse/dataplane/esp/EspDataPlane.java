package gatehouse.dataplane.esp;

import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlane;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.SpiSpace;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// ESP in this process (RFC 4303, RFC 3948): what IKE says about SAs goes into the database that packets are judged by.
/// The packets themselves go through [EspInbound] and [EspOutbound]. Safe for several threads.
public final class EspDataPlane implements DataPlane {
    private final SaDatabase database;
    private final SpiSpace spis;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /// @param clock what times are told in
    /// @param nanos what packets are timed by, like [System#nanoTime]
    public EspDataPlane(SaDatabase database, SecureRandom random, InstantSource clock, LongSupplier nanos) {
        this.database = database;
        this.spis = new SpiSpace(random);
        this.clock = clock;
        this.nanos = nanos;
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
        database.install(spec, nanos.getAsLong());
    }

    @Override
    public void preferOutbound(int inboundSpi) {
        database.preferOutbound(inboundSpi);
    }

    @Override
    public Usage remove(int inboundSpi) {
        Usage carried = database.remove(inboundSpi).map(InboundSa::usage).orElse(Usage.NONE);
        spis.release(inboundSpi);
        return carried;
    }

    @Override
    public Usage usage(int inboundSpi) {
        return database.find(inboundSpi).map(InboundSa::usage).orElse(Usage.NONE);
    }

    @Override
    public Instant lastInbound(int inboundSpi) {
        return database.find(inboundSpi)
                .map(sa -> clock.instant().minus(Duration.ofNanos(nanos.getAsLong() - sa.lastInboundNanos())))
                .orElse(Instant.MIN);
    }

    @Override
    public void move(int inboundSpi, Path path) {
        database.move(inboundSpi, path);
    }

    @Override
    public void enforce(String session, SessionProgram program) {
        database.enforce(session, program, nanos.getAsLong());
    }

    @Override
    public void route(String session, List<Prefix> networks) {
        database.route(session, networks);
    }
}
