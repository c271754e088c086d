package gatehouse.dataplane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.net.Path;
import gatehouse.posix.Laboratory;
import gatehouse.posix.Poll;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.Tun;
import gatehouse.posix.UdpArrivals;
import gatehouse.posix.UdpSegments;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Both ways of packets between real sockets and a real TUN device: the gateway's, with a client who has address `.2` of the
/// device's net.
class WaysTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CONGESTED = 3;
    private static final int CAPABLE = 2;

    private final List<LinuxSocket> sockets = new ArrayList<>();
    private final BlockingQueue<Bytes> others = new LinkedBlockingQueue<>();
    private final List<RuntimeException> bugs = new ArrayList<>();
    private final Arena arena = Arena.ofConfined();
    private final Tunnel.End gateway = new Tunnel.End(Tunnel.SETTINGS, Tunnel.PROVIDERS);
    private final Tunnel.End client = new Tunnel.End(Tunnel.SETTINGS, Tunnel.PROVIDERS);
    private Tun tun;
    private String net;
    private LinuxSocket gatewaySocket;
    private LinuxSocket clientSocket;

    @BeforeEach
    void open() throws Exception {
        Laboratory.assumeTun();
        assertThat(Epoll.isAvailable()).isTrue();
        tun = Tun.open("ghtest%d", 1, true);
        net = Laboratory.up(tun.name());
        gatewaySocket = socket("127.0.0.1");
        clientSocket = socket("127.0.0.1");
        List<Selector> clients = List.of(Tunnel.selector(net + ".2/32"));
        var there = new Path(gatewaySocket.localAddress(), clientSocket.localAddress());
        gateway.database.route("client", Tunnel.ANYWHERE);
        gateway.database.install(spec(0x1001, 0x2001, Tunnel.EVERYTHING, clients, there), 0);
        var back = new Path(clientSocket.localAddress(), gatewaySocket.localAddress());
        client.database.route("client", Tunnel.ANYWHERE);
        client.database.install(spec(0x2001, 0x1001, clients, Tunnel.EVERYTHING, back), 0);
    }

    @AfterEach
    void close() throws IOException {
        for (LinuxSocket socket : sockets) socket.close();
        if (tun != null) tun.close();
        arena.close();
    }

    @Test
    void whatComesInOnePieceIsDeliveredWholeWithTheCongestionThatItMet() throws Exception {
        LinuxSocket server = socket(net + ".1");
        var arrivals = new UdpArrivals(server.intValue());
        var writer = new TunWriter(tun, tun.queues().getFirst());
        var source = new EspInbound.Source(gatewaySocket.intValue(), (_, datagram) -> others.add(datagram));
        try (var way = new EspInbound(gateway.pipeline, writer, List.of(source), System::nanoTime, bugs::add)) {
            Thread thread = Thread.ofPlatform().start(() -> run(way::run));
            var wire = new ByteWriter(30_000);
            int count = 20;
            int port = server.localAddress().getPort();
            for (int i = 0; i < count; i++) wire.bytes(client.seal(datagram(port, 900, i), 0));
            send(wire.toBytes(), CONGESTED, wire.toBytes().length() / count);
            send(Bytes.fromHex("ff"), 0, 1);
            send(Bytes.fromHex("000000000102"), 0, 6);

            assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo(Bytes.fromHex("ff"));
            assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo(Bytes.fromHex("000000000102"));
            byte[] room = new byte[UdpArrivals.LARGEST];
            for (int next = 0; next < count;) {
                await(server);
                int arrived = arrivals.receive();
                for (int i = 0; i < arrived; i++) {
                    assertThat(arrivals.trafficClass(i)).isEqualTo(CONGESTED);
                    int length = arrivals.copy(i, room);
                    for (int at = 0; at < length; at += 900) {
                        assertThat(Bytes.copyOf(room, at, 900)).isEqualTo(payload(900, next++));
                    }
                }
            }
            assertThat(way.packets()).isEqualTo(count);
            assertThat(way.unwritten()).isZero();
            assertThat(gateway.drops()).isEmpty();
            assertThat(bugs).isEmpty();
            way.stop();
            thread.join();
            if (tun.udpSegmentation()) assertThat(writer.writes()).as("joined").isLessThan(count);
        }
    }

    @Test
    void aBugCostsThePacketAndNotThePort() throws Exception {
        var writer = new TunWriter(tun, tun.queues().getFirst());
        var source = new EspInbound.Source(gatewaySocket.intValue(), (_, datagram) -> {
            if (datagram.length() == 1) throw new IllegalStateException("thrown by the test");
            others.add(datagram);
        });
        try (var way = new EspInbound(gateway.pipeline, writer, List.of(source), System::nanoTime, bugs::add)) {
            Thread thread = Thread.ofPlatform().start(() -> run(way::run));
            send(Bytes.fromHex("ff"), 0, 1);
            send(Bytes.fromHex("000000000102"), 0, 6);
            assertThat(others.poll(20, TimeUnit.SECONDS)).isEqualTo(Bytes.fromHex("000000000102"));
            way.stop();
            thread.join();
            assertThat(bugs).hasSize(1);
        }
    }

    @Test
    void theTrafficClassOfWhatIsSentIsThatOfTheOuterHeader() throws Exception {
        var arrivals = new UdpArrivals(clientSocket.intValue());
        var sender = new UdpSegments(gatewaySocket.intValue());
        try (var way = new EspOutbound(gateway.pipeline, tun, tun.queues().getFirst(),
                Map.of(gatewaySocket.localAddress(), sender), System::nanoTime);
                var program = new DatagramSocket(new InetSocketAddress(net + ".1", 0))) {
            Thread thread = Thread.ofPlatform().start(() -> run(way::run));
            byte[] room = new byte[UdpArrivals.LARGEST];
            for (int trafficClass : new int[] {0, 46 << 2 | CAPABLE, 10 << 2}) {
                program.setTrafficClass(trafficClass);
                program.send(new DatagramPacket(new byte[500], 500, new InetSocketAddress(net + ".2", 9)));
                await(clientSocket);
                assertThat(arrivals.receive()).isEqualTo(1);
                assertThat(arrivals.trafficClass(0)).isEqualTo(trafficClass);
                Bytes esp = Bytes.copyOf(room, 0, arrivals.copy(0, room));
                assertThat(client.open(esp, arrivals.sender(0), trafficClass, 0).u8(1)).isEqualTo(trafficClass);
            }
            way.stop();
            thread.join();
        }
    }

    @Test
    void aChangeWaitsUntilTheBatchIsSent() throws Exception {
        var arrivals = new UdpArrivals(clientSocket.intValue());
        var sealing = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        LongSupplier held = () -> {
            sealing.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return System.nanoTime();
        };
        try (var way = new EspOutbound(gateway.pipeline, tun, tun.queues().getFirst(),
                Map.of(gatewaySocket.localAddress(), new UdpSegments(gatewaySocket.intValue())), held);
                var program = new DatagramSocket(new InetSocketAddress(net + ".1", 0))) {
            Thread thread = Thread.ofPlatform().start(() -> run(way::run));
            program.send(new DatagramPacket(new byte[500], 500, new InetSocketAddress(net + ".2", 9)));
            assertThat(sealing.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var sent = new AtomicInteger();
            Thread waiting = Thread.ofPlatform()
                    .start(() -> way.betweenBatches(() -> run(() -> sent.set(arrivals.receive()))));
            while (waiting.isAlive() && waiting.getState() != Thread.State.WAITING) Thread.onSpinWait();
            assertThat(waiting.isAlive()).isTrue();

            go.countDown();
            waiting.join();
            assertThat(sent).hasValue(1);
            way.stop();
            thread.join();
        }
    }

    private interface Way {
        void run() throws IOException;
    }

    private void run(Way way) {
        try {
            way.run();
        } catch (IOException e) {
            bugs.add(new IllegalStateException(e));
        }
    }

    private Bytes datagram(int port, int length, int number) {
        byte[] udp = new ByteWriter()
                .u16(5000)
                .u16(port)
                .u16(8 + length)
                .u16(0)
                .bytes(payload(length, number))
                .toBytes()
                .toArray();
        int checksum = Packets.transportChecksum(net + ".2", net + ".1", 17, udp);
        udp[6] = (byte) (checksum >>> 8);
        udp[7] = (byte) checksum;
        return Packets.ipv4(net + ".2", net + ".1", 17, 0x4000, CAPABLE, Bytes.wrap(udp));
    }

    private static Bytes payload(int length, int number) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) number);
        return Bytes.wrap(octets);
    }

    private void send(Bytes octets, int trafficClass, int size) throws IOException {
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, octets.toArray());
        var to = SocketAddressBytes.of(gatewaySocket.localAddress());
        int sent = new UdpSegments(clientSocket.intValue()).send(to, trafficClass, data, octets.length(), size);
        assertThat(sent).isEqualTo(octets.length());
    }

    private LinuxSocket socket(String address) throws IOException {
        LinuxSocket socket = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
        sockets.add(socket);
        socket.bind(new InetSocketAddress(address, 0));
        return socket;
    }

    private static void await(LinuxSocket socket) throws IOException {
        try (var poll = new Poll(socket.intValue())) {
            assertThat(poll.await(LONG)).isEqualTo(1);
        }
    }

    private static ChildSaSpec spec(int in, int out, List<Selector> local, List<Selector> remote, Path path) {
        var cipher = Tunnel.GCM.spec(Tunnel.PROVIDERS);
        Secret key = Secret.wrap(new byte[cipher.keyLength()]);
        Secret none = Secret.wrap(new byte[0]);
        return new ChildSaSpec(
                in, out, cipher, key, none, key, none, false, local, remote, path, true, List.of(), "client");
    }
}
