package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.dataplane.SessionProgram;
import gatehouse.net.AddressRange;
import gatehouse.net.Path;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        RouteTable.Key[] keys = routes(spec).toArray(RouteTable.Key[]::new);
        var outboundSa = new OutboundSa(
                spec.outboundSpi(), spec.inboundSpi(), seal, local, remote, keys, session, spec.path());
        var inboundSa = new InboundSa(
                spec.inboundSpi(),
                open,
                local,
                remote,
                session,
                addresses(spec.innerAddresses()),
                outboundSa,
                nowNanos);
        session.pairCame();
        inbound.add(inboundSa);
        for (RouteTable.Key key : keys) routes.add(key, outboundSa);
        return inboundSa;
    }

    public Optional<InboundSa> find(int inboundSpi) {
        return Optional.ofNullable(inbound.find(inboundSpi));
    }

    /// Packets to the client go by this pair from now on.
    public synchronized void preferOutbound(int inboundSpi) {
        find(inboundSpi).ifPresent(sa -> {
            for (RouteTable.Key key : sa.outbound().routes()) routes.prefer(key, sa.outbound());
        });
    }

    /// Takes a pair out of use. What it has carried stays readable in the answer.
    public synchronized Optional<InboundSa> remove(int inboundSpi) {
        Optional<InboundSa> found = find(inboundSpi);
        found.ifPresent(sa -> {
            for (RouteTable.Key key : sa.outbound().routes()) routes.remove(key, sa.outbound());
            inbound.remove(sa);
            sa.session.pairWent();
            forgetIfUnused(sa.session);
        });
        return found;
    }

    /// The client is elsewhere now.
    public synchronized void move(int inboundSpi, Path path) {
        find(inboundSpi).ifPresent(sa -> sa.outbound().move(path));
    }

    /// Puts a program in force for a session: the next packet is judged by it.
    public synchronized void enforce(String session, SessionProgram program, long nowNanos) {
        SessionState state = sessions.computeIfAbsent(session, SessionState::new);
        state.enforce(program, nowNanos);
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

    synchronized int sessionsKnown() {
        return sessions.size();
    }

    private void forgetIfUnused(SessionState state) {
        if (state.isForgettable()) sessions.remove(state.session());
    }

    /// The session's own addresses as far as the selectors let them through; where it has none (the other end is a
    /// gateway), all that the selectors name.
    private static Set<RouteTable.Key> routes(ChildSaSpec spec) {
        var keys = new LinkedHashSet<RouteTable.Key>();
        for (Selector selector : spec.remote()) {
            if (spec.innerAddresses().isEmpty()) {
                keys.addAll(RouteTable.prefixes(selector.range()));
            } else {
                for (InetAddress address : spec.innerAddresses()) {
                    if (!selector.range().contains(address)) continue;
                    keys.addAll(RouteTable.prefixes(AddressRange.of(address)));
                }
            }
        }
        return keys;
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
