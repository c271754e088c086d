package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Authenticators.Verdict;
import gatehouse.radius.dictionary.RadiusDictionary;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tinyradius.core.RadiusPacketException;
import org.tinyradius.core.attribute.codec.AttributeCodecType;
import org.tinyradius.core.attribute.type.RadiusAttribute;
import org.tinyradius.core.attribute.type.VendorSpecificAttribute;
import org.tinyradius.core.dictionary.Dictionary;
import org.tinyradius.core.packet.request.RadiusRequest;
import org.tinyradius.core.packet.response.RadiusResponse;

/// Another implementation reads what we write, and we read what it writes.
class TinyRadiusTest {
    private static final String SECRET_TEXT = "xyzzy5461";
    private static final Secret SECRET = Secret.ofUtf8(SECRET_TEXT);
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("0f403f9473978057bd83d5cb98f4227a");
    private static final Bytes EAP = Bytes.fromHex("0201000a01616c696365");
    private static final int MICROSOFT = 311;

    private final Authenticators authenticators = new Authenticators();
    private final SaltEncryption encryption = new SaltEncryption();
    private final Dictionary dictionary;

    TinyRadiusTest() throws IOException {
        dictionary = RadiusDictionary.load(Path.of("dictionaries")).tinyRadius();
    }

    @Test
    void itTakesOurAccessRequest() throws RadiusPacketException {
        Bytes octets = authenticators.accessRequest(200, AUTHENTICATOR, List.of(
                Attributes.USER_NAME.of("alice"),
                Attributes.CISCO_AVPAIR.of("audit-session-id=00ff"),
                Attributes.EAP_MESSAGE.of(EAP)), SECRET);
        RadiusRequest request = request(octets).decodeRequest(SECRET_TEXT);
        assertThat(request.getId()).isEqualTo((byte) 200);
        assertThat(request.getAttribute("User-Name").map(RadiusAttribute::getValueString)).hasValue("alice");
        assertThat(request.getAttribute("EAP-Message").map(RadiusAttribute::getValue)).hasValue(EAP.toArray());
        assertThat(request.getAttribute("Cisco-AVPair").map(RadiusAttribute::getValueString))
                .hasValue("audit-session-id=00ff");
        assertThatExceptionOfType(RadiusPacketException.class)
                .isThrownBy(() -> request(octets).decodeRequest("another"));
    }

    @Test
    void itTakesOurAccountingRequest() throws RadiusPacketException {
        Bytes octets = authenticators.accountingRequest(
                3, List.of(Attributes.ACCT_STATUS_TYPE.of(1L), Attributes.ACCT_SESSION_ID.of("s-1")), SECRET);
        RadiusRequest request = request(octets).decodeRequest(SECRET_TEXT);
        assertThat(request.getAttribute("Acct-Status-Type").map(RadiusAttribute::getValueString)).hasValue("Start");
        assertThatExceptionOfType(RadiusPacketException.class)
                .isThrownBy(() -> request(octets).decodeRequest("another"));
    }

    @Test
    void itTakesOurResponse() throws Exception {
        Bytes asked = authenticators.dynamicRequest(RadiusCode.DISCONNECT_REQUEST, 5, List.of(), SECRET);
        Bytes octets = authenticators.response(
                RadiusCode.DISCONNECT_NAK, RadiusPacket.read(asked), List.of(Attributes.ERROR_CAUSE.of(503L)), SECRET);
        byte[] authenticator = asked.slice(4, 20).toArray();
        RadiusResponse response = response(octets).decodeResponse(SECRET_TEXT, authenticator);
        assertThat(response.getAttribute("Error-Cause").map(RadiusAttribute::getValue))
                .hasValue(Bytes.fromHex("000001f7").toArray());
        assertThatExceptionOfType(RadiusPacketException.class)
                .isThrownBy(() -> response(octets).decodeResponse("another", authenticator));
    }

    @Test
    void weTakeItsAccessAccept() throws Exception {
        var key = new byte[32];
        new Random(1).nextBytes(key);
        RadiusResponse accept = RadiusResponse.create(dictionary, (byte) 2, (byte) 77, null, List.of(
                attribute(Attributes.EAP_MESSAGE.type(), Bytes.fromHex("03010004")),
                attribute(Attributes.FRAMED_IP_ADDRESS.type(), Bytes.fromHex("0a000007")),
                new VendorSpecificAttribute(
                        dictionary, MICROSOFT, List.of(dictionary.createAttribute(MICROSOFT, 17, key.clone())))));
        Bytes octets = Bytes.wrap(accept.encodeResponse(SECRET_TEXT, AUTHENTICATOR.toArray()).toBytes());
        assertThat(authenticators.isGenuineResponse(octets, AUTHENTICATOR, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(octets, AUTHENTICATOR, SECRET)).isEqualTo(Verdict.GENUINE);
        RadiusPacket packet = RadiusPacket.read(octets);
        assertThat(packet.identifier()).isEqualTo(77);
        assertThat(packet.first(Attributes.FRAMED_IP_ADDRESS)).hasValue(Addresses.parse("10.0.0.7"));
        Bytes hidden = packet.first(Attributes.MS_MPPE_RECV_KEY).orElseThrow();
        assertThat(encryption.reveal(hidden, AUTHENTICATOR, SECRET)).hasValue(Secret.wrap(key));
    }

    @Test
    void weTakeItsDisconnectRequest() throws Exception {
        RadiusRequest request = RadiusRequest.create(
                dictionary, (byte) 40, (byte) 9, null, List.of(attribute(1, Bytes.ofUtf8("alice"))));
        Bytes octets = Bytes.wrap(request.encodeRequest(SECRET_TEXT).toBytes());
        assertThat(authenticators.isGenuineRequest(octets, SECRET)).isTrue();
        assertThat(authenticators.isGenuineRequest(octets, Secret.ofUtf8("another"))).isFalse();
        assertThat(RadiusPacket.read(octets).first(Attributes.USER_NAME)).hasValue("alice");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 32, 47, 48, 64, 100})
    void hiddenKeysAreReadBothWays(int length) throws RadiusPacketException {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        var codec = AttributeCodecType.RFC2868_TUNNEL_PASSWORD.getCodec();
        Bytes theirs = Bytes.wrap(codec.encode(plain.clone(), AUTHENTICATOR.toArray(), SECRET_TEXT));
        assertThat(encryption.reveal(theirs, AUTHENTICATOR, SECRET)).hasValue(Secret.wrap(plain));
        Bytes ours = encryption.hide(Secret.wrap(plain), Bytes.fromHex("a5c3"), AUTHENTICATOR, SECRET);
        assertThat(codec.decode(ours.toArray(), AUTHENTICATOR.toArray(), SECRET_TEXT)).isEqualTo(plain);
    }

    private RadiusAttribute attribute(int type, Bytes value) {
        return dictionary.createAttribute(-1, type, value.toArray());
    }

    private RadiusRequest request(Bytes octets) throws RadiusPacketException {
        return RadiusRequest.fromByteBuf(dictionary, Unpooled.wrappedBuffer(octets.toArray()));
    }

    private RadiusResponse response(Bytes octets) throws RadiusPacketException {
        return RadiusResponse.fromByteBuf(dictionary, Unpooled.wrappedBuffer(octets.toArray()));
    }
}
