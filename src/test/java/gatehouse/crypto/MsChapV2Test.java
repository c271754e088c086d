package gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import org.junit.jupiter.api.Test;

/// RFC 2759, section 9.2, and RFC 3079, section 3.5.3, with their example: user `User`, password `clientPass`.
class MsChapV2Test {
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static final Bytes PEER = Bytes.fromHex("21402324255E262A28295F2B3A337C7E");
    private static final Bytes RESPONSE = Bytes.fromHex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");
    private static final Secret PASSWORD = Secret.ofUtf8("clientPass");

    @Test
    void theResponseIsThatOfRfc2759() {
        assertThat(MsChapV2.response(AUTHENTICATOR, PEER, "User", PASSWORD)).isEqualTo(RESPONSE);
    }

    @Test
    void theAuthenticatorResponseIsThatOfRfc2759() {
        assertThat(MsChapV2.authenticatorResponse(AUTHENTICATOR, PEER, "User", PASSWORD, RESPONSE))
                .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }

    @Test
    void theServersSendKeyIsThatOfRfc3079() {
        Secret send = MsChapV2.keys(PASSWORD, RESPONSE).send();
        assertThat(Bytes.wrap(send.expose())).isEqualTo(Bytes.fromHex("8B7CDC149B993A1BA118CB153F56DCCB"));
    }

    @Test
    void theMasterSessionKeyHoldsBothKeysAndZeros() {
        MsChapV2.Keys keys = MsChapV2.keys(PASSWORD, RESPONSE);
        Bytes msk = Bytes.wrap(keys.msk().expose());
        assertThat(msk.slice(0, 16)).isEqualTo(Bytes.wrap(keys.receive().expose()));
        assertThat(msk.slice(16, 32)).isEqualTo(Bytes.wrap(keys.send().expose()));
        assertThat(msk.slice(32, 64)).isEqualTo(Bytes.wrap(new byte[32]));
    }
}
