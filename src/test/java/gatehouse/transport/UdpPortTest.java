package gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On loopback, with the system's sockets as the peer.
class UdpPortTest {
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1");

    private EventLoops loops;

    @AfterEach
    void close() {
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageComesInWithBothItsEnds(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox();
        try (UdpPort port = open(UdpPort.Use.MESSAGES, inbox);
                DatagramSocket peer = peer()) {
            send(peer, port, "000000000102");
            Datagram datagram = inbox.messages.poll(10, TimeUnit.SECONDS);
            assertThat(datagram.payload()).isEqualTo(Bytes.fromHex("000000000102"));
            assertThat(datagram.path()).isEqualTo(new Path(port.local(), address(peer)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNatTraversalPortTakesTheMarkerOffAndPutsItOn(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox();
        try (UdpPort port = open(UdpPort.Use.NAT_TRAVERSAL, inbox);
                DatagramSocket peer = peer()) {
            send(peer, port, "ff");
            send(peer, port, "0102");
            send(peer, port, "c0ffee0100000001");
            send(peer, port, "000000000102");
            assertThat(inbox.messages.poll(10, TimeUnit.SECONDS).payload()).isEqualTo(Bytes.fromHex("0102"));
            assertThat(inbox.packets).containsExactly(Bytes.fromHex("c0ffee0100000001"));

            port.send(address(peer), Bytes.fromHex("aabbcc").slice(1, 3));
            assertThat(receive(peer)).isEqualTo(Bytes.fromHex("00000000bbcc"));
            PortStats stats = port.loop().submit(port::stats).get(10, TimeUnit.SECONDS);
            assertThat(stats).isEqualTo(new PortStats(4, 1, 1, 1, 1, 0, 0));
        }
    }

    /// More than go out in one system call, from one turn of the loop, and the port is closed in the next.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSentBeforeItClosedGoesOutInOrder(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        try (DatagramSocket peer = peer()) {
            UdpPort port = open(UdpPort.Use.MESSAGES, new Inbox());
            port.loop().submit(() -> {
                for (int i = 0; i < 40; i++) port.send(address(peer), Bytes.fromHex("%02x".formatted(i)));
            });
            port.close();
            for (int i = 0; i < 40; i++) assertThat(receive(peer)).isEqualTo(Bytes.fromHex("%02x".formatted(i)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatSomebodyElseReadIsTakenLikeWhatCameIn(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox();
        try (UdpPort port = open(UdpPort.Use.NAT_TRAVERSAL, inbox);
                DatagramSocket peer = peer()) {
            port.leaveReading();
            send(peer, port, "00000000aaaa");
            for (String datagram : List.of("ff", "", "c0ffee0100000001", "000000000102")) {
                port.bring(address(peer), Bytes.fromHex(datagram));
            }
            Datagram datagram = inbox.messages.poll(10, TimeUnit.SECONDS);
            assertThat(datagram.payload()).isEqualTo(Bytes.fromHex("0102"));
            assertThat(datagram.path()).isEqualTo(new Path(port.local(), address(peer)));
            assertThat(inbox.threads).containsExactly("shard-0");

            port.sendKeepalive(address(peer));
            assertThat(receive(peer)).isEqualTo(Bytes.fromHex("ff"));
            PortStats stats = port.loop().submit(port::stats).get(10, TimeUnit.SECONDS);
            assertThat(stats).as("what waits at the socket is left there")
                    .isEqualTo(new PortStats(4, 1, 1, 1, 1, 0, 0));
        }
    }

    @Test
    void aLoopThatDoesNotKeepUpLosesWhatIsBroughtAndCountsIt() throws Exception {
        loops = EventLoops.start(1);
        var inbox = new Inbox();
        try (UdpPort port = open(UdpPort.Use.NAT_TRAVERSAL, inbox);
                DatagramSocket peer = peer()) {
            var busy = new CountDownLatch(1);
            port.loop().execute(() -> {
                try {
                    busy.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            int brought = 10_000;
            for (int i = 0; i < brought; i++) port.bring(address(peer), Bytes.fromHex("000000000102"));
            busy.countDown();
            PortStats stats = port.loop().submit(port::stats).get(10, TimeUnit.SECONDS);
            assertThat(stats.overrun()).isPositive();
            assertThat(stats.received() + stats.overrun()).isEqualTo(brought);
            assertThat(inbox.messages).hasSize((int) stats.received());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aManyOctetsLongMessageArrivesWhole(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox();
        try (UdpPort port = open(UdpPort.Use.MESSAGES, inbox);
                DatagramSocket peer = peer()) {
            byte[] octets = new byte[9000];
            Arrays.fill(octets, (byte) 7);
            peer.send(new DatagramPacket(octets, octets.length, port.local()));
            Bytes message = inbox.messages.poll(10, TimeUnit.SECONDS).payload();
            assertThat(message).isEqualTo(Bytes.wrap(octets));
            port.send(address(peer), message);
            assertThat(receive(peer)).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheSystemRefusesToSendIsCountedAndThePortLives(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        try (UdpPort port = open(UdpPort.Use.MESSAGES, new Inbox());
                DatagramSocket peer = peer()) {
            port.send(address(peer), Bytes.wrap(new byte[66_000]));
            port.send(address(peer), Bytes.fromHex("01"));
            assertThat(receive(peer)).isEqualTo(Bytes.fromHex("01"));
            PortStats stats = port.loop().submit(port::stats).get(10, TimeUnit.SECONDS);
            assertThat(stats).isEqualTo(new PortStats(0, 0, 0, 0, 1, 1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortCanBeOpenedOnTheLoopItself(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox();
        try (UdpPort port = loops.loop(0).submit(() -> open(UdpPort.Use.MESSAGES, inbox)).get(10, TimeUnit.SECONDS);
                DatagramSocket peer = peer()) {
            send(peer, port, "0102");
            assertThat(inbox.messages.poll(10, TimeUnit.SECONDS).payload()).isEqualTo(Bytes.fromHex("0102"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureOfTheReceiverLeavesThePortOpen(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        var inbox = new Inbox() {
            @Override
            public void received(Path path, Bytes message) {
                if (message.u8(0) == 0) throw new IllegalStateException("thrown by the test");
                super.received(path, message);
            }
        };
        try (UdpPort port = open(UdpPort.Use.MESSAGES, inbox);
                DatagramSocket peer = peer()) {
            send(peer, port, "00");
            send(peer, port, "01");
            assertThat(inbox.messages.poll(10, TimeUnit.SECONDS).payload()).isEqualTo(Bytes.fromHex("01"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortThatSomebodyHasIsNamedWithARemedy(boolean epoll) throws Exception {
        loops = EventLoops.start(1, epoll);
        try (DatagramSocket other = peer()) {
            String port = String.valueOf(other.getLocalPort());
            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> UdpPort.demandFree(address(other)))
                    .withMessageContainingAll("127.0.0.1:" + port, "another program", "ss -ulpn 'sport = :" + port)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(PortException.Reason.IN_USE));
            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> UdpPort.open(loops, 0, address(other), UdpPort.Use.MESSAGES, new Inbox()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(PortException.Reason.IN_USE));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsNotOursIsNamed(boolean epoll) {
        loops = EventLoops.start(1, epoll);
        var foreign = new InetSocketAddress(Addresses.parse("192.0.2.1"), 0);
        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> UdpPort.open(loops, 0, foreign, UdpPort.Use.MESSAGES, new Inbox()))
                .withMessageContainingAll("192.0.2.1:0", "no interface has this address")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(PortException.Reason.NO_SUCH_ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void loopsThatShareAPortEachGetTheirOwnPeers(int count) throws Exception {
        loops = EventLoops.start(count);
        Assumptions.assumeTrue(loops.sharePorts(), "needs epoll");
        var inbox = new Inbox();
        var local = new InetSocketAddress(LOOPBACK, 0);
        UdpPort first = UdpPort.openShared(loops, 0, local, UdpPort.Use.MESSAGES, 0, inbox);
        for (int i = 1; i < count; i++) {
            UdpPort next = UdpPort.openShared(loops, i, first.local(), UdpPort.Use.MESSAGES, 0, inbox);
            assertThat(next.local()).isEqualTo(first.local());
        }
        for (int i = 0; i < 64; i++) {
            try (DatagramSocket peer = peer()) {
                send(peer, first, "0102");
                assertThat(inbox.messages.poll(10, TimeUnit.SECONDS)).isNotNull();
            }
        }
        assertThat(inbox.threads).hasSize(count).contains("shard-0", "shard-1");
    }

    private UdpPort open(UdpPort.Use use, Inbox inbox) throws PortException {
        return UdpPort.open(loops, 0, new InetSocketAddress(LOOPBACK, 0), use, inbox);
    }

    private static DatagramSocket peer() throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static void send(DatagramSocket peer, UdpPort port, String hex) throws IOException {
        byte[] octets = Bytes.fromHex(hex).toArray();
        peer.send(new DatagramPacket(octets, octets.length, port.local()));
    }

    private static Bytes receive(DatagramSocket peer) throws IOException {
        var packet = new DatagramPacket(new byte[70_000], 70_000);
        peer.receive(packet);
        return Bytes.copyOf(packet.getData(), 0, packet.getLength());
    }

    private static class Inbox implements UdpPort.Receiver {
        final BlockingQueue<Datagram> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Bytes> packets = new LinkedBlockingQueue<>();
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void received(Path path, Bytes message) {
            threads.add(Thread.currentThread().getName());
            messages.add(new Datagram(path, message));
        }

        @Override
        public void receivedEsp(Path path, ByteBuffer packet) {
            byte[] octets = new byte[packet.remaining()];
            packet.get(octets);
            packets.add(Bytes.wrap(octets));
        }
    }
}
