package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.net.Path;
import java.util.Optional;

/// The half of a pair that carries packets to the peer. Sequence numbers are given out under its lock, together with the
/// counting, so any thread may send.
public final class OutboundSa {
    private final int spi;
    private final int inboundSpi;
    final EspKeys keys;
    final SelectorTable local;
    final SelectorTable remote;
    final SessionState session;
    final RouteTable.Key[] ownRoutes;
    private RouteTable.Key[] routes;
    private final long keepaliveNanos;
    private volatile Path path;

    private long packetsAtLastLook;
    private long sequence;
    private long octets;
    private final SaLimits limits;
    private final Expiry expiry = new Expiry();

    OutboundSa(
            int spi, int inboundSpi, EspKeys keys, SaLimits limits, SelectorTable local, SelectorTable remote,
            RouteTable.Key[] ownRoutes, SessionState session, Path path, long keepaliveNanos) {
        this.spi = spi;
        this.inboundSpi = inboundSpi;
        this.keys = keys;
        this.limits = limits;
        this.local = local;
        this.remote = remote;
        this.ownRoutes = ownRoutes;
        this.routes = ownRoutes;
        this.session = session;
        this.path = path;
        this.keepaliveNanos = keepaliveNanos;
    }

    public int spi() {
        return spi;
    }

    /// The name of the pair.
    public int inboundSpi() {
        return inboundSpi;
    }

    public String session() {
        return session.session();
    }

    /// Where packets go now.
    public Path path() {
        return path;
    }

    /// The prefixes that it leads to. This and the next are called by the one thread that holds the database.
    RouteTable.Key[] routes() {
        return routes;
    }

    void routes(RouteTable.Key[] now) {
        routes = now;
    }

    /// After how long a silence a NAT on the way is kept open; 0 for never.
    long keepaliveNanos() {
        return keepaliveNanos;
    }

    /// Whether nothing was sent since this was asked last. Asked by one thread.
    synchronized boolean takeQuiet() {
        long now = packets();
        boolean quiet = now == packetsAtLastLook;
        packetsAtLastLook = now;
        return quiet;
    }

    void move(Path path) {
        this.path = path;
    }

    /// Counts a packet and answers its sequence number; 0 if there is none left. RFC 4303, section 3.3.3: "the counter
    /// must not be allowed to cycle".
    synchronized long next(int innerLength) {
        if (limits.reached(sequence, octets)) {
            expiry.look(limits, sequence, octets);
            return 0;
        }
        octets += innerLength;
        sequence++;
        expiry.look(limits, sequence, octets);
        return sequence;
    }

    /// What its owner has to be told of its end, once.
    Optional<DataPlaneEvent> takeExpiry() {
        if (!expiry.isDue()) return Optional.empty();
        synchronized (this) {
            return expiry.take(inboundSpi);
        }
    }

    /// Continues as if so many packets had been sent: for tests of the end.
    synchronized void skipTo(long sequence) {
        this.sequence = sequence;
    }

    synchronized long octets() {
        return octets;
    }

    /// Each packet has its sequence number, so the last one is how many there were.
    synchronized long packets() {
        return sequence;
    }
}
