package gatehouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CiscoFragmentTest {
    private static final String HEADER = "1111111111111111" + "2222222222222222";

    /// A message of 40 octets: the header, and 12 octets of something that is encrypted.
    private static final Bytes MESSAGE = Bytes.fromHex(
            HEADER + "2e202308" + "00000001" + "00000028" + "00010203" + "04050607" + "08090a0b");

    @Test
    void itIsTheHeaderAndAPieceOfTheWholeMessage() throws Exception {
        IkeHeader header = MessageReader.readHeader(MESSAGE);
        List<Bytes> cut = CiscoFragment.cut(header, MESSAGE, 0x0102, 36 + 30);
        assertThat(cut.stream().map(Bytes::hex)).containsExactly(
                HEADER + "84202308" + "00000001" + "00000042" + "00000026" + "01020100"
                        + MESSAGE.slice(0, 30).hex(),
                HEADER + "84202308" + "00000001" + "0000002e" + "00000012" + "01020201"
                        + MESSAGE.slice(30, 40).hex());
        assertThat(CiscoFragment.follows(MessageReader.readHeader(cut.getFirst()))).isTrue();
        assertThat(CiscoFragment.follows(header)).isFalse();
        assertThat(CiscoFragment.read(cut.getFirst()))
                .isEqualTo(new CiscoFragment(0x0102, 1, false, MESSAGE.slice(0, 30)));
        assertThat(CiscoFragment.read(cut.getLast()))
                .isEqualTo(new CiscoFragment(0x0102, 2, true, MESSAGE.slice(30, 40)));
    }

    @ParameterizedTest
    @CsvSource({
        "2e00000c010201000011, next payload",
        "0000000901020100aabb, a length that is too short",
        "0000000b01020100aabb, a length that is too long",
        "0000000a01020000aabb, number 0",
        "000000, no payload header",
        "0000000601020100, no number"})
    void whatIsNoneIsSaidToBeNone(String payload, String why) {
        Bytes body = Bytes.fromHex(payload);
        Bytes datagram = Bytes.concat(
                Bytes.fromHex(HEADER + "84202308" + "00000001" + "000000" + "%02x".formatted(28 + body.length())),
                body);
        assertThatThrownBy(() -> CiscoFragment.read(datagram)).as(why).isInstanceOf(MalformedException.class);
    }
}
