package gatehouse.dataplane.esp;

import static gatehouse.dataplane.esp.ReplayWindow.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayWindowTest {
    @Test
    void itIsLargeEnough() {
        assertThat(SIZE).isGreaterThanOrEqualTo(1024);
    }

    @Test
    void eachNumberIsAcceptedOnceAndZeroNever() {
        var window = new ReplayWindow();
        assertThat(window.mayAccept(0)).isFalse();
        assertThat(window.commit(0)).isFalse();
        for (long number : new long[] {1, 3, 2, 64, 63, 65, 1000, 999}) {
            assertThat(window.mayAccept(number)).as("%d", number).isTrue();
            assertThat(window.commit(number)).as("%d", number).isTrue();
            assertThat(window.mayAccept(number)).as("%d again", number).isFalse();
            assertThat(window.commit(number)).as("%d again", number).isFalse();
        }
    }

    @Test
    void lookingChangesNothing() {
        var window = new ReplayWindow();
        assertThat(window.mayAccept(77)).isTrue();
        assertThat(window.mayAccept(77)).isTrue();
        assertThat(window.top()).isZero();
    }

    @Test
    void theLowestNumberOfTheWindowIsAcceptedAndTheOneBelowIsNot() {
        for (int shift = 0; shift < 70; shift++) {
            var window = new ReplayWindow();
            long top = 10_000 + shift;
            assertThat(window.commit(top)).isTrue();
            assertThat(window.commit(top - SIZE)).as("below, top %d", top).isFalse();
            assertThat(window.commit(top - SIZE + 1)).as("lowest, top %d", top).isTrue();
            assertThat(window.commit(top - SIZE + 1)).as("lowest again").isFalse();
        }
    }

    @Test
    void aJumpForgetsEverythingAndAcceptsWhatLiesBetween() {
        var window = new ReplayWindow();
        for (long number = 1; number <= 5000; number++) assertThat(window.commit(number)).isTrue();
        assertThat(window.commit(1L << 40)).isTrue();
        assertThat(window.commit(5000)).isFalse();
        for (long number = (1L << 40) - SIZE + 1; number < 1L << 40; number++) {
            assertThat(window.commit(number)).as("%d", number).isTrue();
        }
    }

    @Test
    void itAgreesWithASetOfAllNumbers() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            var window = new ReplayWindow();
            var seen = new HashSet<Long>();
            long top = 0;
            for (int i = 0; i < 20_000; i++) {
                long number = switch (random.nextInt(20)) {
                    case 0 -> top + random.nextInt(3 * SIZE);
                    case 1, 2, 3 -> top + 1 + random.nextInt(100);
                    default -> top - random.nextInt(SIZE + 100);
                };
                boolean expected = number > 0 && number > top - SIZE && !seen.contains(number);
                assertThat(window.mayAccept(number)).as("seed %d, %d at %d", seed, number, top).isEqualTo(expected);
                // A forged packet changes nothing.
                if (random.nextInt(10) == 0) continue;
                assertThat(window.commit(number)).as("seed %d", seed).isEqualTo(expected);
                if (expected) seen.add(number);
                if (expected) top = Math.max(top, number);
            }
        }
    }

    /// RFC 4303, section A2.2; W is 1984.
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            top,         lower,      whole
            0,           1,          1
            0,           7fffffff,   7fffffff
            64,          1,          1
            2000,        1fff,       1fff
            ffffffff,    fffffff0,   fffffff0
            ffffffff,    0,          100000000
            ffffffff,    5,          100000005
            fffffff0,    fffff832,   fffff832
            fffffff0,    fffff830,   1fffff830
            100000000,   ffffffff,   ffffffff
            100000000,   1,          100000001
            100000005,   fffff846,   fffff846
            100000005,   fffff845,   1fffff845
            1000007bf,   0,          100000000
            1000007be,   ffffffff,   ffffffff
            1000007bf,   ffffffff,   1ffffffff
            2000007c0,   0,          300000000
            2000007c0,   1,          200000001
            """)
    void theUpperHalfIsTheOneNearestToTheWindow(String top, String lower, String whole) {
        var window = new ReplayWindow();
        long highest = Long.parseLong(top, 16);
        if (highest > 0) assertThat(window.commit(highest)).isTrue();
        assertThat(Long.toHexString(window.complete((int) Long.parseLong(lower, 16)))).isEqualTo(whole);
    }

    @Test
    void beforeTheFirstRunThereIsNone() {
        var window = new ReplayWindow();
        window.commit(5);
        long before = window.complete(-1);
        assertThat(before).isNegative();
        assertThat(window.mayAccept(before)).isFalse();
    }

    /// Every number around the wrap, in an order that is mixed within the window.
    @Test
    void aStreamIsFollowedOverTheWrap() {
        var window = new ReplayWindow();
        long start = 0xffff_ffffL - 3000;
        window.commit(start - 1);
        for (long number = start; number < start + 6000; number += 2) {
            for (long swapped : new long[] {number + 1, number}) {
                assertThat(window.complete((int) swapped)).isEqualTo(swapped);
                assertThat(window.commit(swapped)).isTrue();
            }
        }
        assertThat(window.top()).isEqualTo(start + 5999);
    }
}
