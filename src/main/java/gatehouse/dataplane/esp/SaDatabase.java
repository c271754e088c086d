package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.SessionProgram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// All pairs of SAs (RFC 4301, section 4.4.2). Packets find their SA without a lock; changes take turns.
public final class SaDatabase {
    private static final long[] NO_ADDRESSES = {};

    private final SpiTable inbound = new SpiTable();
    private final RouteTable routes = new RouteTable();
    private final Map<String, SessionState> sessions = new HashMap<>();
    // What the gateway lets clients reach is the same for most of them.
    private final Map<List<Selector>, SelectorTable> locals = new HashMap<>();

    /// Puts a pair into use: packets of its inbound SPI are accepted from now on. To its client goes what went by an older
    /// pair of the session until [#preferOutbound] or until that is removed.
    public synchronized InboundSa install(ChildSaSpec spec, long nowNanos) {
        if (inbound.find(spec.inboundSpi()) != null) {
            throw new IllegalStateException("SPI %08x is taken".formatted(spec.inboundSpi()));
        }
        EspKeys open =
                EspKeys.of(spec.cipher(), spec.inboundKey(), spec.inboundIntegrity(), spec.extendedSequence());
        EspKeys seal =
                EspKeys.of(spec.cipher(), spec.outboundKey(), spec.outboundIntegrity(), spec.extendedSequence());
        SessionState session = sessions.computeIfAbsent(spec.session(), SessionState::new);
        SelectorTable local = locals.computeIfAbsent(spec.local(), SelectorTable::new);
        var remote = new SelectorTable(spec.remote());
        var outboundSa = new OutboundSa(
                spec.outboundSpi(), spec.inboundSpi(), seal, SaLimits.of(seal, spec.volume()), local, remote,
                own(spec, remote), session, spec.path(), spec.natKeepalive().toNanos());
        var inboundSa = new InboundSa(
                spec.inboundSpi(),
                open,
                SaLimits.of(open, spec.volume()),
                local,
                remote,
                session,
                addresses(spec.innerAddresses()),
                outboundSa,
                nowNanos);
        session.pairCame(outboundSa);
        inbound.add(inboundSa);
        for (RouteTable.Key key : outboundSa.routes()) routes.add(key, outboundSa);
        lead(outboundSa);
        return inboundSa;
    }

    public Optional<InboundSa> find(int inboundSpi) {
        return Optional.ofNullable(inbound.find(inboundSpi));
    }

    /// Packets to the client go by this pair from now on.
    public synchronized void preferOutbound(int inboundSpi) {
        find(inboundSpi).ifPresent(sa -> {
            sa.session.pairPreferred(sa.outbound());
            for (RouteTable.Key key : sa.outbound().routes()) routes.prefer(key, sa.outbound());
        });
    }

    /// Takes a pair out of use. What it has carried stays readable in the answer.
    public synchronized Optional<InboundSa> remove(int inboundSpi) {
        Optional<InboundSa> found = find(inboundSpi);
        found.ifPresent(sa -> {
            for (RouteTable.Key key : sa.outbound().routes()) routes.remove(key, sa.outbound());
            inbound.remove(sa);
            sa.session.pairWent(sa.outbound());
            forgetIfUnused(sa.session);
        });
        return found;
    }

    /// The client is elsewhere now.
    public synchronized void move(int inboundSpi, Path path) {
        find(inboundSpi).ifPresent(sa -> sa.move(path));
    }

    /// Puts a program in force for a session: the next packet is judged by it.
    public synchronized void enforce(String session, SessionProgram program, long nowNanos) {
        SessionState state = sessions.computeIfAbsent(session, SessionState::new);
        state.enforce(program, nowNanos);
        forgetIfUnused(state);
    }

    /// Routes networks to a session, in the place of those it had.
    public synchronized void route(String session, List<Prefix> networks) {
        SessionState state = sessions.computeIfAbsent(session, SessionState::new);
        state.networks(networks);
        for (OutboundSa pair : state.pairs()) lead(pair);
        forgetIfUnused(state);
    }

    public synchronized int size() {
        return inbound.size();
    }

    /// Every pair, for keepalives and totals. Pairs that come or go meanwhile may be seen or not.
    public void forEach(Consumer<InboundSa> visitor) {
        inbound.forEach(visitor);
    }

    /// Null if there is none.
    InboundSa inbound(int spi) {
        return inbound.find(spi);
    }

    OutboundSa[] outbound(InnerPacket packet) {
        return routes.find(packet);
    }

    /// Whether the source is in a network behind the session, and in no smaller one behind another.
    boolean leadsBack(InnerPacket packet, SessionState session) {
        return !session.networks().isEmpty() && routes.leadsBack(packet, session);
    }

    synchronized int sessionsKnown() {
        return sessions.size();
    }

    private void forgetIfUnused(SessionState state) {
        if (state.isForgettable()) sessions.remove(state.session());
    }

    /// Lets a pair lead to what is the session's now. What it led to already stays without a gap.
    private void lead(OutboundSa pair) {
        RouteTable.Key[] before = pair.routes();
        RouteTable.Key[] now = routes(pair);
        for (RouteTable.Key key : now) if (!contains(before, key)) routes.add(key, pair);
        for (RouteTable.Key key : before) if (!contains(now, key)) routes.remove(key, pair);
        pair.routes(now);
    }

    private static boolean contains(RouteTable.Key[] keys, RouteTable.Key key) {
        for (RouteTable.Key one : keys) if (one.equals(key)) return true;
        return false;
    }

    /// The session's own addresses and the networks behind it, as far as the selectors of the pair let anything through.
    /// Which packets they let through, each packet is asked.
    private static RouteTable.Key[] routes(OutboundSa pair) {
        List<Prefix> networks = pair.session.networks();
        if (networks.isEmpty()) return pair.ownRoutes;
        var keys = new LinkedHashSet<>(List.of(pair.ownRoutes));
        networks.stream().filter(pair.remote::overlaps).map(RouteTable.Key::of).forEach(keys::add);
        return keys.toArray(RouteTable.Key[]::new);
    }

    private static RouteTable.Key[] own(ChildSaSpec spec, SelectorTable remote) {
        return spec.innerAddresses().stream()
                .map(address -> new Prefix(address, address.getAddress().length * 8))
                .filter(remote::overlaps)
                .distinct()
                .map(RouteTable.Key::of)
                .toArray(RouteTable.Key[]::new);
    }

    private static long[] addresses(List<InetAddress> addresses) {
        if (addresses.isEmpty()) return NO_ADDRESSES;
        var rows = new long[addresses.size() * 3];
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            rows[3 * i] = address.getAddress().length == 4 ? 4 : 6;
            rows[3 * i + 1] = SelectorTable.high(address);
            rows[3 * i + 2] = SelectorTable.low(address);
        }
        return rows;
    }
}
