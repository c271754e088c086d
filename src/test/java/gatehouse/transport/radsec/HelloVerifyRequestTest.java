package gatehouse.transport.radsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloVerifyRequestTest {
    @ParameterizedTest
    @CsvSource({
        // Record header, handshake header, version, cookie of one octet.
        "16feff00000000000000000010 030000040000000000000004 feff01aa, 03 feff -> fefd",
        "16feff00000000000000000010 030000040000000000000004 fefd01aa, it says 1.2 already",
        "16feff00010000000000000010 030000040000000000000004 feff01aa, encrypted",
        "16feff00000000000000000010 020000040000000000000004 feff01aa, a ServerHello",
        "17feff00000000000000000010 030000040000000000000004 feff01aa, no handshake",
        "16feff00000000000000000010 030000040000000000000004 fe, cut off"
    })
    void onlyItsVersionIsMended(String hex, String what) {
        byte[] datagram = HexFormat.of().parseHex("00" + hex.replace(" ", ""));
        byte[] expected = datagram.clone();
        if (what.contains("->")) expected[27] = (byte) 0xfd;
        HelloVerifyRequest.mend(datagram, 1, datagram.length - 1);
        assertThat(datagram).as(what).isEqualTo(expected);
    }
}
