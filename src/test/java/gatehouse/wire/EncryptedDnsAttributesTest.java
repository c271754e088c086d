package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// ENCDNS_IP4, ENCDNS_IP6 and ENCDNS_DIGEST_INFO (RFC 9464, section 3), field by field.
class EncryptedDnsAttributesTest {
    // Priority, number of addresses, length of the name; addresses; name; alpn, port and dohpath as RFC 9460 has them.
    private static final String IPV4 = "0001" + "02" + "08" + "0a000035" + "0a000036" + "646e732e6e616d65"
            + "0001" + "0007" + "03646f74" + "026832"
            + "0003" + "0002" + "20fb"
            + "0007" + "0009" + "2f717b3f646e737d2f";
    private static final String IPV6 = "0102" + "01" + "01" + "fd000000000000000000000000000053" + "64";

    @Test
    void aResolverIsWrittenAndRead() throws MalformedException {
        var resolver = new EncryptedDnsResolver(
                1,
                List.of(Addresses.parse("10.0.0.53"), Addresses.parse("10.0.0.54")),
                "dns.name",
                // Whatever order they are given in: RFC 9460 wants them by key.
                List.of(
                        ServiceParameter.dohPath("/q{?dns}/"),
                        ServiceParameter.alpn(List.of("dot", "h2")),
                        ServiceParameter.port(8443)));
        CfgAttribute attribute = resolver.attribute();
        assertThat(attribute.type()).isEqualTo(CfgAttributeType.ENCDNS_IP4);
        assertThat(attribute.value().hex()).isEqualTo(IPV4);
        assertThat(EncryptedDnsResolver.read(attribute)).isEqualTo(resolver);

        var ipv6 = new EncryptedDnsResolver(258, List.of(Addresses.parse("fd00::53")), "d", List.of());
        assertThat(ipv6.attribute()).isEqualTo(new CfgAttribute(CfgAttributeType.ENCDNS_IP6, Bytes.fromHex(IPV6)));
        assertThat(EncryptedDnsResolver.read(ipv6.attribute())).isEqualTo(ipv6);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "00", "0001", "000101", "00010101", "000101010a0000", "000101010a000035",
        // Priority 0, no address, no name, a name with a NUL.
        "000001010a00003564", "0001000164", "000101000a000035", "000101010a00003500",
        // A parameter that is cut off, in the wrong order, twice.
        "000101010a0000356400", "000101010a0000356400010004", "000101010a0000356400030002035500010000",
        "000101010a0000356400010000" + "00010000"
    })
    void whatIsCutOffOrForbiddenIsMalformed(String value) {
        var attribute = new CfgAttribute(CfgAttributeType.ENCDNS_IP4, Bytes.fromHex(value));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> EncryptedDnsResolver.read(attribute));
    }

    @Test
    void aResolverHasAddressesOfOneFamily() {
        var both = List.of(Addresses.parse("10.0.0.53"), Addresses.parse("fd00::53"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EncryptedDnsResolver(1, both, "d", List.of()));
    }

    @Test
    void aDigestIsWrittenAndRead() throws MalformedException {
        var digest = new EncryptedDnsDigest("d.x", EncryptedDnsDigest.SHA2_256, Bytes.fromHex("aabb"));
        assertThat(digest.attribute())
                .isEqualTo(new CfgAttribute(CfgAttributeType.ENCDNS_DIGEST_INFO, Bytes.fromHex("0103642e780002aabb")));
        assertThat(EncryptedDnsDigest.read(digest.attribute())).isEqualTo(digest);
        for (String wrong : List.of("", "01", "0100", "010000", "0205", "00000002aa")) {
            var attribute = new CfgAttribute(CfgAttributeType.ENCDNS_DIGEST_INFO, Bytes.fromHex(wrong));
            assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> EncryptedDnsDigest.read(attribute));
        }
    }

    @ParameterizedTest
    @CsvSource({"020000020003, '2 3'", "01000002, 2", "0000, ''", "'', ''", "02000002, ''", "0105, ''"})
    void whoAsksForADigestSaysByWhichAlgorithms(String value, String algorithms) {
        var request = new CfgAttribute(CfgAttributeType.ENCDNS_DIGEST_INFO, Bytes.fromHex(value));
        assertThat(EncryptedDnsDigest.wanted(request)).extracting(String::valueOf)
                .isEqualTo(algorithms.isEmpty() ? List.of() : List.of(algorithms.split(" ")));
        assertThat(EncryptedDnsDigest.wanted(EncryptedDnsDigest.request(List.of(2, 4)))).containsExactly(2, 4);
    }
}
