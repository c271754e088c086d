package gatehouse.dataplane;

/// A rate that may not be exceeded for long.
///
/// @param bitsPerSecond what flows in the long run; 0 for any rate
/// @param burst         octets that may come at once. A packet that is longer never passes.
public record Policer(long bitsPerSecond, long burst) {
    public static final Policer NONE = new Policer(0, 0);

    /// So that a bucket counts in billionths of a bit without overflow.
    private static final long LARGEST_BURST = 1L << 30;
    private static final int LARGEST_PACKET = 0xffff;

    public Policer {
        if (bitsPerSecond < 0) throw new IllegalArgumentException("rate of " + bitsPerSecond + " bit/s");
        if (burst < 0 || burst > LARGEST_BURST) throw new IllegalArgumentException("burst of " + burst + " octets");
        if (bitsPerSecond > 0 && burst == 0) throw new IllegalArgumentException("no burst: nothing would pass");
    }

    /// With a burst of a quarter of a second, and room for any packet.
    public static Policer of(long bitsPerSecond) {
        return bitsPerSecond == 0
                ? NONE
                : new Policer(bitsPerSecond, Math.clamp(bitsPerSecond / 32, LARGEST_PACKET, LARGEST_BURST));
    }

    public boolean isNone() {
        return bitsPerSecond == 0;
    }
}
