package gatehouse.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A real TUN device of this machine, with addresses of 198.18.0.0/15, which RFC 2544 keeps for benchmarks.
class TunTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment frame = arena.allocate(Tun.LARGEST_FRAME);

    @BeforeEach
    void mayUseTun() {
        Laboratory.assumeTun();
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void aDatagramToTheDeviceIsReadAndItsAnswerArrives() throws Exception {
        for (boolean offloads : new boolean[] {false, true}) {
            try (Tun tun = Tun.open("ghtest%d", 1, offloads);
                    var poll = new Poll(tun.queues().getFirst().descriptor())) {
                assertThat(tun.virtioHeader()).isEqualTo(offloads);
                TunQueue queue = tun.queues().getFirst();
                String net = Laboratory.up(tun.name());
                try (var socket = new DatagramSocket(new InetSocketAddress(net + ".1", 0))) {
                    socket.setSoTimeout(20_000);
                    byte[] question = "ping".getBytes();
                    socket.send(new DatagramPacket(question, 4, InetAddress.ofLiteral(net + ".2"), 7));

                    int start = offloads ? Tun.VIRTIO_HEADER : 0;
                    int length = readIpv4(queue, poll, start);
                    byte[] packet = frame.asSlice(start, length - start).toArray(ValueLayout.JAVA_BYTE);
                    assertThat(Arrays.copyOfRange(packet, packet.length - 4, packet.length))
                            .isEqualTo(question);

                    // The same packet back: addresses and ports change places, the sums stay right.
                    swap(packet, 12, 16, 4);
                    swap(packet, 20, 22, 2);
                    packet[26] = packet[27] = 0; // UDP over IPv4 needs no checksum
                    frame.asSlice(0, start).fill((byte) 0);
                    MemorySegment.copy(packet, 0, frame, ValueLayout.JAVA_BYTE, start, packet.length);
                    assertThat(queue.write(frame, length)).isEqualTo(length);

                    var answer = new DatagramPacket(new byte[100], 100);
                    socket.receive(answer);
                    assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(question);
                    assertThat(answer.getPort()).isEqualTo(7);
                }
            }
        }
    }

    @Test
    void aQueueWithNothingToReadSaysSo() throws Exception {
        try (Tun tun = Tun.open("ghtest%d", 1, true)) {
            assertThat(tun.queues().getFirst().read(frame)).isEqualTo(TunQueue.NOTHING);
        }
    }

    @Test
    void severalQueuesBelongToOneDeviceThatVanishesWithThem() throws Exception {
        String name;
        try (Tun tun = Tun.open("ghtest%d", 3, true)) {
            name = tun.name();
            assertThat(name).matches("ghtest\\d+");
            assertThat(tun.queues()).hasSize(3);
            assertThat(Laboratory.interfaces()).contains(name);
        }
        assertThat(Laboratory.interfaces()).doesNotContain(name);
    }

    @Test
    void whatIsNoPacketIsRefusedNotThrown() throws Exception {
        try (Tun tun = Tun.open("ghtest%d", 1, true)) {
            TunQueue queue = tun.queues().getFirst();
            frame.fill((byte) 0);
            assertThat(queue.write(frame, 100)).as("the interface is down").isEqualTo(TunQueue.REFUSED);
            Laboratory.up(tun.name());
            assertThat(queue.write(frame, 100)).as("version 0").isEqualTo(TunQueue.REFUSED);
            assertThat(queue.write(frame, 3)).as("shorter than the header").isEqualTo(TunQueue.REFUSED);
            frame.fill((byte) 0xff);
            assertThat(queue.write(frame, 100)).as("a header that makes no sense").isEqualTo(TunQueue.REFUSED);
        }
    }

    @Test
    void aNameInUseIsToldWithARemedy() throws Exception {
        assertThatThrownBy(() -> Tun.open("lo", 1, true))
                .isInstanceOf(PosixException.class)
                .hasMessageContaining("ioctl TUNSETIFF lo: Invalid argument (errno 22); an interface lo exists");
        assertThat(Laboratory.interfaces()).contains("lo");
    }

    @Test
    void aDeletedDeviceIsTold() throws Exception {
        try (Tun tun = Tun.open("ghtest%d", 1, true)) {
            Laboratory.ip("link", "del", tun.name());
            assertThatThrownBy(() -> tun.queues().getFirst().read(frame))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the interface has been deleted by somebody else");
        }
    }

    @Test
    void aClosedQueueTouchesNoOtherDescriptor() throws Exception {
        Tun tun = Tun.open("ghtest%d", 1, false);
        tun.close();
        tun.close();
        assertThatThrownBy(() -> tun.queues().getFirst().read(frame)).hasMessageContaining("errno 9");
    }

    /// Reads until an IPv4 packet comes: a new interface says something about IPv6 first.
    private int readIpv4(TunQueue queue, Poll poll, int start) throws IOException {
        while (true) {
            int length = queue.read(frame);
            if (length == TunQueue.NOTHING) {
                assertThat(poll.await(LONG)).as("something to read").isEqualTo(1);
            } else if (frame.get(ValueLayout.JAVA_BYTE, start) >>> 4 == 4) {
                return length;
            }
        }
    }

    private static void swap(byte[] octets, int one, int other, int length) {
        byte[] kept = Arrays.copyOfRange(octets, one, one + length);
        System.arraycopy(octets, other, octets, one, length);
        System.arraycopy(kept, 0, octets, other, length);
    }
}
