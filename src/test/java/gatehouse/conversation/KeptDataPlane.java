package gatehouse.conversation;

import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.ControlPlaneOnly;
import gatehouse.dataplane.DataPlane;
import gatehouse.dataplane.SessionProgram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Carries nothing, and keeps what is installed, so that a test can look at it.
final class KeptDataPlane implements DataPlane {
    private final DataPlane nothing;
    private final Map<Integer, ChildSaSpec> installed = new LinkedHashMap<>();
    private final Set<Integer> allocated = new HashSet<>();
    private final Map<Integer, Path> paths = new LinkedHashMap<>();
    private final Map<String, SessionProgram> programs = new LinkedHashMap<>();
    private final Map<String, List<Prefix>> networks = new LinkedHashMap<>();

    /// What every pair has carried.
    Usage carried = Usage.NONE;

    /// When every pair was last heard.
    Instant heard = Instant.MAX;

    KeptDataPlane(SecureRandom random) {
        this.nothing = new ControlPlaneOnly(random);
    }

    /// The pairs that are there now, oldest first.
    List<ChildSaSpec> installed() {
        return new ArrayList<>(installed.values());
    }

    /// SPIs that are given out: of pairs that are there, and of those that are being made.
    Set<Integer> allocated() {
        return Set.copyOf(allocated);
    }

    /// The pair by which packets to the client were last told to go.
    int preferred;

    /// The program in force for a session.
    SessionProgram program(String session) {
        return programs.getOrDefault(session, SessionProgram.OPEN);
    }

    /// Where packets of a pair go.
    Path path(int inboundSpi) {
        return paths.get(inboundSpi);
    }

    @Override
    public int allocateSpi(int shard) {
        int spi = nothing.allocateSpi(shard);
        allocated.add(spi);
        return spi;
    }

    @Override
    public void forgetSpi(int inboundSpi) {
        allocated.remove(inboundSpi);
        nothing.forgetSpi(inboundSpi);
    }

    @Override
    public void install(ChildSaSpec spec) {
        nothing.install(spec);
        installed.put(spec.inboundSpi(), spec);
        paths.put(spec.inboundSpi(), spec.path());
    }

    @Override
    public void preferOutbound(int inboundSpi) {
        nothing.preferOutbound(inboundSpi);
        preferred = inboundSpi;
    }

    @Override
    public Usage remove(int inboundSpi) {
        installed.remove(inboundSpi);
        allocated.remove(inboundSpi);
        paths.remove(inboundSpi);
        nothing.remove(inboundSpi);
        return carried;
    }

    @Override
    public Usage usage(int inboundSpi) {
        return carried;
    }

    @Override
    public Instant lastInbound(int inboundSpi) {
        return heard;
    }

    @Override
    public void move(int inboundSpi, Path path) {
        nothing.move(inboundSpi, path);
        if (installed.containsKey(inboundSpi)) paths.put(inboundSpi, path);
    }

    /// The networks behind a session.
    List<Prefix> networks(String session) {
        return networks.getOrDefault(session, List.of());
    }

    /// Whether anything is kept of sessions.
    boolean isEmpty() {
        return installed.isEmpty() && programs.isEmpty() && networks.isEmpty();
    }

    @Override
    public void route(String session, List<Prefix> now) {
        if (now.isEmpty()) networks.remove(session);
        else networks.put(session, List.copyOf(now));
    }

    @Override
    public void enforce(String session, SessionProgram program) {
        nothing.enforce(session, program);
        if (program.equals(SessionProgram.OPEN)) programs.remove(session);
        else programs.put(session, program);
    }
}
