package gatehouse.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void neverPrintsWhatItHolds() {
        assertThat(Secret.ofUtf8("wonderland")).hasToString("Secret(10 octets)");
        assertThat(Secret.ofUtf8("wonderland")).hasSameHashCodeAs(Secret.ofUtf8("0123456789"));
    }

    @Test
    void comparesByContent() {
        assertThat(Secret.ofUtf8("a")).isEqualTo(Secret.copyOf(Bytes.ofUtf8("a"))).isNotEqualTo(Secret.ofUtf8("b"));
        assertThat(Secret.ofUtf8("a")).isNotEqualTo(Secret.ofUtf8("ab")).isNotEqualTo("a");
    }

    @Test
    void canBeWipedAndASliceOutlivesIt() {
        Secret secret = Secret.wrap(new byte[] {1, 2, 3, 4});
        Secret slice = secret.slice(1, 3);
        secret.wipe();
        assertThat(secret.expose()).containsExactly(0, 0, 0, 0);
        assertThat(slice.expose()).containsExactly(2, 3);
        assertThat(slice.length()).isEqualTo(2);
        assertThat(secret.slice(0, 0).isEmpty()).isTrue();
    }

    @Test
    void aCopyOfOctetsIsItsOwn() {
        Bytes octets = Bytes.fromHex("0102");
        Secret.copyOf(octets).wipe();
        assertThat(octets).isEqualTo(Bytes.fromHex("0102"));
    }
}
