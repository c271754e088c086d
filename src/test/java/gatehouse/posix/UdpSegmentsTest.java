package gatehouse.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over the loopback interface, with sockets of Netty as in the gateway.
class UdpSegmentsTest {
    private final List<Socket> sockets = new ArrayList<>();
    private final Arena arena = Arena.ofConfined();

    @BeforeEach
    void nettyIsThere() {
        assertThat(Epoll.isAvailable()).isTrue();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) socket.close();
        arena.close();
    }

    @Test
    void oneCallCarriesManyDatagramsAndAShorterLastOne() throws IOException {
        try (var receiver = receiver("127.0.0.1")) {
            var segments = new UdpSegments(socket(SocketProtocolFamily.INET));
            byte[] sent = pattern(10 * 1000 + 17);

            assertThat(segments.send(address(receiver), 0, data(sent), sent.length, 1000)).isEqualTo(sent.length);

            assertThat(segments.calls()).isEqualTo(1);
            assertDatagrams(receiver, sent, 1000);
        }
    }

    @Test
    void theKernelTakesAsMuchAsTheConstantsSay() throws IOException {
        try (var receiver = receiver("127.0.0.1")) {
            var segments = new UdpSegments(socket(SocketProtocolFamily.INET));
            byte[] sent = pattern(UdpSegments.MOST_OCTETS);
            int size = 1024;

            assertThat(segments.send(address(receiver), 0, data(sent), sent.length, size)).isEqualTo(sent.length);

            assertThat(segments.calls()).isEqualTo(1);
            assertThat((sent.length - 1) / size + 1).isEqualTo(UdpSegments.MOST_SEGMENTS);
            assertDatagrams(receiver, sent, size);
        }
    }

    @Test
    void anIpv6SocketReachesBothFamilies() throws IOException {
        assumeThat(Socket.isIPv6Preferred()).as("IPv6 on this machine").isTrue();
        var segments = new UdpSegments(socket(SocketProtocolFamily.INET6));
        byte[] sent = pattern(3000);
        try (var four = receiver("127.0.0.1");
                var six = receiver("::1")) {
            assertThat(segments.send(address(four), 0, data(sent), 3000, 1200)).isEqualTo(3000);
            assertDatagrams(four, sent, 1200);

            assertThat(segments.send(address(six), 0, data(sent), 3000, 1200)).isEqualTo(3000);
            assertDatagrams(six, sent, 1200);
            assertThat(segments.calls()).isEqualTo(2);
        }
    }

    @Test
    void datagramsThatTheKernelDoesNotSegmentGoOneByOne() throws IOException {
        // Loopback's MTU is 65536, and the kernel refuses to segment for a socket without checksums: SO_NO_CHECK does it.
        Socket socket = open(SocketProtocolFamily.INET);
        int soNoCheck = 11;
        socket.setIntOpt(1, soNoCheck, 1);
        var segments = new UdpSegments(socket.intValue());
        byte[] sent = pattern(3500);
        try (var receiver = receiver("127.0.0.1")) {
            assertThat(segments.send(address(receiver), 0, data(sent), sent.length, 1000)).isEqualTo(sent.length);
            assertThat(segments.calls()).isEqualTo(1 + 4);
            assertDatagrams(receiver, sent, 1000);
        }
    }

    @Test
    void whatThePeerOrTheNetworkCausesIsRefusedNotThrown() throws IOException {
        var segments = new UdpSegments(socket(SocketProtocolFamily.INET));
        byte[] sent = pattern(100);
        // Whatever the routes are: a socket may not send there without asking for it first.
        var broadcast = SocketAddressBytes.of(new InetSocketAddress("255.255.255.255", 9));

        assertThat(segments.send(broadcast, 0, data(sent), 100, 100)).isEqualTo(UdpSegments.REFUSED);
        assertThat(segments.refusalText()).contains("errno " + segments.refusal());
    }

    @Test
    void anIpv4SocketRefusesAnIpv6Peer() throws IOException {
        var segments = new UdpSegments(socket(SocketProtocolFamily.INET));
        var peer = SocketAddressBytes.of(new InetSocketAddress("::1", 9));

        assertThat(segments.send(peer, 0, data(pattern(10)), 10, 10)).isEqualTo(UdpSegments.REFUSED);
        assertThat(segments.refusal()).isEqualTo(97);
    }

    @Test
    void aFullSocketBufferIsReported() throws Exception {
        Laboratory.assumeTun();
        // Datagrams to a neighbour that never answers ARP wait in the kernel, on the socket's account.
        String name = "ghtest" + ThreadLocalRandom.current().nextInt(1_000_000);
        Laboratory.ip("link", "add", name, "type", "veth", "peer", "name", name + "p");
        try {
            Laboratory.ip("link", "set", name + "p", "up");
            String net = Laboratory.up(name);
            Socket socket = open(SocketProtocolFamily.INET);
            socket.setSendBufferSize(1);
            var segments = new UdpSegments(socket.intValue());
            var neighbour = SocketAddressBytes.of(new InetSocketAddress(net + ".2", 9));
            byte[] sent = pattern(2100);
            MemorySegment data = data(sent);

            int last = sent.length;
            for (int i = 0; i < 100 && last == sent.length; i++) last = segments.send(neighbour, 0, data, 2100, 1000);
            assertThat(last).isIn(0, 1000, 2000);
        } finally {
            Laboratory.ip("link", "del", name);
        }
    }

    @Test
    void impossibleLengthsAreOurMistake() throws IOException {
        var segments = new UdpSegments(socket(SocketProtocolFamily.INET));
        var peer = SocketAddressBytes.of(new InetSocketAddress("127.0.0.1", 9));
        MemorySegment data = data(pattern(66000));

        assertThatThrownBy(() -> segments.send(peer, 0, data, 65508, 65508))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> segments.send(peer, 0, data, 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> segments.send(peer, 0, data, 650, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> segments.send(peer, 0, data, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        MemorySegment heap = MemorySegment.ofArray(new byte[10]);
        assertThatThrownBy(() -> segments.send(peer, 0, heap, 10, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThat(segments.calls()).isZero();
    }

    @Test
    void aDescriptorThatIsNoSocketIsNamed() {
        assertThatThrownBy(() -> new UdpSegments(-1))
                .isInstanceOfSatisfying(PosixException.class, e -> assertThat(e.errno()).isEqualTo(9))
                .hasMessageContaining("getsockopt SO_DOMAIN: Bad file descriptor (errno 9)");
    }

    private Socket open(SocketProtocolFamily family) {
        Socket socket = LinuxSocket.newSocketDgram(family);
        sockets.add(socket);
        return socket;
    }

    private int socket(SocketProtocolFamily family) {
        return open(family).intValue();
    }

    private static DatagramSocket receiver(String address) throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(address, 0));
        socket.setReceiveBufferSize(1 << 20);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static SocketAddressBytes address(DatagramSocket receiver) {
        return SocketAddressBytes.of((InetSocketAddress) receiver.getLocalSocketAddress());
    }

    private MemorySegment data(byte[] octets) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, octets);
    }

    private static byte[] pattern(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (i * 31 >>> 3);
        return octets;
    }

    private static void assertDatagrams(DatagramSocket receiver, byte[] sent, int size) throws IOException {
        var packet = new DatagramPacket(new byte[65536], 65536);
        for (int at = 0; at < sent.length; at += size) {
            packet.setLength(65536);
            receiver.receive(packet);
            assertThat(Arrays.copyOf(packet.getData(), packet.getLength()))
                    .isEqualTo(Arrays.copyOfRange(sent, at, Math.min(at + size, sent.length)));
        }
    }
}
