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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over the loopback interface, with sockets of Netty as in the gateway.
class UdpArrivalsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

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
    void whatWasSentWithOneCallComesWithOneCallAndKnowsItsSender() throws IOException {
        LinuxSocket receiver = socket("127.0.0.1");
        LinuxSocket sender = socket("127.0.0.1");
        var arrivals = new UdpArrivals(receiver.intValue());
        byte[] sent = pattern(40 * 1000 + 17);

        send(sender, receiver, 0, sent, 1000);

        assertThat(await(receiver, arrivals)).isEqualTo(1);
        assertThat(arrivals.calls()).isEqualTo(1);
        assertThat(arrivals.segmentSize(0)).isEqualTo(1000);
        assertThat(arrivals.sender(0)).isEqualTo(sender.localAddress());
        assertThat(octets(arrivals, 0)).isEqualTo(sent);
        assertThat(arrivals.receive()).isZero();
    }

    @Test
    void datagramsOfSeveralSendersComeWithOneCallEachAlone() throws IOException {
        LinuxSocket receiver = socket("127.0.0.1");
        var arrivals = new UdpArrivals(receiver.intValue());
        try (var one = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                var other = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            one.send(new DatagramPacket(pattern(3), 3, receiver.localAddress()));
            other.send(new DatagramPacket(pattern(5), 5, receiver.localAddress()));
            one.send(new DatagramPacket(pattern(0), 0, receiver.localAddress()));

            assertThat(await(receiver, arrivals)).isEqualTo(3);
            assertThat(arrivals.sender(0)).isEqualTo(one.getLocalSocketAddress()).isSameAs(arrivals.sender(2));
            assertThat(arrivals.sender(1)).isEqualTo(other.getLocalSocketAddress());
            assertThat(octets(arrivals, 0)).isEqualTo(pattern(3));
            assertThat(octets(arrivals, 1)).isEqualTo(pattern(5));
            assertThat(arrivals.segmentSize(1)).isEqualTo(5);
            assertThat(arrivals.length(2)).isZero();
            assertThat(arrivals.segmentSize(2)).isPositive();
        }
    }

    @Test
    void moreThanOneCallTakesIsTakenByTheNext() throws IOException {
        LinuxSocket receiver = socket("127.0.0.1");
        LinuxSocket sender = socket("127.0.0.1");
        var arrivals = new UdpArrivals(receiver.intValue());
        for (int i = 0; i < UdpArrivals.MOST + 3; i++) send(sender, receiver, 0, pattern(i + 1), i + 1);

        assertThat(await(receiver, arrivals)).isEqualTo(UdpArrivals.MOST);
        assertThat(arrivals.receive()).isEqualTo(3);
        assertThat(octets(arrivals, 2)).isEqualTo(pattern(UdpArrivals.MOST + 3));
        assertThatThrownBy(() -> arrivals.length(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theTrafficClassThatIsSentArrives() throws IOException {
        for (String loopback : Socket.isIPv6Preferred() ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1")) {
            LinuxSocket receiver = socket(loopback);
            LinuxSocket sender = socket(loopback);
            var arrivals = new UdpArrivals(receiver.intValue());
            for (int trafficClass : new int[] {0, 1, 2, 3, 46 << 2 | 2}) {
                send(sender, receiver, trafficClass, pattern(3000), 1000);
                assertThat(await(receiver, arrivals)).isEqualTo(1);
                assertThat(arrivals.trafficClass(0)).as("%s", loopback).isEqualTo(trafficClass);
                send(sender, receiver, trafficClass, pattern(10), 10);
                assertThat(await(receiver, arrivals)).isEqualTo(1);
                assertThat(arrivals.trafficClass(0)).as("alone, %s", loopback).isEqualTo(trafficClass);
            }
        }
    }

    @Test
    void anIpv6SenderIsKnown() throws IOException {
        assumeThat(Socket.isIPv6Preferred()).as("IPv6 on this machine").isTrue();
        LinuxSocket receiver = socket("::1");
        LinuxSocket sender = socket("::1");
        var arrivals = new UdpArrivals(receiver.intValue());
        send(sender, receiver, 0, pattern(2500), 1000);
        assertThat(await(receiver, arrivals)).isEqualTo(1);
        assertThat(arrivals.sender(0).getAddress()).isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(arrivals.sender(0).getPort()).isEqualTo(sender.localAddress().getPort());
    }

    @Test
    void aDescriptorThatIsNoSocketIsNamed() {
        assertThatThrownBy(() -> new UdpArrivals(-1))
                .isInstanceOfSatisfying(PosixException.class, e -> assertThat(e.errno()).isEqualTo(9));
    }

    private LinuxSocket socket(String address) throws IOException {
        LinuxSocket socket = LinuxSocket.newSocketDgram(
                address.contains(":") ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        sockets.add(socket);
        socket.bind(new InetSocketAddress(address, 0));
        return socket;
    }

    private void send(LinuxSocket sender, LinuxSocket receiver, int trafficClass, byte[] octets, int size)
            throws IOException {
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, octets);
        var to = SocketAddressBytes.of(receiver.localAddress());
        int sent = new UdpSegments(sender.intValue()).send(to, trafficClass, data, octets.length, size);
        assertThat(sent).isEqualTo(octets.length);
    }

    private static int await(Socket receiver, UdpArrivals arrivals) throws IOException {
        try (var poll = new Poll(receiver.intValue())) {
            assertThat(poll.await(LONG)).isEqualTo(1);
        }
        return arrivals.receive();
    }

    private static byte[] octets(UdpArrivals arrivals, int index) {
        byte[] room = new byte[UdpArrivals.LARGEST];
        return Arrays.copyOf(room, arrivals.copy(index, room));
    }

    private static byte[] pattern(int length) {
        byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return octets;
    }
}
