package gatehouse.radius.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void everyTimeFallsIntoTheBucketWhoseBoundsEncloseIt() {
        double[] bounds = LatencyHistogram.bounds();
        assertThat(bounds).isSorted().startsWith(0.00025, 0.000375, 0.0005, 0.00075, 0.001).endsWith(262.144);
        for (int i = 0; i < bounds.length; i++) {
            long nanos = Math.round(bounds[i] * 1e9);
            assertThat(bucketOf(Duration.ofNanos(nanos))).isEqualTo(i);
            assertThat(bucketOf(Duration.ofNanos(nanos + 1))).isEqualTo(i + 1);
        }
        assertThat(bucketOf(Duration.ZERO)).isZero();
        assertThat(bucketOf(Duration.ofDays(1))).isEqualTo(bounds.length);
    }

    private static int bucketOf(Duration time) {
        var alone = new LatencyHistogram();
        alone.add(time);
        long[] counts = alone.counts();
        assertThat(Arrays.stream(counts).sum()).isOne();
        for (int i = 0; i < counts.length; i++) if (counts[i] == 1) return i;
        throw new AssertionError("nowhere");
    }

    @Test
    void whatIsReadFromItIsNotFarFromTheTruth() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var times = new long[10_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = (long) (1e6 * Math.exp(6 * random.nextDouble()));
            histogram.add(Duration.ofNanos(times[i]));
        }
        Arrays.sort(times);
        for (double part : new double[] {0.1, 0.5, 0.9, 0.99}) {
            double truth = times[(int) (part * times.length) - 1] / 1e9;
            assertThat(LatencyHistogram.quantile(histogram.counts(), part))
                    .as("%s, seed %s", part, seed)
                    .isBetween(truth, truth * 1.5);
        }
        assertThat(histogram.sum()).isEqualTo(Duration.ofNanos(Arrays.stream(times).sum()));
    }

    @Test
    void ofNothingNothingIsReadAndOfTheEndlessNoBound() {
        assertThat(LatencyHistogram.quantile(histogram.counts(), 0.5)).isZero();
        histogram.add(Duration.ofHours(1));
        assertThat(LatencyHistogram.quantile(histogram.counts(), 0.5)).isInfinite();
    }
}
