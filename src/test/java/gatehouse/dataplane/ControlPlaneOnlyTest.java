package gatehouse.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.net.Usage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class ControlPlaneOnlyTest {
    private final DataPlane dataPlane = new ControlPlaneOnly(new SecureRandom());

    @Test
    void everySpiIsNewNamesItsShardAndIsNotReserved() {
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 10_000; i++) {
            int spi = dataPlane.allocateSpi(i % 256);
            assertThat(spi & 0xff).isEqualTo(i % 256);
            assertThat(Integer.toUnsignedLong(spi)).isGreaterThanOrEqualTo(256);
            assertThat(seen.add(spi)).as("%08x", spi).isTrue();
        }
    }

    /// A source of chance that says what it is told to.
    private static SecureRandom saying(int... values) {
        return new SecureRandom() {
            private int next;

            @Override
            public int nextInt() {
                return values[next++];
            }
        };
    }

    @Test
    void reservedAndTakenValuesArePassedOverUntilTheyAreGivenBack() {
        var plane = new ControlPlaneOnly(saying(0x000000ff, 0x00000100, 0x000001aa, 0x00000200, 0x00000100));
        assertThat(plane.allocateSpi(3)).isEqualTo(0x103);
        assertThat(plane.allocateSpi(3)).isEqualTo(0x203);
        plane.forgetSpi(0x103);
        assertThat(plane.allocateSpi(3)).isEqualTo(0x103);
    }

    @Test
    void nothingIsCarriedAndNobodyIsIdle() {
        int spi = dataPlane.allocateSpi(0);
        assertThat(dataPlane.usage(spi)).isEqualTo(Usage.NONE);
        assertThat(dataPlane.lastInbound(spi)).isEqualTo(Instant.MAX);
        assertThat(dataPlane.remove(spi)).isEqualTo(Usage.NONE);
    }

    @Test
    void aShardHasOneOctet() {
        assertThatIllegalArgumentException().isThrownBy(() -> dataPlane.allocateSpi(256));
    }
}
