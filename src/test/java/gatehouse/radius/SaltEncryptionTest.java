package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaltEncryptionTest {
    private static final Secret SECRET = Secret.ofUtf8("xyzzy5461");
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("0f403f9473978057bd83d5cb98f4227a");
    private static final Bytes SALT = Bytes.fromHex("9c01");

    private final SaltEncryption encryption = new SaltEncryption();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31, 32, 47, 48, 64, 128, 239})
    void whatIsHiddenIsRevealed(int length) {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        Bytes hidden = encryption.hide(Secret.wrap(plain), SALT, AUTHENTICATOR, SECRET);
        assertThat(hidden.length()).isEqualTo(2 + (length / 16 + 1) * 16);
        assertThat(hidden.startsWith(SALT)).isTrue();
        assertThat(encryption.reveal(hidden, AUTHENTICATOR, SECRET)).hasValue(Secret.wrap(plain));
    }

    @Test
    void otherSaltsHideOtherwise() {
        Secret plain = Secret.ofUtf8("sixteen octets !");
        Bytes one = encryption.hide(plain, SALT, AUTHENTICATOR, SECRET);
        Bytes other = encryption.hide(plain, Bytes.fromHex("9c02"), AUTHENTICATOR, SECRET);
        assertThat(one.from(2)).isNotEqualTo(other.from(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 17, 19, 33, 35})
    void whatIsNoMultipleOfABlockHidesNothing(int length) {
        assertThat(encryption.reveal(Bytes.wrap(new byte[length]), AUTHENTICATOR, SECRET)).isEmpty();
    }

    @Test
    void aLengthBeyondTheEndHidesNothing() {
        Bytes hidden = encryption.hide(Secret.wrap(new byte[15]), SALT, AUTHENTICATOR, SECRET);
        byte[] lying = hidden.toArray();
        lying[2] ^= 15 ^ 16; // says 16 octets, of which 15 are there
        assertThat(encryption.reveal(Bytes.wrap(lying), AUTHENTICATOR, SECRET)).isEmpty();
    }

    @Test
    void theWrongSecretRevealsNothingOfTheKey() {
        Secret plain = Secret.wrap(Bytes.fromHex("00112233445566778899aabbccddeeff".repeat(2)).toArray());
        Bytes hidden = encryption.hide(plain, SALT, AUTHENTICATOR, SECRET);
        assertThat(encryption.reveal(hidden, AUTHENTICATOR, Secret.ofUtf8("other"))).isNotEqualTo(Optional.of(plain));
    }

    @Test
    void aSecretDoesNotPrint() {
        Bytes hidden = encryption.hide(Secret.ofUtf8("visible"), SALT, AUTHENTICATOR, SECRET);
        assertThat(encryption.reveal(hidden, AUTHENTICATOR, SECRET)).hasToString("Optional[Secret(7 octets)]");
    }
}
