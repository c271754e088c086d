package gatehouse.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    private static AddressRange range(String text) {
        String[] ends = text.split("-", -1);
        return new AddressRange(Addresses.parse(ends[0]), Addresses.parse(ends[ends.length - 1]));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0-10.0.0.255, 10.0.0.5-10.0.0.9, 10.0.0.5-10.0.0.9",
        "10.0.0.5-10.0.0.9, 10.0.0.0-10.0.0.255, 10.0.0.5-10.0.0.9",
        "10.0.0.0-10.0.0.7, 10.0.0.5-10.0.0.9, 10.0.0.5-10.0.0.7",
        "10.0.0.0-10.0.0.5, 10.0.0.5-10.0.0.9, 10.0.0.5",
        "10.0.0.0-10.0.0.4, 10.0.0.5-10.0.0.9, ",
        // Above 127 a signed comparison would go wrong.
        "100.0.0.0-200.0.0.0, 150.0.0.0-250.0.0.0, 150.0.0.0-200.0.0.0",
        "2001:db8::-2001:db8::ffff, 2001:db8::8000-2001:db9::, 2001:db8::8000-2001:db8::ffff",
        "0.0.0.0-255.255.255.255, ::-::ffff, "
    })
    void theIntersectionIsWhatBothHave(String one, String other, String common) {
        assertThat(range(one).intersection(range(other)).map(AddressRange::toString).orElse(null)).isEqualTo(common);
        assertThat(range(other).intersection(range(one)).map(AddressRange::toString).orElse(null)).isEqualTo(common);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0-10.0.0.9, 10.0.0.3-10.0.0.4, '[10.0.0.0-10.0.0.2, 10.0.0.5-10.0.0.9]'",
        "10.0.0.0-10.0.0.9, 10.0.0.0-10.0.0.4, [10.0.0.5-10.0.0.9]",
        "10.0.0.0-10.0.0.9, 10.0.0.9, [10.0.0.0-10.0.0.8]",
        "10.0.0.0-10.0.0.9, 9.0.0.0-11.0.0.0, []",
        "10.0.0.0-10.0.0.9, 10.0.0.10, [10.0.0.0-10.0.0.9]",
        "10.0.0.0-10.0.0.9, ::a00:0, [10.0.0.0-10.0.0.9]",
        "9.255.255.255-10.0.0.1, 10.0.0.0, '[9.255.255.255, 10.0.0.1]'",
        "0.0.0.0-255.255.255.255, 0.0.0.0, [0.0.0.1-255.255.255.255]",
        "0.0.0.0-255.255.255.255, 255.255.255.255, [0.0.0.0-255.255.255.254]",
        "2001:db8::-2001:db8::ffff, 2001:db8::1, '[2001:db8::, 2001:db8::2-2001:db8::ffff]'"
    })
    void whatIsLeftWithoutAnother(String range, String other, String left) {
        assertThat(range(range).without(range(other))).hasToString(left);
    }

    @Test
    void containsItsEnds() {
        AddressRange range = range("10.0.0.5-10.0.0.9");
        assertThat(range.contains(Addresses.parse("10.0.0.5"))).isTrue();
        assertThat(range.contains(Addresses.parse("10.0.0.9"))).isTrue();
        assertThat(range.contains(Addresses.parse("10.0.0.4"))).isFalse();
        assertThat(range.contains(Addresses.parse("10.0.0.10"))).isFalse();
        assertThat(range.contains(Addresses.parse("::a00:5"))).isFalse();
    }

    @Test
    void containsARangeIfItContainsBothEnds() {
        AddressRange range = range("10.0.0.5-10.0.0.9");
        assertThat(range.contains(range)).isTrue();
        assertThat(range.contains(range("10.0.0.6-10.0.0.7"))).isTrue();
        assertThat(range.contains(range("10.0.0.4-10.0.0.7"))).isFalse();
        assertThat(range.contains(range("10.0.0.6-10.0.0.10"))).isFalse();
    }

    @Test
    void aSingleAddressIsARange() {
        AddressRange range = AddressRange.of(Addresses.parse("192.0.2.1"));
        assertThat(range).hasToString("192.0.2.1");
        assertThat(range.isIpv4()).isTrue();
        assertThat(AddressRange.of(Addresses.parse("2001:db8::1")).isIpv4()).isFalse();
    }

    @Test
    void endsOutOfOrderOrOfTwoFamiliesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> range("10.0.0.9-10.0.0.5"));
        assertThatIllegalArgumentException().isThrownBy(() -> range("200.0.0.0-100.0.0.0"));
        assertThatIllegalArgumentException().isThrownBy(() -> range("10.0.0.5-2001:db8::1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0-10.0.0.255, 10.0.0.0/24",
        "10.0.0.1-10.0.0.6, 10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32",
        "10.0.0.9-10.0.0.9, 10.0.0.9/32",
        "0.0.0.0-255.255.255.255, 0.0.0.0/0",
        "127.255.255.255-255.255.255.255, 127.255.255.255/32 128.0.0.0/1",
        "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::/0",
        "2001:db8::1-2001:db8::3, 2001:db8::1/128 2001:db8::2/127"
    })
    void theFewestPrefixesMakeUpARange(String range, String prefixes) {
        assertThat(range(range).prefixes()).extracting(Prefix::toString).containsExactly(prefixes.split(" "));
    }
}
