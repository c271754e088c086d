package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.net.Path;

/// The half of a pair that carries packets to the peer. Sequence numbers are given out under its lock, together with the
/// counting, so any thread may send.
public final class OutboundSa {
    /// A warning comes when an eighth of the sequence numbers or octets is left: time enough to rekey.
    private static final int WARNING_SHARE = 8;

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
    private boolean warningDue;
    private boolean warned;

    OutboundSa(
            int spi, int inboundSpi, EspKeys keys, SelectorTable local, SelectorTable remote,
            RouteTable.Key[] ownRoutes, SessionState session, Path path, long keepaliveNanos) {
        this.spi = spi;
        this.inboundSpi = inboundSpi;
        this.keys = keys;
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
        if (sequence == sequenceLimit(keys) || octets > keys.octetLimit()) return 0;
        octets += innerLength;
        sequence++;
        if (!warned && isNearlyExhausted(keys, sequence, octets)) warningDue = true;
        return sequence;
    }

    /// Whether it is time to warn, which is once. Who just made it due sees that without a lock.
    boolean takeWarning() {
        if (!warningDue) return false;
        synchronized (this) {
            boolean first = !warned;
            warned = true;
            warningDue = false;
            return first;
        }
    }

    static long sequenceLimit(EspKeys keys) {
        return keys.extendedSequence() ? Long.MAX_VALUE : 0xffff_ffffL;
    }

    static boolean isNearlyExhausted(EspKeys keys, long sequence, long octets) {
        long sequences = sequenceLimit(keys);
        return sequence > sequences - sequences / WARNING_SHARE
                || octets > keys.octetLimit() - keys.octetLimit() / WARNING_SHARE;
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
