package gatehouse.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BytesTest {
    private static final Bytes EIGHT = Bytes.fromHex("00 11 22 33 fc fd fe ff");

    @Test
    void comparesByContentWhereverTheOctetsLie() {
        Bytes slice = EIGHT.slice(2, 4);
        assertThat(slice).isEqualTo(Bytes.fromHex("2233")).hasSameHashCodeAs(Bytes.fromHex("2233"));
        assertThat(slice).isNotEqualTo(Bytes.fromHex("2234")).isNotEqualTo(Bytes.fromHex("22"));
        assertThat(slice).isNotEqualTo(new Object());
        assertThat(Bytes.wrap(new byte[] {1, 2, 3}, 1, 1)).isEqualTo(Bytes.copyOf((byte) 2));
    }

    @Test
    void aCopyIsNotTouchedByItsSource() {
        byte[] source = {1, 2, 3};
        Bytes whole = Bytes.copyOf(source);
        Bytes part = Bytes.copyOf(source, 1, 2);
        source[1] = 9;
        assertThat(whole).isEqualTo(Bytes.fromHex("010203"));
        assertThat(part).isEqualTo(Bytes.fromHex("0203"));
        whole.toArray()[0] = 9;
        assertThat(whole.u8(0)).isEqualTo(1);
    }

    @Test
    void aPartAloneDoesNotKeepTheWhole() {
        Bytes part = EIGHT.slice(2, 4).alone();
        assertThat(part).isEqualTo(Bytes.fromHex("2233"));
        assertThat(part.array()).hasSize(2);
        assertThat(part.alone()).isSameAs(part);
    }

    @Test
    void readsNumbersInNetworkOrderWithoutSign() {
        assertThat(EIGHT.u8(7)).isEqualTo(255);
        assertThat(EIGHT.u16(4)).isEqualTo(0xfcfd);
        assertThat(EIGHT.u32(4)).isEqualTo(0xfcfd_feffL);
        assertThat(EIGHT.u64(0)).isEqualTo(0x0011_2233_fcfd_feffL);
        assertThat(EIGHT.slice(4, 6).u16(0)).isEqualTo(0xfcfd);
    }

    @Test
    void neverReadsBeyondItsEndEvenWhereTheArrayGoesOn() {
        Bytes slice = EIGHT.slice(2, 4);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.u8(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.u8(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.u16(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(0, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.slice(2, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.from(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Bytes.wrap(new byte[4], 2, Integer.MAX_VALUE));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Bytes.wrap(new byte[4], -1, 2));
    }

    @Test
    void slicesAndJoins() {
        assertThat(EIGHT.from(6)).isEqualTo(Bytes.fromHex("feff"));
        assertThat(EIGHT.from(8)).isSameAs(Bytes.EMPTY);
        assertThat(EIGHT.slice(3, 3).isEmpty()).isTrue();
        assertThat(Bytes.concat(EIGHT.slice(0, 2), Bytes.EMPTY, EIGHT.from(7))).isEqualTo(Bytes.fromHex("0011ff"));
        assertThat(Bytes.concat()).isEqualTo(Bytes.EMPTY);
        assertThat(EIGHT.startsWith(Bytes.fromHex("0011"))).isTrue();
        assertThat(EIGHT.startsWith(Bytes.fromHex("0012"))).isFalse();
        assertThat(Bytes.fromHex("00").startsWith(EIGHT)).isFalse();
        byte[] target = new byte[4];
        EIGHT.slice(1, 3).copyTo(target, 1);
        assertThat(target).containsExactly(0, 0x11, 0x22, 0);
    }

    @Test
    void readsAndPrintsHexadecimal() {
        assertThat(Bytes.fromHex("00:11\n22 33fcfdFEFF")).isEqualTo(EIGHT).hasToString("00112233fcfdfeff");
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.fromHex("0"));
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.fromHex("0g"));
        assertThat(Bytes.wrap(new byte[65])).hasToString("00".repeat(64) + "... (65 octets)");
        assertThat(Bytes.ofUtf8("zoë").utf8()).isEqualTo("zoë");
        assertThat(Bytes.ofUtf8("ë").hex()).isEqualTo("c3ab");
    }
}
