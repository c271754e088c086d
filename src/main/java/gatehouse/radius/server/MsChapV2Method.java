package gatehouse.radius.server;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.MsChapV2;
import gatehouse.eap.EapPacket;
import java.security.SecureRandom;
import java.util.Locale;

/// EAP-MSCHAPv2: challenge, response, and then the server proves that it knows the password too (RFC 2759; the packets of
/// draft-kamath-pppext-eap-mschapv2).
final class MsChapV2Method implements EapMethod {
    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;
    private static final int VALUE = 49;
    private static final String SERVER_NAME = "gatehouse";

    private final Secret password;
    private final byte[] challenge = new byte[MsChapV2.CHALLENGE_LENGTH];
    private int chapIdentifier;
    private Secret receiveKey = Secret.wrap(new byte[0]);
    private Secret sendKey = Secret.wrap(new byte[0]);
    private boolean proven;
    private boolean refused;

    MsChapV2Method(Secret password, SecureRandom random) {
        this.password = password;
        random.nextBytes(challenge);
    }

    @Override
    public Bytes begin(int identifier) {
        chapIdentifier = identifier;
        Bytes name = Bytes.ofUtf8(SERVER_NAME);
        return new ByteWriter(5 + challenge.length + name.length())
                .u8(CHALLENGE)
                .u8(chapIdentifier)
                .u16(5 + challenge.length + name.length())
                .u8(challenge.length)
                .bytes(challenge)
                .bytes(name)
                .toBytes();
    }

    @Override
    public Verdict answer(EapPacket response) {
        Bytes data = response.data();
        if (data.isEmpty()) return new Verdict.Failure();
        return switch (data.u8(0)) {
            case RESPONSE -> proven || refused ? new Verdict.Failure() : response(data);
            case SUCCESS -> proven ? new Verdict.Success(receiveKey, sendKey) : new Verdict.Failure();
            default -> new Verdict.Failure();
        };
    }

    private Verdict response(Bytes data) {
        if (data.length() < 5 + VALUE || data.u8(4) != VALUE || data.u8(1) != chapIdentifier) {
            return new Verdict.Failure();
        }
        Bytes peerChallenge = data.slice(5, 21);
        Bytes ntResponse = data.slice(29, 53);
        String name = withoutDomain(data.from(5 + VALUE).utf8());
        Bytes ours = Bytes.copyOf(challenge);
        Bytes expected = MsChapV2.response(ours, peerChallenge, name, password);
        if (!Secret.copyOf(expected).equals(Secret.copyOf(ntResponse))) {
            refused = true;
            // RFC 2759, section 6: wrong password, no retry.
            String text = "E=691 R=0 C=" + ours.hex().toUpperCase(Locale.ROOT) + " V=3 M=Authentication failed";
            return new Verdict.Continue(message(FAILURE, text));
        }
        MsChapV2.Keys keys = MsChapV2.keys(password, ntResponse);
        receiveKey = keys.receive();
        sendKey = keys.send();
        proven = true;
        String proof = MsChapV2.authenticatorResponse(ours, peerChallenge, name, password, ntResponse);
        return new Verdict.Continue(message(SUCCESS, proof + " M=Welcome"));
    }

    private Bytes message(int code, String text) {
        Bytes octets = Bytes.ofUtf8(text);
        return new ByteWriter(4 + octets.length())
                .u8(code)
                .u8(chapIdentifier)
                .u16(4 + octets.length())
                .bytes(octets)
                .toBytes();
    }

    private static String withoutDomain(String name) {
        return name.substring(name.indexOf('\\') + 1);
    }
}
