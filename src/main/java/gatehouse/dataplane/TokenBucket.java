package gatehouse.dataplane;

/// A [Policer] at work: full at first, filled by time, emptied by packets. Safe for several threads.
///
/// The content is counted in billionths of a bit, so that no time is too short to add its exact share.
public final class TokenBucket {
    private static final long UNITS_PER_OCTET = 8_000_000_000L;

    private final Policer policer;
    private final long full;
    private long content;
    private long filledAt;

    public TokenBucket(Policer policer, long nowNanos) {
        this.policer = policer;
        this.full = policer.burst() * UNITS_PER_OCTET;
        this.content = full;
        this.filledAt = nowNanos;
    }

    /// The bucket that takes over when the rate changes: no fuller than this one, so that changing rates gives nothing
    /// away.
    public synchronized TokenBucket become(Policer other, long nowNanos) {
        fill(nowNanos);
        var next = new TokenBucket(other, nowNanos);
        next.content = Math.min(next.full, content);
        return next;
    }

    public Policer policer() {
        return policer;
    }

    /// Takes the octets of a packet out; if there are too few, none.
    public synchronized boolean take(int octets, long nowNanos) {
        fill(nowNanos);
        long units = octets * UNITS_PER_OCTET;
        if (units > content) return false;
        content -= units;
        return true;
    }

    private void fill(long nowNanos) {
        long elapsed = nowNanos - filledAt;
        if (elapsed <= 0) return; // another thread read the clock later than we did and was here first
        filledAt = nowNanos;
        long missing = full - content;
        // In units the rate is per nanosecond what it is in bits per second.
        content = elapsed > missing / policer.bitsPerSecond() ? full : content + elapsed * policer.bitsPerSecond();
    }
}
