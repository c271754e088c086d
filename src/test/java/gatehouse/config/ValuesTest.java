package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    private static final Values.Reading<Duration> ANY = Values.duration(Duration.ZERO, Duration.ofDays(10_000));

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "20s, PT20S", "90s, PT1M30S", "5m, PT5M", "8h, PT8H", "30d, PT720H", "0s, PT0S"})
    void aDurationIsANumberAndAUnit(String text, Duration expected) throws Exception {
        assertThat(ANY.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"20", "s", "-5s", "1.5h", "20 s", "20sec", "9999999999s", "''"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> ANY.of(text)).isInstanceOf(Unfit.class).hasMessageContaining("is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.1-192.0.2.254",
        "192.0.2.0/30, 192.0.2.1-192.0.2.2",
        "192.0.2.0/31, 192.0.2.0-192.0.2.1",
        "192.0.2.7, 192.0.2.7",
        "192.0.2.10-192.0.2.20, 192.0.2.10-192.0.2.20",
        "2001:db8::/120, 2001:db8::1-2001:db8::ff"
    })
    void aRangeHasTheAddressesOfHosts(String text, String expected) throws Exception {
        assertThat(Values.range(text)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({"ike-prot, ike-port", "prot, port", "proposal, proposals", "Level, level", "xyzzy, ''", "ab, ''"})
    void aSlipOfTheHandFindsItsKey(String written, String meant) {
        String expected = meant.isEmpty() ? "" : "did you mean '" + meant + "'? ";
        assertThat(Values.nearest(written, List.of("ike-port", "port", "proposals", "level"))).isEqualTo(expected);
    }

    @Test
    void aDurationIsPrintedAsItIsWritten() {
        assertThat(List.of(Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(90), Duration.ofHours(1),
                Duration.ofDays(365)))
                .extracting(Values::text)
                .containsExactly("0s", "100ms", "90s", "1h", "365d");
    }
}
