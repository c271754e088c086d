package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RadiusPacketTest {
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");

    // RFC 2865, section 7.1: "The NAS at 192.168.1.16 sends an Access-Request UDP packet to the RADIUS Server for a user
    // named nemo logging in on port 3 with password "arctangent"."
    @Test
    void theRequestOfNemoIsRead() throws MalformedException {
        RadiusPacket packet = RadiusPacket.read(Bytes.fromHex("""
                01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
                93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03"""));
        assertThat(packet.code()).isEqualTo(RadiusCode.ACCESS_REQUEST);
        assertThat(packet.identifier()).isZero();
        assertThat(packet.authenticator().hex()).isEqualTo("0f403f9473978057bd83d5cb98f4227a");
        assertThat(packet.first(Attributes.USER_NAME)).hasValue("nemo");
        assertThat(packet.first(Attributes.NAS_IP_ADDRESS)).hasValue(Addresses.parse("192.168.1.16"));
        assertThat(packet.first(Attributes.NAS_PORT)).hasValue(3L);
        assertThat(packet.toString())
                .isEqualTo("Access-Request 0 [1=6e656d6f, 2(16 octets), 4=c0a80110, 5=00000003]");
    }

    // Section 7.2: a framed user whose address the NAS chooses.
    @Test
    void theAnswerToFlopsyIsRead() throws MalformedException {
        RadiusPacket packet = RadiusPacket.read(Bytes.fromHex("""
                02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
                08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc"""));
        assertThat(packet.code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        assertThat(packet.first(Attributes.SERVICE_TYPE)).hasValue(2L);
        assertThat(packet.first(Attributes.FRAMED_IP_ADDRESS)).hasValue(Addresses.parse("255.255.255.254"));
        assertThat(packet.first(Attributes.FRAMED_MTU)).hasValue(1500L);
    }

    // Section 7.3: challenge, and the response with its State.
    @Test
    void theChallengeToMopsyIsRead() throws MalformedException {
        RadiusPacket challenge = RadiusPacket.read(Bytes.fromHex("""
                0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65 20
                33 32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f
                6d 70 74 2e 18 0a 33 32 37 36 39 34 33 30"""));
        assertThat(challenge.code()).isEqualTo(RadiusCode.ACCESS_CHALLENGE);
        assertThat(challenge.first(Attributes.REPLY_MESSAGE))
                .hasValue("Challenge 32769430.  Enter response at prompt.");
        RadiusPacket response = RadiusPacket.read(Bytes.fromHex("""
                01 03 00 43 b1 22 55 6d 42 8a 13 d0 d6 25 38 07 c4 57 ec f0 01 07 6d 6f 70 73 79 02 12 69 2c 1f
                20 5f c0 81 b9 19 b9 51 95 f5 61 a5 81 04 06 c0 a8 01 10 05 06 00 00 00 07 18 0a 33 32 37 36 39
                34 33 30"""));
        assertThat(response.first(Attributes.STATE)).isEqualTo(challenge.first(Attributes.STATE));
    }

    @Test
    void octetsBehindTheLengthAreNoPartOfThePacket() throws MalformedException {
        Bytes packet = packet("01 05 616c69");
        Bytes padded = Bytes.concat(packet, Bytes.fromHex("00 ff 01"));
        assertThat(RadiusPacket.read(padded)).isEqualTo(RadiusPacket.read(packet));
    }

    @ParameterizedTest
    @CsvSource({
        "0013, length: says 19 octets", "1001, length: says 4097 octets", "0015, length: says 21 octets",
        "0000, length: says 0 octets"
    })
    void aLengthThatLiesCostsThePacket(String length, String message) {
        Bytes octets = Bytes.fromHex("0100" + length + AUTHENTICATOR.hex());
        assertThatThrownBy(() -> RadiusPacket.read(octets))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "0100001400010203040506070809"})
    void lessThanAHeaderIsNoPacket(String hex) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> RadiusPacket.read(Bytes.fromHex(hex)));
    }

    @ParameterizedTest
    @CsvSource({
        "01, attribute length: need 1", "0100, attribute length: 0", "0101, attribute length: 1",
        "0104ff, attribute 1: need 2", "0003ff, attribute type 0"
    })
    void attributesMustFillTheLength(String attributes, String message) {
        assertThatThrownBy(() -> RadiusPacket.read(packet(attributes)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aBadValueCostsOnlyItsAttribute() throws MalformedException {
        // Framed-IP-Address of 3 octets, Session-Timeout of 5, an empty Filter-Id; then each as it should be.
        RadiusPacket packet = RadiusPacket.read(packet("""
                0805 0a0000 1b07 0000000001 0b02
                0806 0a000001 1b06 0000003c 0b07 7374616666"""));
        assertThat(packet.attributes()).hasSize(6);
        assertThat(packet.all(Attributes.FRAMED_IP_ADDRESS)).containsExactly(Addresses.parse("10.0.0.1"));
        assertThat(packet.all(Attributes.SESSION_TIMEOUT)).containsExactly(60L);
        assertThat(packet.all(Attributes.FILTER_ID)).containsExactly("staff");
        assertThat(packet.first(Attributes.SESSION_TIMEOUT)).hasValue(60L);
    }

    @Test
    void numbersAreUnsigned() throws MalformedException {
        assertThat(RadiusPacket.read(packet("1b06 ffffffff")).first(Attributes.SESSION_TIMEOUT))
                .hasValue(4_294_967_295L);
        assertThat(Attributes.SESSION_TIMEOUT.of(4_294_967_295L).value().hex()).isEqualTo("ffffffff");
    }

    // RFC 2865, section 5.26: "It SHOULD be encoded as a sequence of vendor type / vendor length / value fields".
    @Test
    void oneVendorAttributeMayHoldSeveral() throws MalformedException {
        RadiusPacket packet = RadiusPacket.read(packet("""
                1a18 00000137 1c06 0a000035 1d06 0a000036 1c06 0a000037
                1a0c 00000137 1c06 0a000038
                1a0c 00000009 1c06 0a000039"""));
        assertThat(packet.all(Attributes.MS_PRIMARY_DNS_SERVER))
                .extracting(Addresses::text)
                .containsExactly("10.0.0.53", "10.0.0.55", "10.0.0.56");
        assertThat(packet.first(Attributes.MS_SECONDARY_DNS_SERVER)).hasValue(Addresses.parse("10.0.0.54"));
        assertThat(packet.attributes().getFirst().single())
                .containsExactly(
                        Attributes.MS_PRIMARY_DNS_SERVER.of(Addresses.parse("10.0.0.53")),
                        Attributes.MS_SECONDARY_DNS_SERVER.of(Addresses.parse("10.0.0.54")),
                        Attributes.MS_PRIMARY_DNS_SERVER.of(Addresses.parse("10.0.0.55")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "00000137", "000001371c", "00000137 1c02", "00000137 1c06 0a000035", "00000137 1c06 0a000035 1d",
        "00000137 1c06 0a000035 1d00", "00000137 1c06 0a000035 1d07 0a000036", "00000009 0000 00000000"
    })
    void aVendorAttributeThatIsNotMadeOfPartsIsLeftWhole(String value) {
        var attribute = new Attribute(26, Bytes.fromHex(value));
        assertThat(attribute.single()).containsExactly(attribute);
    }

    @Test
    void whatStandsBeforeABrokenPartIsStillFound() throws MalformedException {
        RadiusPacket packet = RadiusPacket.read(packet("1a11 00000137 1c06 0a000035 1dff 0a0000"));
        assertThat(packet.first(Attributes.MS_PRIMARY_DNS_SERVER)).hasValue(Addresses.parse("10.0.0.53"));
        assertThat(packet.first(Attributes.MS_SECONDARY_DNS_SERVER)).isEmpty();
    }

    // RFC 3579, section 3.1.
    @Test
    void theEapPacketIsJoinedFromItsPieces() throws MalformedException {
        Bytes eap = Bytes.wrap(new byte[600]);
        for (int i = 0; i < 600; i++) eap.array()[i] = (byte) i;
        RadiusPacket packet = RadiusPacket.read(packet(
                "4fff" + eap.slice(0, 253).hex() + "4fff" + eap.slice(253, 506).hex() + "4f60" + eap.from(506).hex()
                        + "1903aa"));
        assertThat(packet.eapMessage()).isEqualTo(eap);
        assertThat(RadiusPacket.read(packet("1903aa")).eapMessage()).isEqualTo(Bytes.EMPTY);
        assertThat(RadiusPacket.read(packet("4f02 1903aa 4f02")).eapMessage()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void aTextThatDoesNotFitIsCutAtACharacter() {
        assertThat(Attributes.USER_NAME.of("a".repeat(300)).value().length()).isEqualTo(253);
        // 252 octets, then a character of two, of which one would fit.
        assertThat(Attributes.USER_NAME.of("a".repeat(252) + "\u00e9").value().utf8()).isEqualTo("a".repeat(252));
        Attribute pair = Attributes.CISCO_AVPAIR.of("x".repeat(300));
        assertThat(pair.value().length()).isEqualTo(253);
        assertThat(pair.value().u8(5)).isEqualTo(249);
    }

    @Test
    void noAddressOfTheOtherFamilyIsWritten() {
        assertThatThrownBy(() -> Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("2001:db8::1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Attributes.FRAMED_IPV6_ADDRESS.of(Addresses.parse("192.0.2.1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingSecretIsPrinted() {
        Bytes secret = Bytes.ofUtf8("do-not-show-this");
        var packet = new RadiusPacket(RadiusCode.ACCESS_REQUEST, 1, AUTHENTICATOR, List.of(
                new Attribute(2, secret),
                new Attribute(3, secret),
                new Attribute(69, secret),
                Attributes.EAP_MESSAGE.of(secret),
                Attributes.MESSAGE_AUTHENTICATOR.of(secret),
                Attributes.MS_MPPE_RECV_KEY.of(secret),
                Attributes.MS_MPPE_SEND_KEY.of(secret)));
        assertThat(packet.toString()).doesNotContain(secret.hex()).doesNotContain(secret.utf8());
        assertThat(packet.attributes().toString()).doesNotContain(secret.hex());
    }

    static Bytes packet(String attributes) {
        Bytes octets = Bytes.fromHex(attributes);
        return new ByteWriter(64)
                .u8(2)
                .u8(7)
                .u16(20 + octets.length())
                .bytes(AUTHENTICATOR)
                .bytes(octets)
                .toBytes();
    }
}
