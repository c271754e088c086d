package gatehouse.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserPasswordTest {
    private static final Secret SECRET = Secret.ofUtf8("xyzzy5461");
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("0f403f9473978057bd83d5cb98f4227a");

    private final UserPassword passwords = new UserPassword();

    // RFC 2865, section 7.1.
    @Test
    void theExampleOfTheRfcIsHiddenAsItSays() {
        assertThat(passwords.hide(Secret.ofUtf8("arctangent"), AUTHENTICATOR, SECRET))
                .isEqualTo(new Attribute(2, Bytes.fromHex("0dbe708d93d413ce3196e43f782a0aee")));
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "1, 16", "16, 16", "17, 32", "128, 128"})
    void aPasswordIsFilledUpToWholeBlocks(int length, int hidden) {
        Secret password = Secret.ofUtf8("p".repeat(length));
        assertThat(passwords.hide(password, AUTHENTICATOR, SECRET).value().length()).isEqualTo(hidden);
        assertThat(UserPassword.length(password)).isEqualTo(hidden);
    }

    @Test
    void aLongPasswordDependsOnTheBlocksBefore() {
        Bytes one = passwords.hide(Secret.ofUtf8("a".repeat(16) + "tail"), AUTHENTICATOR, SECRET).value();
        Bytes other = passwords.hide(Secret.ofUtf8("b".repeat(16) + "tail"), AUTHENTICATOR, SECRET).value();
        assertThat(one.from(16)).isNotEqualTo(other.from(16));
    }

    @Test
    void aPasswordThatNoAttributeHoldsIsAMistakeOfOurs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> passwords.hide(Secret.ofUtf8("p".repeat(129)), AUTHENTICATOR, SECRET))
                .withMessage("a password of 129 octets");
    }
}
