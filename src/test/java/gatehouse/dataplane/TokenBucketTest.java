package gatehouse.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aFullBucketLetsTheBurstThroughAndThenTheRate() {
        var bucket = new TokenBucket(new Policer(8_000, 3_000), 0);
        assertThat(bucket.take(1_500, 0)).isTrue();
        assertThat(bucket.take(1_500, 0)).isTrue();
        assertThat(bucket.take(1, 0)).isFalse();
        // 1,000 octets a second.
        assertThat(bucket.take(1_000, SECOND - 1)).isFalse();
        assertThat(bucket.take(1_000, SECOND)).isTrue();
        assertThat(bucket.take(1, SECOND)).isFalse();
    }

    @Test
    void itIsNeverFullerThanTheBurst() {
        var bucket = new TokenBucket(new Policer(8_000, 3_000), 0);
        assertThat(bucket.take(3_001, 3600 * SECOND)).isFalse();
        assertThat(bucket.take(3_000, 3600 * SECOND)).isTrue();
        assertThat(bucket.take(1, 3600 * SECOND)).isFalse();
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        var bucket = new TokenBucket(new Policer(8_000, 1_000), 5 * SECOND);
        assertThat(bucket.take(1_000, 5 * SECOND)).isTrue();
        assertThat(bucket.take(1, 4 * SECOND)).isFalse();
        assertThat(bucket.take(1_000, 6 * SECOND)).isTrue();
        assertThat(bucket.take(1, 6 * SECOND)).isFalse();
    }

    @Test
    void aNewRateGivesNothingAway() {
        var empty = new TokenBucket(new Policer(8_000, 1_000), 0);
        assertThat(empty.take(1_000, 0)).isTrue();
        TokenBucket faster = empty.become(new Policer(80_000, 5_000), 0);
        assertThat(faster.take(1, 0)).isFalse();
        assertThat(faster.take(5_000, SECOND / 2)).isTrue();
        TokenBucket smaller = new TokenBucket(new Policer(8_000, 1_000), 0).become(new Policer(8_000, 10), 0);
        assertThat(smaller.take(11, 0)).isFalse();
    }

    @Test
    void inTheLongRunExactlyTheRatePasses() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var policer = new Policer(1 + random.nextLong(100_000_000_000L), 1 + random.nextLong(1L << 30));
            var bucket = new TokenBucket(policer, 0);
            // The reference counts without limits of size.
            BigInteger full = BigInteger.valueOf(policer.burst()).multiply(BigInteger.valueOf(8 * SECOND));
            BigInteger content = full;
            long now = 0;
            for (int packet = 0; packet < 200; packet++) {
                long elapsed = random.nextInt(20) == 0 ? random.nextLong(1L << 50) : random.nextLong(100_000);
                now += elapsed;
                content = content.add(BigInteger.valueOf(elapsed).multiply(BigInteger.valueOf(policer.bitsPerSecond())))
                        .min(full);
                int octets = random.nextInt(65_536);
                BigInteger price = BigInteger.valueOf(octets).multiply(BigInteger.valueOf(8 * SECOND));
                boolean passes = price.compareTo(content) <= 0;
                if (passes) content = content.subtract(price);
                assertThat(bucket.take(octets, now)).as("seed %d, %s", seed, policer).isEqualTo(passes);
            }
        }
    }

    @Test
    void aRateWithoutABurstIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Policer(1_000, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Policer(-1, 1_000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Policer(1, (1L << 30) + 1));
        assertThat(Policer.of(0)).isEqualTo(Policer.NONE);
        assertThat(Policer.of(1_000).burst()).isEqualTo(0xffff);
        assertThat(Policer.of(Long.MAX_VALUE).burst()).isEqualTo(1L << 30);
    }
}
