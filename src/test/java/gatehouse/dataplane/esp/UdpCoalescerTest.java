package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpCoalescerTest {
    private final List<byte[]> written = new ArrayList<>();
    private final UdpCoalescer coalescer = new UdpCoalescer(this::keep);

    @ParameterizedTest
    @CsvSource({
        "true, 60000, 1348", "true, 2, 1", "true, 1349, 1348", "true, 2696, 1348", "true, 64, 1", "true, 65504, 1372",
        "false, 60000, 1328", "false, 2, 1", "false, 1329, 1328", "false, 65484, 1352"
    })
    void whatWasSplitBecomesTheOriginal(boolean ipv4, int payload, int segmentSize) throws IOException {
        SuperPacket original = SuperPacket.udp(ipv4, payload, segmentSize);
        original.trafficClass = 2;
        byte[] frame = original.frame();
        for (byte[] segment : original.segments()) coalescer.add(segment, segment.length);
        coalescer.flush();
        assertThat(written).containsExactly(frame);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noMoreAreJoinedThanEveryKernelTakes(boolean ipv4) throws IOException {
        SuperPacket many = SuperPacket.udp(ipv4, 100 * 150, 100);
        for (byte[] segment : many.segments()) coalescer.add(segment, segment.length);
        assertThat(written).hasSize(2);
        coalescer.flush();
        assertThat(written).hasSize(3);
        assertThat(packets()).containsExactlyElementsOf(many.segments());
    }

    @Test
    void aLonePacketIsWrittenAsItCame() throws IOException {
        byte[] packet = SuperPacket.udp(true, 500, 1000).packet();
        coalescer.add(packet, packet.length);
        assertThat(written).isEmpty();
        coalescer.flush();
        coalescer.flush();
        assertThat(packets()).containsExactly(packet);
        assertThat(Arrays.copyOf(written.getFirst(), 10)).containsOnly(0);
    }

    @Test
    void whatDiffersIsNotJoinedAndKeepsItsOrder() throws IOException {
        notJoined("another ECN mark", second -> second.trafficClass = 3);
        notJoined("another hop limit", second -> second.hopLimit--);
        notJoined("fragmentation allowed", second -> second.dontFragment = false);
        notJoined("a longer datagram", second -> second.payload = new byte[1001]);
        notJoined("an empty datagram", second -> second.payload = new byte[0]);
        notJoined("another flow", second -> second.sourcePort++);
    }

    private void notJoined(String what, Consumer<SuperPacket> change) throws IOException {
        for (boolean ipv4 : new boolean[] {true, false}) {
            if (!ipv4 && what.startsWith("fragmentation")) continue;
            written.clear();
            SuperPacket first = SuperPacket.udp(ipv4, 1000, 1000);
            SuperPacket second = SuperPacket.udp(ipv4, 1000, 1000);
            second.identification = first.identification + 1;
            change.accept(second);
            add(first, second);
            coalescer.flush();
            assertThat(written).as(what).hasSize(2);
            assertThat(packets()).as(what).containsExactly(first.packet(), second.packet());
        }
    }

    @Test
    void aDatagramThatIsDamagedOrHasNoChecksumStaysAsItIs() throws IOException {
        for (boolean ipv4 : new boolean[] {true, false}) {
            written.clear();
            SuperPacket good = SuperPacket.udp(ipv4, 100, 1000);
            byte[] damaged = good.packet();
            damaged[damaged.length - 1] ^= 1;
            byte[] without = good.packet();
            without[good.transport() + 6] = 0;
            without[good.transport() + 7] = 0;
            for (byte[] packet : List.of(good.packet(), damaged, without)) coalescer.add(packet, packet.length);
            coalescer.flush();
            assertThat(written).hasSize(3);
            assertThat(packets()).containsExactly(good.packet(), damaged, without);
        }
    }

    @Test
    void aFragmentIsNotOvertakenByWhatItMayBelongTo() throws IOException {
        byte[] whole = SuperPacket.udp(true, 100, 1000).packet();
        byte[] fragment = whole.clone();
        fragment[6] = 0x20;
        byte[] fragmentOfIpv6 = SuperPacket.udp(false, 100, 1000).packet();
        fragmentOfIpv6[6] = 44;
        for (byte[] packet : List.of(whole, fragment, whole, fragmentOfIpv6, whole)) {
            assertThat(UdpCoalescer.takes(packet, packet.length)).isTrue();
            coalescer.add(packet, packet.length);
        }
        coalescer.flush();
        assertThat(packets()).containsExactly(whole, fragment, whole, fragmentOfIpv6, whole);
    }

    @Test
    void tcpAndIcmpAreForOthers() {
        byte[] tcp = SuperPacket.tcp(true, 100, 1000).packet();
        byte[] tcpOfIpv6 = SuperPacket.tcp(false, 100, 1000).packet();
        assertThat(UdpCoalescer.takes(tcp, tcp.length)).isFalse();
        assertThat(UdpCoalescer.takes(tcpOfIpv6, tcpOfIpv6.length)).isFalse();
        byte[] icmp = Packets.icmp("192.0.2.1", "192.0.2.2", 8, 0).toArray();
        assertThat(UdpCoalescer.takes(icmp, icmp.length)).isFalse();
    }

    @Test
    void whateverComesIsWrittenAsItWas() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            written.clear();
            var added = new ArrayList<byte[]>();
            for (int i = 0; i < 40; i++) {
                SuperPacket packet = SuperPacket.udp(random.nextBoolean(), random.nextInt(1, 4), 1000);
                packet.sourcePort = 1000 + random.nextInt(10);
                packet.dontFragment = random.nextInt(4) > 0;
                byte[] octets = packet.packet();
                if (random.nextInt(4) == 0) octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                if (random.nextInt(10) == 0) octets = Arrays.copyOf(octets, random.nextInt(20, octets.length + 9));
                added.add(octets);
                coalescer.add(octets, octets.length);
            }
            coalescer.flush();
            // Of packets that may not be fragmented the identification counts on, which says nothing (RFC 6864).
            assertThat(packets().stream().map(UdpCoalescerTest::withoutIdentification).toList())
                    .as("seed %d round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(
                            added.stream().map(UdpCoalescerTest::withoutIdentification).toList());
        }
    }

    private static byte[] withoutIdentification(byte[] packet) {
        byte[] copy = packet.clone();
        if (copy[0] == 0x45 && (copy[6] & 0x40) != 0) Arrays.fill(copy, 4, 6, (byte) 0);
        if (copy[0] == 0x45 && (copy[6] & 0x40) != 0) Arrays.fill(copy, 10, 12, (byte) 0);
        return copy;
    }

    private void add(SuperPacket... packets) throws IOException {
        for (SuperPacket packet : packets) {
            byte[] octets = packet.packet();
            coalescer.add(octets, octets.length);
        }
    }

    private void keep(MemorySegment frame, int length) {
        written.add(frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /// What was written, split again.
    private List<byte[]> packets() {
        var packets = new ArrayList<byte[]>();
        var segmenter = new TsoSegmenter(true);
        for (byte[] frame : written) {
            int count = segmenter.begin(MemorySegment.ofArray(frame), frame.length);
            for (int i = 0; i < count; i++) {
                byte[] packet = new byte[segmenter.length(i)];
                segmenter.segment(i, packet, 0);
                packets.add(packet);
            }
        }
        return packets;
    }
}
