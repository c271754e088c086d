package gatehouse.radius.client;

import java.time.Duration;

/// How long answers took, in buckets that grow with what they hold: two to each doubling, from a quarter of a millisecond
/// to four and a half minutes, so that what is read from them is too long by half at most. As the buckets of all are the
/// same, histograms of several threads are added by adding their counts.
public final class LatencyHistogram {
    private static final long FIRST = Duration.ofNanos(250_000).toNanos();
    private static final int DOUBLINGS = 20;

    private final long[] counts = new long[2 * DOUBLINGS + 2];
    private long sum;

    void add(Duration latency) {
        long nanos = Math.max(0, latency.toNanos());
        counts[bucket(nanos)]++;
        sum += nanos;
    }

    private static int bucket(long nanos) {
        if (nanos <= FIRST) return 0;
        // How often FIRST doubles below it; bounds belong to the bucket that they end.
        int doublings = 63 - Long.numberOfLeadingZeros((nanos - 1) / FIRST);
        if (doublings >= DOUBLINGS) return 2 * DOUBLINGS + 1;
        long lower = FIRST << doublings;
        return 1 + 2 * doublings + (nanos > lower + lower / 2 ? 1 : 0);
    }

    /// Upper bounds of all buckets but the last, which holds what is longer than all of them; in seconds, ascending.
    public static double[] bounds() {
        var bounds = new double[2 * DOUBLINGS + 1];
        bounds[0] = FIRST / 1e9;
        for (int i = 0; i < DOUBLINGS; i++) {
            long lower = FIRST << i;
            bounds[1 + 2 * i] = (lower + lower / 2) / 1e9;
            bounds[2 + 2 * i] = 2 * lower / 1e9;
        }
        return bounds;
    }

    /// How many fell into each bucket alone.
    public long[] counts() {
        return counts.clone();
    }

    /// Of everything measured.
    public Duration sum() {
        return Duration.ofNanos(sum);
    }

    /// The bound that this part of all stays below, in seconds; zero where nothing was measured, infinite where it is
    /// longer than the longest bound.
    ///
    /// @param counts of any histogram of this kind, or the sum of several
    /// @param part   0.99 for all but one of a hundred
    public static double quantile(long[] counts, double part) {
        long all = 0;
        for (long count : counts) all += count;
        if (all == 0) return 0;
        long wanted = (long) Math.ceil(all * part);
        double[] bounds = bounds();
        long below = 0;
        for (int i = 0; i < bounds.length; i++) {
            below += counts[i];
            if (below >= wanted) return bounds[i];
        }
        return Double.POSITIVE_INFINITY;
    }
}
