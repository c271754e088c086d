package gatehouse.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0/24, 192.0.2.0-192.0.2.255",
        "192.0.2.77/24, 192.0.2.0/24, 192.0.2.0-192.0.2.255",
        "192.0.2.77/25, 192.0.2.0/25, 192.0.2.0-192.0.2.127",
        "192.0.2.200/25, 192.0.2.128/25, 192.0.2.128-192.0.2.255",
        "192.0.2.77, 192.0.2.77/32, 192.0.2.77",
        "255.255.255.255/1, 128.0.0.0/1, 128.0.0.0-255.255.255.255",
        "10.1.2.3/0, 0.0.0.0/0, 0.0.0.0-255.255.255.255",
        "2001:db8::1/64, 2001:db8::/64, 2001:db8::-2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8::ff/121, 2001:db8::80/121, 2001:db8::80-2001:db8::ff",
        "2001:db8::1, 2001:db8::1/128, 2001:db8::1",
        "::1/0, ::/0, ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void hostBitsAreZeroAndTheRangeIsWhole(String text, String spelled, String range) {
        Prefix prefix = Prefix.parse(text);
        assertThat(prefix).hasToString(spelled).isEqualTo(Prefix.parse(spelled));
        assertThat(prefix.range()).hasToString(range);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/25, 192.0.2.127, true",
        "192.0.2.0/25, 192.0.2.128, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.9, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false"
    })
    void containsWhatSharesItsBits(String prefix, String address, boolean inside) {
        assertThat(Prefix.parse(prefix).contains(Addresses.parse(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/33", "192.0.2.0/-1", "2001:db8::/129", "192.0.2.0/", "192.0.2.0/x", "/24",
        "vpn.example.org/24", "10.1/16", "10/8", ""})
    void whatIsNoPrefixIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
    }

    @Test
    void theNetworkOfAnAddressHasNoHostBits() {
        assertThat(Prefix.of(Addresses.parse("198.51.100.77"), 24)).hasToString("198.51.100.0/24");
        assertThat(Prefix.of(Addresses.parse("198.51.100.77"), 29)).hasToString("198.51.100.72/29");
        assertThat(Prefix.of(Addresses.parse("198.51.100.77"), 32)).hasToString("198.51.100.77/32");
        assertThat(Prefix.of(Addresses.parse("2001:db8:1:2:ffff::1"), 64)).hasToString("2001:db8:1:2::/64");
        assertThat(Prefix.of(Addresses.parse("2001:db8:1:2:ffff::1"), 0)).hasToString("::/0");
    }

    @Test
    void mappedAddressesStayIpv6() {
        InetAddress mapped = Addresses.of(Bytes.fromHex("00000000000000000000ffffc0000201"));
        var prefix = new Prefix(mapped, 120);
        assertThat(prefix.contains(mapped)).isTrue();
        assertThat(prefix.range().last().getAddress()).hasSize(16);
        assertThat(prefix.contains(Addresses.parse("192.0.2.1"))).isFalse();
    }

    @Test
    void withoutAnAddressEverythingElseIsLeft() {
        assertThat(Prefix.parse("192.0.2.0/29").without(Addresses.parse("192.0.2.5")))
                .extracting(Prefix::toString)
                .containsExactly("192.0.2.0/30", "192.0.2.6/31", "192.0.2.4/32");
        assertThat(Prefix.parse("0.0.0.0/0").without(Addresses.parse("192.0.2.5"))).hasSize(32)
                .noneMatch(prefix -> prefix.contains(Addresses.parse("192.0.2.5")))
                .anyMatch(prefix -> prefix.contains(Addresses.parse("192.0.2.4")));
        assertThat(Prefix.parse("192.0.2.5").without(Addresses.parse("192.0.2.5"))).isEmpty();
        Prefix elsewhere = Prefix.parse("2001:db8::/32");
        assertThat(elsewhere.without(Addresses.parse("192.0.2.5"))).containsExactly(elsewhere);
    }
}
