package gatehouse.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EapPeerTest {
    private static final Bytes CHALLENGE = Bytes.fromHex("00112233445566778899aabbccddeeff");
    private static final Secret PASSWORD = Secret.ofUtf8("clientPass");

    private final EapPeer peer = peer("OFFICE\\User");

    private static EapPeer peer(String user) {
        return new EapPeer(
                user,
                PASSWORD,
                List.of(EapType.MSCHAPV2, EapType.MD5_CHALLENGE, EapType.GTC),
                new SecureRandom());
    }

    private static EapPacket challenge() {
        return EapPacket.request(3, EapType.MSCHAPV2, new ByteWriter()
                .u8(1).u8(9).u16(26).u8(16).bytes(CHALLENGE).bytes(Bytes.ofUtf8("server"))
                .toBytes());
    }

    private static EapPacket message(int code, String text) {
        Bytes octets = Bytes.ofUtf8(text);
        return EapPacket.request(4, EapType.MSCHAPV2, new ByteWriter()
                .u8(code).u8(9).u16(4 + octets.length()).bytes(octets).toBytes());
    }

    /// draft-kamath-pppext-eap-mschapv2, section 2.2.
    @Test
    void theResponseHasItsFormAndLeavesTheDomainOut() {
        EapPacket answer = peer.answer(challenge());
        assertThat(answer.identifier()).isEqualTo(3);
        Bytes data = answer.data();
        assertThat(data.u8(0)).isEqualTo(2);
        assertThat(data.u8(1)).as("the identifier of the challenge").isEqualTo(9);
        assertThat(data.u16(2)).as("MS-Length").isEqualTo(data.length());
        assertThat(data.u8(4)).isEqualTo(49);
        Bytes ours = data.slice(5, 21);
        assertThat(data.slice(21, 29)).isEqualTo(Bytes.wrap(new byte[8]));
        assertThat(data.slice(29, 53)).isEqualTo(MsChapV2.response(CHALLENGE, ours, "User", PASSWORD));
        assertThat(data.u8(53)).isZero();
        assertThat(data.from(54).utf8()).isEqualTo("OFFICE\\User");
    }

    @Test
    void aServerThatKnowsThePasswordIsBelieved() {
        Bytes data = peer.answer(challenge()).data();
        String proof = MsChapV2.authenticatorResponse(
                CHALLENGE, data.slice(5, 21), "User", PASSWORD, data.slice(29, 53));
        assertThat(peer.answer(message(3, proof + " M=Welcome")).data()).isEqualTo(Bytes.fromHex("03"));
        assertThat(peer.problem()).isEmpty();
        assertThat(peer.msk()).contains(MsChapV2.keys(PASSWORD, data.slice(29, 53)).msk());
    }

    @Test
    void aServerThatDoesNotIsNot() {
        peer.answer(challenge());
        peer.answer(message(3, "S=0000000000000000000000000000000000000000 M=Welcome"));
        assertThat(peer.problem()).contains("does not know the password");
        assertThat(peer.msk()).isEmpty();
    }

    @Test
    void successBeforeAChallengeProvesNothing() {
        peer.answer(message(3, "M=Welcome"));
        assertThat(peer.problem()).contains("does not know the password");
        assertThat(peer.msk()).isEmpty();
    }

    @Test
    void failureIsAcknowledgedAndTold() {
        peer.answer(challenge());
        assertThat(peer.answer(message(4, "E=691 R=0 C=00 V=3 M=no")).data()).isEqualTo(Bytes.fromHex("04"));
        assertThat(peer.problem()).contains("E=691");
    }

    /// RFC 1994, section 4.1: the identifier, the secret, the challenge.
    @Test
    void md5IsThatOfChap() throws Exception {
        Bytes data = new ByteWriter().u8(16).bytes(CHALLENGE).bytes(Bytes.ofUtf8("server")).toBytes();
        EapPacket answer = peer.answer(EapPacket.request(5, EapType.MD5_CHALLENGE, data));
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update((byte) 5);
        md5.update(PASSWORD.expose());
        Bytes digest = Bytes.wrap(md5.digest(CHALLENGE.toArray()));
        assertThat(answer.data()).isEqualTo(Bytes.concat(Bytes.fromHex("10"), digest));
        assertThat(peer.msk()).isEmpty();
    }

    @Test
    void notificationsAreAcknowledgedAndUnknownMethodsNaked() {
        assertThat(peer.answer(EapPacket.request(6, EapType.NOTIFICATION, Bytes.ofUtf8("hello"))))
                .isEqualTo(EapPacket.response(6, EapType.NOTIFICATION, Bytes.EMPTY));
        assertThat(peer.answer(EapPacket.request(7, EapType.TLS, Bytes.fromHex("20"))).desired())
                .containsExactly(EapType.MSCHAPV2, EapType.MD5_CHALLENGE, EapType.GTC);
        assertThat(peer.answer(EapPacket.request(8, EapType.expanded(9, 1), Bytes.EMPTY)).desired()).isNotEmpty();
    }

    @Test
    void whateverTheServerSaysThereIsAnAnswer() {
        var random = new Random(3748);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            if (data.length > 0) data[0] = (byte) random.nextInt(6);
            EapType type = List.of(EapType.MSCHAPV2, EapType.MD5_CHALLENGE, EapType.GTC).get(random.nextInt(3));
            EapPacket answer = peer("User").answer(EapPacket.request(1, type, Bytes.wrap(data)));
            assertThat(answer.identifier()).isEqualTo(1);
        }
    }
}
