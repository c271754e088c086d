package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.posix.Laboratory;
import gatehouse.posix.Poll;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import gatehouse.posix.UdpSegments;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Splitting and joining against the kernel's own TCP and UDP, through a real TUN device.
class OffloadTest {
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
    void theKernelsTcpSendsAndReceivesWhatIsSplitAndJoined() throws Exception {
        byte[] sent = new byte[400_000];
        new Random(1).nextBytes(sent);
        try (Tun tun = Tun.open("ghtest%d", 1, true)) {
            assertThat(tun.virtioHeader()).isTrue();
            String net = Laboratory.up(tun.name());
            CompletableFuture<byte[]> echoed = CompletableFuture.supplyAsync(() -> sendAndReceive(net, sent));
            var peer = new EchoPeer(tun.queues().getFirst());
            peer.serveUntil(() -> echoed.isDone());

            assertThat(echoed.get(1, TimeUnit.SECONDS)).isEqualTo(sent);
            assertThat(peer.reads).as("packets that came, and reads").isLessThan(peer.packetsRead);
            assertThat(peer.out.writes()).isLessThan(peer.out.packets());
            System.out.printf(
                    "TUN: %.1f packets per read, %.1f packets per write, largest read %d octets%n",
                    (double) peer.packetsRead / peer.reads,
                    (double) peer.out.packets() / peer.out.writes(),
                    peer.largest);
        }
    }

    @Test
    void datagramsThatAProgramSendsInOneCallComeWholeAndRight() throws Exception {
        assertThat(Epoll.isAvailable()).isTrue();
        byte[] sent = new byte[20 * 1000];
        new Random(2).nextBytes(sent);
        LinuxSocket socket = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
        try (Tun tun = Tun.open("ghtest%d", 1, true);
                var poll = new Poll(tun.queues().getFirst().descriptor())) {
            String net = Laboratory.up(tun.name());
            var to = SocketAddressBytes.of(new InetSocketAddress(net + ".2", 4500));
            var segments = new UdpSegments(socket.intValue());
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, sent);
            assertThat(segments.send(to, 0, data, sent.length, 1000)).isEqualTo(sent.length);

            var received = new ByteArrayOutputStream();
            var segmenter = new TsoSegmenter(true);
            byte[] packet = new byte[2000];
            int reads = 0;
            while (received.size() < sent.length) {
                int length = tun.queues().getFirst().read(frame);
                if (length == TunQueue.NOTHING) {
                    assertThat(poll.await(LONG)).as("%d octets so far", received.size()).isEqualTo(1);
                    continue;
                }
                reads++;
                int count = segmenter.begin(frame, length);
                assertThat(count).isPositive();
                for (int i = 0; i < count; i++) {
                    int octets = segmenter.segment(i, packet, 0);
                    if (packet[0] != 0x45 || packet[9] != 17) continue; // what a new interface says
                    assertThat(octets).isEqualTo(1028);
                    assertRight(packet, octets, 17);
                    received.write(packet, 28, octets - 28);
                }
            }
            assertThat(received.toByteArray()).isEqualTo(sent);
            if (tun.udpSegmentation()) assertThat(reads).isLessThan(20);
        } finally {
            socket.close();
        }
    }

    private static byte[] sendAndReceive(String net, byte[] sent) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(net + ".1", 0));
            socket.setSoTimeout((int) LONG.toMillis());
            socket.connect(new InetSocketAddress(net + ".2", 7), (int) LONG.toMillis());
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
                try {
                    return socket.getInputStream().readNBytes(sent.length);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            socket.getOutputStream().write(sent);
            return received.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRight(byte[] packet, int length, int protocol) {
        byte[] whole = Arrays.copyOf(packet, length);
        byte[] pseudo = new byte[12];
        System.arraycopy(whole, 12, pseudo, 0, 8);
        pseudo[9] = (byte) protocol;
        pseudo[10] = (byte) (length - 20 >> 8);
        pseudo[11] = (byte) (length - 20);
        assertThat(SuperPacket.slowSum(Arrays.copyOf(whole, 20))).isEqualTo(0xffff);
        assertThat(SuperPacket.slowSum(pseudo, Arrays.copyOfRange(whole, 20, length)))
                .isEqualTo(0xffff);
    }

    /// Just enough of a TCP server to say back what it hears, over a link that loses nothing, as far as the client's window
    /// reaches. It answers whole reads, so that there is something to join.
    private final class EchoPeer {
        private static final int MSS = 1360;
        private static final int OUR_START = 90_000;

        private final TunQueue queue;
        private final TsoSegmenter in = new TsoSegmenter(true);
        private final byte[] packet = new byte[2000];
        private final Deque<byte[]> heard = new ArrayDeque<>();
        private byte[] model = {};
        final TcpCoalescer out;
        private int expected;
        private int sequence = OUR_START;
        private int acknowledged = OUR_START;
        private int window;
        private int windowScale;
        int reads;
        int packetsRead;
        int largest;

        EchoPeer(TunQueue queue) {
            this.queue = queue;
            out = new TcpCoalescer(true, (data, length) -> assertThat(queue.write(data, length))
                    .isEqualTo(length));
        }

        void serveUntil(BooleanSupplier done) throws IOException {
            try (var poll = new Poll(queue.descriptor())) {
                while (!done.getAsBoolean()) {
                    int length = queue.read(frame);
                    if (length == TunQueue.NOTHING) {
                        poll.await(Duration.ofMillis(20));
                        continue;
                    }
                    answer(length);
                }
            }
        }

        private void answer(int length) throws IOException {
            int count = in.begin(frame, length);
            assertThat(count).isPositive();
            for (int i = 0; i < count; i++) {
                int octets = in.segment(i, packet, 0);
                if (packet[0] != 0x45 || packet[9] != 6) continue;
                assertRight(packet, octets, 6);
                if (i == 0) reads++;
                packetsRead++;
                largest = Math.max(largest, length);
                hear(Arrays.copyOf(packet, octets));
            }
            while (!heard.isEmpty()
                    && sequence + heard.getFirst().length - acknowledged <= window << windowScale) {
                byte[] payload = heard.removeFirst();
                send(say(SuperPacket.ACK, new byte[0], payload));
                sequence += payload.length;
            }
            if (!heard.isEmpty()) send(say(SuperPacket.ACK, new byte[0], new byte[0]));
            out.flush();
        }

        private void send(byte[] segment) throws IOException {
            out.add(segment, 0, segment.length);
        }

        private void hear(byte[] segment) throws IOException {
            int flags = segment[33];
            int theirs = NetworkOrder.u32(segment, 24);
            window = NetworkOrder.u16(segment, 34);
            if ((flags & SuperPacket.SYN) != 0) {
                model = segment;
                expected = theirs + 1;
                for (int at = 40; at < segment.length; at += segment[at] == 1 ? 1 : segment[at + 1]) {
                    if (segment[at] == 3) windowScale = segment[at + 2];
                }
                // MSS, and a window scale of 7 so that the window is large
                byte[] options = {2, 4, MSS >> 8, (byte) (MSS & 0xff), 1, 3, 3, 7};
                send(say(SuperPacket.SYN | SuperPacket.ACK, options, new byte[0]));
                sequence++;
                return;
            }
            acknowledged = NetworkOrder.u32(segment, 28);
            byte[] payload = Arrays.copyOfRange(segment, 20 + (segment[32] >>> 4 & 0xf) * 4, segment.length);
            if (payload.length == 0 || theirs != expected) return;
            expected += payload.length;
            heard.add(payload);
        }

        private byte[] say(int flags, byte[] options, byte[] payload) {
            var reply = new SuperPacket();
            reply.flags = flags;
            reply.sequence = sequence;
            reply.acknowledgment = expected;
            reply.window = 60000;
            reply.options = options;
            reply.payload = payload;
            byte[] octets = reply.packet();
            System.arraycopy(model, 12, octets, 16, 4);
            System.arraycopy(model, 16, octets, 12, 4);
            System.arraycopy(model, 20, octets, 22, 2);
            System.arraycopy(model, 22, octets, 20, 2);
            octets[10] = octets[11] = octets[36] = octets[37] = 0;
            NetworkOrder.put16(octets, 10, ~SuperPacket.slowSum(Arrays.copyOf(octets, 20)));
            byte[] pseudo = Arrays.copyOf(Arrays.copyOfRange(octets, 12, 20), 12);
            pseudo[9] = 6;
            NetworkOrder.put16(pseudo, 10, octets.length - 20);
            byte[] transport = Arrays.copyOfRange(octets, 20, octets.length);
            NetworkOrder.put16(octets, 36, ~SuperPacket.slowSum(pseudo, transport));
            return octets;
        }
    }
}
