package gatehouse.dataplane.esp;

import gatehouse.crypto.EspKeys;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.TokenBucket;
import gatehouse.net.Path;
import gatehouse.net.Usage;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The half of a pair that packets from the peer come by, and the pair's handle: it is found by the inbound SPI.
public final class InboundSa {
    private final int spi;
    final EspKeys keys;
    final SelectorTable local;
    final SelectorTable remote;
    final SessionState session;
    // Rows of family, upper and lower half.
    private final long[] ownAddresses;
    private final OutboundSa outbound;
    final ReplayWindow window = new ReplayWindow();

    private long octets;
    private long packets;
    private long lastInbound;
    private final SaLimits limits;
    private final Expiry expiry = new Expiry();
    private InetSocketAddress toldOf;
    /// Where the peer was before it moved, until a packet has come from where it is: what was on its way does not bring it back.
    private volatile InetSocketAddress left;

    InboundSa(
            int spi, EspKeys keys, SaLimits limits, SelectorTable local, SelectorTable remote, SessionState session,
            long[] ownAddresses, OutboundSa outbound, long nowNanos) {
        this.spi = spi;
        this.keys = keys;
        this.limits = limits;
        this.local = local;
        this.remote = remote;
        this.session = session;
        this.ownAddresses = ownAddresses;
        this.outbound = outbound;
        this.lastInbound = nowNanos;
    }

    /// Stands in a table where no SA is; SPI 0 is never sent (RFC 4303, section 2.1).
    static InboundSa placeholder() {
        return new InboundSa(0, null, null, null, null, null, new long[0], null, 0);
    }

    public int spi() {
        return spi;
    }

    public String session() {
        return session.session();
    }

    /// The other half.
    public OutboundSa outbound() {
        return outbound;
    }

    /// What the pair has carried, counted at inner packets that were let through.
    public Usage usage() {
        synchronized (this) {
            synchronized (outbound) {
                return new Usage(octets, packets, outbound.octets(), outbound.packets());
            }
        }
    }

    /// When the last authentic packet came in, on the clock that the pipeline is given; the time of installation if none
    /// did.
    public synchronized long lastInboundNanos() {
        return lastInbound;
    }

    /// Whether the inner source is the session's own address. If not, it may still be in a network behind it.
    boolean isFromSession(InnerPacket packet) {
        for (int i = 0; i < ownAddresses.length; i += 3) {
            if (ownAddresses[i + 2] == packet.sourceLow
                    && ownAddresses[i + 1] == packet.sourceHigh
                    && ownAddresses[i] == (packet.ipv4 ? 4 : 6)) {
                return true;
            }
        }
        return false;
    }

    /// Enters an authentic packet into the replay window and, unless `verdict` is against it, into the bucket and the
    /// counters. Answers why it is dropped, or null.
    ///
    /// @param bucket null where the rate is not limited
    synchronized DropReason admit(
            long sequence, DropReason verdict, int innerLength, TokenBucket bucket, long nowNanos) {
        if (!window.commit(sequence)) return DropReason.REPLAY;
        if (nowNanos - lastInbound > 0) lastInbound = nowNanos;
        expiry.look(limits, sequence, octets);
        if (octets > limits.mostOctets() || sequence > limits.lastSequence()) return DropReason.EXHAUSTED;
        if (verdict != null) return verdict;
        if (bucket != null && !bucket.take(innerLength, nowNanos)) return DropReason.POLICER;
        octets += innerLength;
        packets++;
        return null;
    }

    /// The peer is elsewhere now.
    synchronized void move(Path path) {
        InetSocketAddress before = outbound.path().remote();
        if (!before.equals(path.remote())) left = before;
        toldOf = null;
        outbound.move(path);
    }

    /// Whether the peer is elsewhere and nobody has been told yet.
    boolean takeMove(InetSocketAddress remote) {
        InetSocketAddress known = outbound.path().remote();
        if (remote == known && left == null) return false;
        synchronized (this) {
            if (remote.equals(known)) {
                toldOf = null;
                left = null;
                return false;
            }
            if (remote.equals(toldOf) || remote.equals(left)) return false;
            toldOf = remote;
            return true;
        }
    }

    /// What its owner has to be told of its end, once.
    Optional<DataPlaneEvent> takeExpiry() {
        if (!expiry.isDue()) return Optional.empty();
        synchronized (this) {
            return expiry.take(spi);
        }
    }
}
