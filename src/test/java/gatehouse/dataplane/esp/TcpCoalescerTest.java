package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class TcpCoalescerTest {
    private final List<byte[]> written = new ArrayList<>();
    private final TcpCoalescer coalescer = new TcpCoalescer(true, this::keep);

    @ParameterizedTest
    @CsvSource({
        "true, 64000, 1348", "true, 2, 1", "true, 1349, 1348", "true, 2696, 1348", "true, 65483, 1448",
        "false, 64000, 1328", "false, 2, 1", "false, 1329, 1328", "false, 65463, 1428"
    })
    void whatWasSplitBecomesTheOriginal(boolean ipv4, int payload, int segmentSize) throws IOException {
        for (int flags : new int[] {0, SuperPacket.PSH, SuperPacket.FIN, SuperPacket.PSH | SuperPacket.FIN}) {
            written.clear();
            SuperPacket original = SuperPacket.tcp(ipv4, payload, segmentSize).flags(SuperPacket.ACK | flags);
            original.options = new byte[] {1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
            original.sequence = 0xffff_ff00;
            original.identification = 0xfffe;
            byte[] frame = original.frame();
            var segmenter = new TsoSegmenter(true);
            int count = segmenter.begin(MemorySegment.ofArray(frame), frame.length);
            assertThat(count).isGreaterThan(1);
            byte[] target = new byte[65536];
            for (int i = 0; i < count; i++) coalescer.add(target, 3, segmenter.segment(i, target, 3));
            coalescer.flush();
            assertThat(written).containsExactly(frame);
        }
        assertThat(coalescer.writes()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamLongerThanAPacketBecomesSeveral(boolean ipv4) throws IOException {
        int sequence = 5;
        for (int i = 0; i < 100; i++) {
            SuperPacket segment = SuperPacket.tcp(ipv4, 1400, 1400);
            segment.sequence = sequence;
            sequence += 1400;
            add(segment.packet());
        }
        coalescer.flush();
        assertThat(coalescer.packets()).isEqualTo(100);
        assertThat(written).hasSize(3); // 46 of 1400 octets fit
        var payload = written.stream().mapToInt(frame -> frame.length - 10 - (ipv4 ? 40 : 60));
        assertThat(payload.sum()).isEqualTo(100 * 1400);
    }

    @Test
    void aLonePacketIsWrittenAsItCame() throws IOException {
        byte[] packet = SuperPacket.tcp(true, 500, 1000).packet();
        add(packet);
        assertThat(written).isEmpty();
        coalescer.flush();
        coalescer.flush();
        assertThat(packets()).containsExactly(packet);
        assertThat(Arrays.copyOf(written.getFirst(), 10)).containsOnly(0);
    }

    @Test
    void whatDiffersIsNotJoinedAndKeepsItsOrder() throws IOException {
        notJoined("a gap", second -> second.sequence++);
        notJoined("a repetition", second -> second.sequence -= 1000);
        notJoined("another acknowledgment", second -> second.acknowledgment++);
        notJoined("another window", second -> second.window++);
        notJoined("more flags", second -> second.flags |= 0x40);
        notJoined("congestion window reduced", second -> second.flags |= SuperPacket.CWR);
        notJoined("a reset", second -> second.flags |= 4);
        notJoined("urgent data", second -> second.flags |= 0x20);
        notJoined("other options", second -> second.options = new byte[] {1, 1, 1, 0});
        notJoined("more options", second -> second.options = new byte[8]);
        notJoined("another ECN mark", second -> second.trafficClass = 3);
        notJoined("another hop limit", second -> second.hopLimit--);
        notJoined("fragmentation allowed", second -> second.dontFragment = false);
        notJoined("a longer segment", second -> second.payload = new byte[1001]);
        notJoined("an acknowledgment alone", second -> second.payload = new byte[0]);
    }

    private void notJoined(String what, Consumer<SuperPacket> change) throws IOException {
        for (boolean ipv4 : new boolean[] {true, false}) {
            if (!ipv4 && what.startsWith("fragmentation")) continue;
            written.clear();
            SuperPacket first = SuperPacket.tcp(ipv4, 1000, 1000);
            first.options = new byte[] {1, 1, 1, 1};
            SuperPacket second = SuperPacket.tcp(ipv4, 1000, 1000);
            second.options = first.options;
            second.sequence = first.sequence + 1000;
            change.accept(second);
            add(first.packet());
            add(second.packet());
            coalescer.flush();
            assertThat(packets()).as(what).containsExactly(first.packet(), second.packet());
        }
    }

    @Test
    void identificationsMayRepeatOnlyWhereNothingFragments() throws IOException {
        for (boolean dontFragment : new boolean[] {true, false}) {
            written.clear();
            SuperPacket first = SuperPacket.tcp(true, 100, 1000);
            first.dontFragment = dontFragment;
            add(first.packet());
            first.sequence += 100;
            add(first.packet());
            coalescer.flush();
            assertThat(written).hasSize(dontFragment ? 1 : 2);
        }
    }

    @Test
    void aDamagedSegmentIsWrittenAsItCameSoThatItsReceiverSeesTheDamage() throws IOException {
        for (boolean ipv4 : new boolean[] {true, false}) {
            for (boolean header : new boolean[] {true, false}) {
                if (!ipv4 && header) continue; // IPv6 has no checksum of its own
                written.clear();
                SuperPacket original = SuperPacket.tcp(ipv4, 3000, 1000);
                List<byte[]> segments = original.segments();
                byte[] damaged = segments.get(1);
                if (header) damaged[11] ^= 1;
                else damaged[damaged.length - 1] ^= 1;
                for (byte[] segment : segments) add(segment);
                coalescer.flush();
                assertThat(packets()).containsExactlyElementsOf(segments);
            }
        }
    }

    @Test
    void alternatingConnectionsAreJoinedEach() throws IOException {
        List<List<byte[]>> connections = new ArrayList<>();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SuperPacket packet = SuperPacket.tcp(i % 2 == 0, 20_000, 1000).flags(SuperPacket.ACK | SuperPacket.PSH);
            packet.sourcePort += i;
            connections.add(packet.segments());
            frames.add(packet.frame());
        }
        for (int i = 0; i < 20; i++) {
            for (List<byte[]> segments : connections) add(segments.get(i));
        }
        coalescer.flush();
        assertThat(written).containsExactlyInAnyOrderElementsOf(frames);
    }

    @Test
    void moreConnectionsThanAreKeptOpenLoseNothing() throws IOException {
        List<List<byte[]>> connections = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            SuperPacket packet = SuperPacket.tcp(true, 5000, 1000);
            packet.sourcePort += i;
            connections.add(packet.segments());
        }
        for (int i = 0; i < 5; i++) {
            for (List<byte[]> segments : connections) add(segments.get(i));
        }
        coalescer.flush();
        for (List<byte[]> segments : connections) assertThat(packets()).containsSubsequence(segments);
        assertThat(packets()).hasSize(55);
    }

    @Test
    void otherProtocolsPassAtOnceAndFragmentsWaitForEverybody() throws IOException {
        byte[] data = SuperPacket.tcp(true, 1000, 1000).packet();
        byte[] datagram = SuperPacket.udp(true, 100, 1000).packet();
        byte[] fragment = SuperPacket.tcp(true, 100, 1000).packet();
        fragment[6] = 0x20;
        add(data);
        add(datagram);
        assertThat(packets()).containsExactly(datagram);
        add(fragment);
        assertThat(packets()).containsExactly(datagram, data, fragment);
    }

    @Test
    void withoutVirtioHeadersNothingIsJoined() throws IOException {
        var plain = new TcpCoalescer(false, this::keep);
        List<byte[]> segments = SuperPacket.tcp(true, 3000, 1000).segments();
        for (byte[] segment : segments) plain.add(segment, 0, segment.length);
        plain.flush();
        assertThat(written).containsExactlyElementsOf(segments);
    }

    @Test
    void aFailedWriteIsToldAndLeavesNothingBehind() throws IOException {
        var failing = new TcpCoalescer(true, (frame, length) -> {
            written.add(frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            if (written.size() == 1) throw new IOException("gone");
        });
        SuperPacket packet = SuperPacket.tcp(true, 3000, 1000);
        for (byte[] segment : packet.segments()) failing.add(segment, 0, segment.length);
        assertThatThrownBy(failing::flush).hasMessage("gone");
        for (byte[] segment : packet.segments()) failing.add(segment, 0, segment.length);
        failing.flush();
        assertThat(written).containsExactly(packet.frame(), packet.frame());
    }

    /// Every packet, changed or not, comes out as it went in: what was joined gives it back when it is split.
    @Test
    void whateverIsAddedComesOut() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            written.clear();
            var added = new ArrayList<byte[]>();
            boolean ipv4 = random.nextBoolean();
            SuperPacket original = SuperPacket.tcp(ipv4, random.nextInt(1, 1500), random.nextInt(1, 300));
            original.dontFragment = false;
            for (byte[] segment : original.segments()) {
                if (random.nextInt(4) == 0) {
                    segment[random.nextInt(Math.min(segment.length, 80))] = (byte) random.nextInt();
                }
                if (random.nextInt(10) == 0) segment = Arrays.copyOf(segment, random.nextInt(1, segment.length + 9));
                added.add(segment);
                add(segment);
            }
            coalescer.flush();
            assertThat(packets())
                    .as("seed %d round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(added);
        }
    }

    private void add(byte[] packet) throws IOException {
        byte[] shifted = new byte[packet.length + 7];
        System.arraycopy(packet, 0, shifted, 7, packet.length);
        coalescer.add(shifted, 7, packet.length);
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
