package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Another gateway in N(REDIRECT) (RFC 5685, section 7).
class RedirectTargetTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 0104c0000201", //
        "2001:db8::1, 021020010db8000000000000000000000001", //
        "gw.example, 030a67772e6578616d706c65"
    })
    void isWrittenAndRead(String text, String octets) throws MalformedException {
        RedirectTarget target = RedirectTarget.of(text);
        assertThat(target.data(Bytes.EMPTY)).isEqualTo(Bytes.fromHex(octets));
        assertThat(RedirectTarget.read(Bytes.fromHex(octets))).isEqualTo(target).hasToString(text);
    }

    @Test
    void theNonceIsBehindIt() throws MalformedException {
        Bytes data = RedirectTarget.of("192.0.2.1").data(Bytes.fromHex("aabbcc"));
        assertThat(RedirectTarget.read(data).nonce(data)).isEqualTo(Bytes.fromHex("aabbcc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "0104c00002", "0103c00002", "0210c0000201", "0300", "030a6777"})
    void whatDoesNotFitItsKindOrLengthIsMalformed(String octets) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> RedirectTarget.read(Bytes.fromHex(octets)));
    }
}
