package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.radius.Authenticators.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticatorsTest {
    private static final Secret SECRET = Secret.ofUtf8("xyzzy5461");
    private static final Secret OTHER = Secret.ofUtf8("xyzzy5462");
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final List<Attribute> ATTRIBUTES =
            List.of(Attributes.USER_NAME.of("nemo"), Attributes.NAS_PORT.of(3L),
                    Attributes.STATE.of(Bytes.ofUtf8("s")));

    private final Authenticators authenticators = new Authenticators();

    // RFC 2865, sections 7.1 to 7.3, and RFC 5997, section 6: shared secret xyzzy5461.
    @ParameterizedTest
    @CsvSource({
        "0f403f9473978057bd83d5cb98f4227a, "
                + "0200002686fe220e7624ba2a1005f6bf9b55e0b20606000000010f06000000000e06c0a80103",
        "2aee86f08d0d55969ca5978e0d3367a2, "
                + "0201003815efbc7dab26cfa3dc34d9c03c8601a40606000000020706000000010806fffffffe0a0600000002"
                + "0d06000000010c06000005dc",
        "f3a47a1f6a6d76710b947ab93041a039, "
                + "0b02004e36f3c8764ae8c71157403c0c71ff9c4512304368616c6c656e67652033323736393433302e2020456e"
                + "74657220726573706f6e73652061742070726f6d70742e180a3332373639343330",
        "b122556d428a13d0d6253807c457ecf0, 03030014a42f4fca45916c4e09c8340f9e746aa0",
        "8a54f4686fb394c52866e302185d0623, 02da0014ef0d552a4bf2d693ec2b6fe8b5411d66",
        "bf58de56ae408ad3b70c8513f9b03fbe, "
                + "0247003446f43e62fd0354424cbbebfd6d214e06122052414449555320536572766572207570203220646179732c"
                + "2031383a3430"
    })
    void theExamplesOfTheRfcsAreGenuine(String requestAuthenticator, String response) throws MalformedException {
        Bytes octets = Bytes.fromHex(response);
        Bytes authenticator = Bytes.fromHex(requestAuthenticator);
        assertThat(authenticators.isGenuineResponse(octets, authenticator, SECRET)).isTrue();
        assertThat(authenticators.isGenuineResponse(octets, authenticator, OTHER)).isFalse();
        assertThat(authenticators.isGenuineResponse(octets, AUTHENTICATOR, SECRET)).isFalse();
        assertThat(authenticators.messageAuthenticator(octets, authenticator, SECRET)).isEqualTo(Verdict.ABSENT);
    }

    // RFC 3579 has no octets; those of RFC 5997, section 6, are made by its rule (section 3.2).
    @ParameterizedTest
    @CsvSource({
        "0cda00268a54f4686fb394c52866e302185d062350125a665e2e1e8411f3e243822097c84fa3",
        "0cb30026925f6b66dd5fed571fcb1db7ad3882605012e8d6eabda910875cd91fdade26367858",
        "0c47002cbf58de56ae408ad3b70c8513f9b03fbe0406c00002105012852d6fec61e7ed74b8e32dac2f2a5fb2"
    })
    void theMessageAuthenticatorsOfTheRfcAreGenuine(String request) throws MalformedException {
        Bytes octets = Bytes.fromHex(request);
        Bytes authenticator = octets.slice(4, 20);
        assertThat(authenticators.messageAuthenticator(octets, authenticator, SECRET)).isEqualTo(Verdict.GENUINE);
        assertThat(authenticators.messageAuthenticator(octets, authenticator, OTHER)).isEqualTo(Verdict.WRONG);
    }

    // RFC 2202, section 2: keys shorter than, as long as a digest, and longer than a block.
    @ParameterizedTest
    @CsvSource({
        "0b, 16, 4869205468657265, 9294727a3638bb1c13f48ef8158bfc9d",
        "aa, 80, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579"
                + "204669727374, 6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
        "aa, 80, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b657920616e64204c6172676572"
                + "205468616e204f6e6520426c6f636b2d53697a652044617461, 6f630fad67cda0ee1fb1f562db3aa53e"
    })
    void hmacIsAsRfc2202HasIt(String octet, int times, String data, String digest) {
        byte[] key = Bytes.fromHex(octet.repeat(times)).toArray();
        var md5 = new Md5();
        byte[] result = new byte[Md5.LENGTH];
        md5.startHmac(key).update(Bytes.fromHex(data));
        md5.finishHmac(key, result, 0);
        assertThat(Bytes.wrap(result).hex()).isEqualTo(digest);
    }

    @Test
    void messageAuthenticatorComesFirst() throws MalformedException {
        Bytes access = authenticators.accessRequest(9, AUTHENTICATOR, ATTRIBUTES, SECRET);
        Bytes change = authenticators.dynamicRequest(RadiusCode.DISCONNECT_REQUEST, 9, ATTRIBUTES, SECRET);
        Bytes answer =
                authenticators.response(RadiusCode.DISCONNECT_ACK, RadiusPacket.read(change), ATTRIBUTES, SECRET);
        for (Bytes octets : List.of(access, change, answer)) {
            RadiusPacket packet = RadiusPacket.read(octets);
            assertThat(packet.attributes().getFirst().type()).isEqualTo(80);
            assertThat(packet.attributes().subList(1, 4)).isEqualTo(ATTRIBUTES);
            assertThat(packet.identifier()).isEqualTo(9);
        }
    }

    @Test
    void anAccessRequestKeepsItsAuthenticator() throws MalformedException {
        Bytes octets = authenticators.accessRequest(9, AUTHENTICATOR, ATTRIBUTES, SECRET);
        assertThat(octets.slice(4, 20)).isEqualTo(AUTHENTICATOR);
        assertThat(authenticators.messageAuthenticator(octets, AUTHENTICATOR, SECRET)).isEqualTo(Verdict.GENUINE);
    }

    @Test
    void anyOctetThatChangesIsNoticed() throws MalformedException {
        Bytes request = authenticators.dynamicRequest(RadiusCode.COA_REQUEST, 9, ATTRIBUTES, SECRET);
        Bytes response = authenticators.response(RadiusCode.COA_ACK, RadiusPacket.read(request), ATTRIBUTES, SECRET);
        assertThat(authenticators.isGenuineRequest(request, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(request, SECRET)).isEqualTo(Verdict.GENUINE);
        Bytes of = request.slice(4, 20);
        assertThat(authenticators.isGenuineResponse(response, of, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(response, of, SECRET)).isEqualTo(Verdict.GENUINE);
        for (int at = 0; at < request.length(); at++) {
            if (at == 2 || at == 3) continue; // the length: another packet
            byte[] changed = request.toArray();
            changed[at] ^= 1;
            assertThat(authenticators.isGenuineRequest(Bytes.wrap(changed), SECRET)).as("request %d", at).isFalse();
            byte[] answer = response.toArray();
            answer[at] ^= 1;
            assertThat(authenticators.isGenuineResponse(Bytes.wrap(answer), of, SECRET)).as("response %d", at)
                    .isFalse();
        }
    }

    @Test
    void paddingIsNotSigned() throws MalformedException {
        Bytes request = authenticators.dynamicRequest(RadiusCode.COA_REQUEST, 9, ATTRIBUTES, SECRET);
        Bytes padded = Bytes.concat(request, Bytes.fromHex("00ff"));
        assertThat(authenticators.isGenuineRequest(padded, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(padded, SECRET)).isEqualTo(Verdict.GENUINE);
    }

    @Test
    void anAccountingRequestHasNoMessageAuthenticator() throws MalformedException {
        Bytes octets = authenticators.accountingRequest(3, ATTRIBUTES, SECRET);
        assertThat(RadiusPacket.read(octets).attributes()).isEqualTo(ATTRIBUTES);
        assertThat(authenticators.isGenuineRequest(octets, SECRET)).isTrue();
        assertThat(authenticators.isGenuineRequest(octets, OTHER)).isFalse();
        assertThat(authenticators.messageAuthenticator(octets, SECRET)).isEqualTo(Verdict.ABSENT);
    }

    @Test
    void aMessageAuthenticatorOfAnotherLengthIsMalformed() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> authenticators.messageAuthenticator(RadiusPacketTest.packet("5003ff"), SECRET));
    }

    @Test
    void aPacketTooLongIsNeverWritten() {
        var attributes = new ArrayList<Attribute>();
        for (int i = 0; i < 17; i++) attributes.add(Attributes.CLASS.of(Bytes.wrap(new byte[253])));
        assertThatThrownBy(() -> authenticators.accountingRequest(1, attributes, SECRET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLongSecretServesToo() throws MalformedException {
        Secret secret = Secret.ofUtf8("0123456789".repeat(10));
        Bytes octets = authenticators.accessRequest(1, AUTHENTICATOR, ATTRIBUTES, secret);
        assertThat(authenticators.messageAuthenticator(octets, AUTHENTICATOR, secret)).isEqualTo(Verdict.GENUINE);
        assertThat(authenticators.messageAuthenticator(octets, AUTHENTICATOR, secret.slice(0, 64)))
                .isEqualTo(Verdict.WRONG);
    }
}
