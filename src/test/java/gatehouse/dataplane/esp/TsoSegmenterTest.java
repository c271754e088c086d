package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsoSegmenterTest {
    private final TsoSegmenter segmenter = new TsoSegmenter(true);

    @ParameterizedTest
    @CsvSource({
        "true, 64000, 1348", "true, 2, 1", "true, 1349, 1348", "true, 2696, 1348", "true, 65495, 1448",
        "false, 64000, 1328", "false, 2, 1", "false, 1329, 1328", "false, 65475, 1428"
    })
    void tcpBecomesSegmentsOfEqualSize(boolean ipv4, int payload, int segmentSize) {
        SuperPacket packet = SuperPacket.tcp(ipv4, payload, segmentSize);
        packet.sequence = 0xffff_ff00; // and it passes zero
        packet.identification = 0xfffe;

        assertThat(split(packet.frame())).containsExactlyElementsOf(packet.segments());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timestampsAreRepeatedAndFlagsGoWhereTheyBelong(boolean ipv4) {
        SuperPacket packet = SuperPacket.tcp(ipv4, 5000, 1000)
                .flags(SuperPacket.ACK | SuperPacket.PSH | SuperPacket.FIN | SuperPacket.CWR);
        packet.options = new byte[] {1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
        packet.trafficClass = 2;

        byte[] frame = packet.frame();
        frame[1] |= (byte) 0x80; // with ECN
        List<byte[]> segments = split(frame);

        assertThat(segments).containsExactlyElementsOf(packet.segments());
        assertThat(segments.stream().map(segment -> segment[packet.transport() + 13] & 0xff))
                .containsExactly(0x90, 0x10, 0x10, 0x10, 0x19);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void udpBecomesDatagrams(boolean ipv4) {
        SuperPacket packet = SuperPacket.udp(ipv4, 10_001, 1200);
        assertThat(split(packet.frame())).hasSize(9).containsExactlyElementsOf(packet.segments());
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void theChecksumOfASinglePacketIsFinished(boolean ipv4, boolean udp) {
        SuperPacket packet = udp ? SuperPacket.udp(ipv4, 333, 2000) : SuperPacket.tcp(ipv4, 333, 2000);
        assertThat(split(packet.frame())).containsExactly(packet.packet());
    }

    @Test
    void aComputedZeroOfUdpIsSentAsOnes() {
        SuperPacket packet = SuperPacket.udp(true, 2, 2000);
        packet.payload = new byte[2];
        byte[] without = packet.packet();
        packet.payload = new byte[] {without[26], without[27]}; // now everything sums to zero
        byte[] segment = split(packet.frame()).getFirst();
        assertThat(Arrays.copyOfRange(segment, 26, 28)).containsExactly(0xff, 0xff);
    }

    @Test
    void aFinishedPacketIsLeftAlone() {
        byte[] packet = SuperPacket.tcp(true, 100, 2000).packet();
        byte[] frame = new byte[10 + packet.length];
        System.arraycopy(packet, 0, frame, 10, packet.length);
        assertThat(split(frame)).containsExactly(packet);
    }

    @Test
    void withoutVirtioHeaderEachReadIsAPacket() {
        byte[] packet = SuperPacket.tcp(true, 100, 2000).packet();
        var plain = new TsoSegmenter(false);
        assertThat(plain.begin(MemorySegment.ofArray(packet), packet.length)).isEqualTo(1);
        byte[] target = new byte[packet.length];
        assertThat(plain.segment(0, target, 0)).isEqualTo(packet.length);
        assertThat(target).isEqualTo(packet);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThat(begin(new byte[0])).as("nothing").isEqualTo(TsoSegmenter.REFUSED);
        assertThat(begin(new byte[10])).as("a header alone").isEqualTo(TsoSegmenter.REFUSED);
        assertThat(begin(new byte[10 + 65536])).as("too long").isEqualTo(TsoSegmenter.REFUSED);
        refused("no segment size", 4, 0, 5, 0);
        refused("checksum done", 0, 0);
        refused("an unknown kind", 1, 3);
        refused("IPv6 kind of IPv4", 1, 4);
        refused("UDP kind of TCP", 1, 5);
        refused("transport header elsewhere", 6, 24);
        refused("checksum elsewhere", 8, 6);
        refused("transport header outside", 6, 0xff, 7, 0xff);
        refused("version 5", 10, 0x55);
        refused("a fragment", 10 + 7, 1);
        refused("another protocol", 10 + 9, 50);
        refused("a short data offset", 10 + 32, 0x40);
    }

    private void refused(String what, int... changes) {
        byte[] frame = SuperPacket.tcp(true, 5000, 1000).frame();
        for (int i = 0; i < changes.length; i += 2) frame[changes[i]] = (byte) changes[i + 1];
        assertThat(begin(frame)).as(what).isEqualTo(TsoSegmenter.REFUSED);
        assertThatThrownBy(() -> segmenter.length(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aChecksumOutsideOfASinglePacketIsRefused() {
        byte[] frame = SuperPacket.tcp(true, 5, 1000).frame();
        frame[6] = 30;
        assertThat(begin(frame)).isEqualTo(TsoSegmenter.REFUSED);
    }

    @Test
    void whateverIsChangedThePacketsFitOrAreRefused() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 60_000; round++) {
            boolean ipv4 = random.nextBoolean();
            int payload = random.nextInt(1, 400);
            int size = random.nextInt(1, 200);
            byte[] frame = (random.nextInt(3) == 0
                    ? SuperPacket.udp(ipv4, payload, size)
                    : SuperPacket.tcp(ipv4, payload, size))
                    .frame();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                frame[random.nextInt(Math.min(frame.length, 80))] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(frame.length) : frame.length;
            int count = segmenter.begin(MemorySegment.ofArray(frame), length);
            assertThat(count).as("seed %d", seed).isNotZero().isGreaterThanOrEqualTo(TsoSegmenter.REFUSED);
            byte[] target = new byte[frame.length];
            for (int i = 0; i < count; i++) {
                assertThat(segmenter.segment(i, target, 0)).as("seed %d", seed).isBetween(1, length - 10);
            }
        }
    }

    private int begin(byte[] frame) {
        return segmenter.begin(MemorySegment.ofArray(frame), frame.length);
    }

    private List<byte[]> split(byte[] frame) {
        int count = begin(frame);
        var segments = new ArrayList<byte[]>();
        byte[] target = new byte[70000];
        for (int i = 0; i < count; i++) {
            int length = segmenter.segment(i, target, 5);
            assertThat(segmenter.length(i)).isEqualTo(length);
            segments.add(Arrays.copyOfRange(target, 5, 5 + length));
        }
        return segments;
    }
}
