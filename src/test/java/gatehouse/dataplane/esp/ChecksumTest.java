package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Test
    void theExampleOfTheRfcIsRight() {
        // RFC 1071, section 3: 00 01 f2 03 f4 f5 f6 f7 sum to ddf2.
        assertThat(Checksum.sum(HexFormat.of().parseHex("0001f203f4f5f6f7"), 0, 8)).isEqualTo(0xddf2);
    }

    @Test
    void anIpv4HeaderVerifies() {
        byte[] header = HexFormat.of().parseHex("45000073000040004011b861c0a80001c0a800c7");
        assertThat(Checksum.isRight(Checksum.sum(header, 0, 20))).isTrue();
        header[10] = header[11] = 0;
        assertThat(Checksum.finished(Checksum.sum(header, 0, 20))).isEqualTo(0xb861);
    }

    @Test
    void everyLengthAndPositionAgreesWithTheSlowReference() {
        var random = new Random(4);
        byte[] octets = new byte[200];
        for (int round = 0; round < 20; round++) {
            random.nextBytes(octets);
            if (round == 0) Arrays.fill(octets, (byte) 0xff);
            for (int from = 0; from < 17; from++) {
                for (int length = 0; length < 150; length++) {
                    int slow = SuperPacket.slowSum(Arrays.copyOfRange(octets, from, from + length));
                    assertThat(Checksum.sum(octets, from, length) % 0xffff).isEqualTo(slow % 0xffff);
                }
            }
        }
    }

    @Test
    void theLargestPacketOfOnesDoesNotOverflow() {
        byte[] octets = new byte[1 << 20];
        Arrays.fill(octets, (byte) 0xff);
        assertThat(Checksum.sum(octets, 0, octets.length)).isEqualTo(0xffff);
        assertThat(Checksum.folded(Long.MAX_VALUE)).isEqualTo(0x7fff);
        assertThat(Checksum.folded(0xffff_ffff_ffff_ffffL)).isEqualTo(0xffff);
    }

    @Test
    void zeroIsSentAsItsEqualByUdpAlone() {
        assertThat(Checksum.finished(0xffff)).isZero();
        assertThat(Checksum.finishedUdp(0xffff)).isEqualTo(0xffff);
        assertThat(Checksum.finishedUdp(0x1234)).isEqualTo(0xedcb);
    }

    @Test
    void whatIsOutsideOfTheArrayIsOurMistake() {
        assertThatThrownBy(() -> Checksum.sum(new byte[10], 4, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Checksum.sum(new byte[10], -1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
