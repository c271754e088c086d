package gatehouse.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    /// RFC 5952, section 4.
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:0DB8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "0:2:3:4:5:6:7:0, 0:2:3:4:5:6:7:0",
        "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa"
    })
    void theSpellingIsTheShortest(String literal, String shortest) {
        assertThat(Addresses.text(Addresses.parse(literal))).isEqualTo(shortest);
    }

    @Test
    void whatIsSpelledIsReadAgain() {
        var random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[16];
            for (int at = 0; at < 16; at++) if (random.nextInt(3) == 0) octets[at] = (byte) random.nextInt(256);
            // Java reads ::ffff:0:0/96 as IPv4.
            octets[0] |= 0x20;
            var address = Addresses.of(Bytes.wrap(octets));
            assertThat(Addresses.parse(Addresses.text(address))).isEqualTo(address);
        }
    }

    @Test
    void octetsBecomeAddressesOfTheirLength() {
        assertThat(Addresses.of(Bytes.fromHex("c0000201"))).isEqualTo(Addresses.parse("192.0.2.1"));
        Bytes mapped = Bytes.fromHex("00000000000000000000ffffc0000201");
        assertThat(Addresses.of(mapped)).isInstanceOf(Inet6Address.class);
        assertThat(Addresses.bytes(Addresses.of(mapped))).isEqualTo(mapped);
        assertThat(Addresses.text(Addresses.of(mapped))).isEqualTo("::ffff:c000:201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "c00002", "c000020100", "00000000000000000000ffffc00002"})
    void octetsOfAnotherLengthAreRefused(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> Addresses.of(Bytes.fromHex(hex)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "vpn.example.org", "", "192.0.2", "10.1", "3221225985", "192.0.2.256", "1::2::3"})
    void namesAreNotAsked(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Addresses.parse(text));
    }

    @Test
    void endpointsOfIpv6HaveBrackets() {
        assertThat(Addresses.text(new InetSocketAddress(Addresses.parse("192.0.2.1"), 500))).isEqualTo("192.0.2.1:500");
        assertThat(Addresses.text(new InetSocketAddress(Addresses.parse("2001:db8::1"), 4500)))
                .isEqualTo("[2001:db8::1]:4500");
    }

    @Test
    void aPathIsSeenFromBothEnds() {
        var path = new Path(
                new InetSocketAddress(Addresses.parse("192.0.2.1"), 500),
                new InetSocketAddress(Addresses.parse("203.0.113.7"), 40_000));
        assertThat(path).hasToString("203.0.113.7:40000 -> 192.0.2.1:500");
        assertThat(path.reversed()).hasToString("192.0.2.1:500 -> 203.0.113.7:40000");
        assertThat(path.reversed().reversed()).isEqualTo(path);
    }

    @Test
    void usageAddsUp() {
        assertThat(new Usage(1, 2, 3, 4).plus(new Usage(10, 20, 30, 40))).isEqualTo(new Usage(11, 22, 33, 44));
        assertThat(Usage.NONE.plus(Usage.NONE)).isEqualTo(Usage.NONE);
    }
}
