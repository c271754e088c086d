package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.posix.ReusePort;
import gatehouse.transport.EventLoops;
import gatehouse.transport.UdpPort;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Over loopback, with the kernel's own judgement.
class SteeringTest {
    private static final int SHARDS = 3;
    private static final int SA = 33;
    private static final int NOTIFY = 41;
    private static final int IKE_SA_INIT = 34;
    private static final int IKE_AUTH = 35;
    private static final int FROM_INITIATOR = 0x08;

    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private final List<UdpPort> ports = new ArrayList<>();
    private EventLoops loops;
    private DatagramSocket client;

    private record Numbered(int number, BlockingQueue<Integer> arrived) implements UdpPort.Receiver {
        @Override
        public void received(Path path, Bytes message) {
            arrived.add(number);
        }

        @Override
        public void receivedEsp(Path path, ByteBuffer packet) {
            arrived.add(number);
        }
    }

    @BeforeEach
    void start() {
        loops = EventLoops.start(1);
    }

    @AfterEach
    void close() {
        if (client != null) client.close();
        ports.forEach(UdpPort::close);
        loops.close();
    }

    private void open(String address) throws Exception {
        open(address, UdpPort.Use.MESSAGES, 2 * SHARDS, Steering.ofMessages(SHARDS, 4711));
    }

    private void open(String address, UdpPort.Use use, int sockets, List<ReusePort.Instruction> program)
            throws Exception {
        var local = new InetSocketAddress(Addresses.parse(address), 0);
        for (int i = 0; i < sockets; i++) {
            UdpPort port = UdpPort.openShared(loops, 0, local, use, 0, new Numbered(i, arrived));
            ports.add(port);
            local = port.local();
        }
        ReusePort.attach(ports.getFirst().descriptor().orElseThrow(), program);
        client = new DatagramSocket(0, local.getAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void firstMessagesAreSpreadOverSocketsOfTheirOwnAndCookiesBringThemToTheSameShard(String address) throws Exception {
        open(address);
        var random = new Random(7296);
        Set<Integer> sockets = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            long spi = random.nextLong();
            int without = socketOf(header(spi, 0, SA, IKE_SA_INIT, FROM_INITIATOR));
            assertThat(without).isBetween(SHARDS, 2 * SHARDS - 1);
            assertThat(socketOf(header(spi, 0, SA, IKE_SA_INIT, FROM_INITIATOR))).as("a repeat").isEqualTo(without);
            assertThat(socketOf(header(spi, 0, NOTIFY, IKE_SA_INIT, FROM_INITIATOR))).isEqualTo(without - SHARDS);
            sockets.add(without);
        }
        assertThat(sockets).hasSize(SHARDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messagesOfAnSaGoToTheShardThatItsSpiNames(int shard) throws Exception {
        open("127.0.0.1");
        assertThat(
                socketOf(header(0x1111_1111_1111_11ffL, 0xa1a2_a3a4_a5a6_a700L | shard, 46, IKE_AUTH, FROM_INITIATOR)))
                .isEqualTo(shard);
        assertThat(socketOf(header(0xa1a2_a3a4_a5a6_a700L | shard, 0x1111_1111_1111_11ffL, 46, IKE_AUTH, 0)))
                .isEqualTo(shard);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 19})
    void whatIsTooShortArrivesSomewhere(int length) throws Exception {
        open("127.0.0.1");
        Bytes message = header(1, 2, 46, IKE_AUTH, FROM_INITIATOR).slice(0, length);
        assertThat(socketOf(message)).isBetween(0, 2 * SHARDS - 1);
        assertThat(socketOf(header(1, 0xff, 46, IKE_AUTH, FROM_INITIATOR))).isBetween(0, 2 * SHARDS - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void onTheNatTraversalPortAnSaHasItsShardAndAllElseStaysTogether(String address) throws Exception {
        open(address, UdpPort.Use.NAT_TRAVERSAL, SHARDS, Steering.ofMarkedMessages());
        // As an ESP packet comes: its SPI may end with anything.
        int own = socketOf(header(0x0101_0101_0000_0001L, 0, 0, 0, 0));
        for (int shard = 0; shard < SHARDS; shard++) {
            long ours = 0xa1a2_a3a4_a5a6_a700L | shard;
            assertThat(socketOf(marked(header(0x11ff, ours, 46, IKE_AUTH, FROM_INITIATOR)))).isEqualTo(shard);
            assertThat(socketOf(marked(header(ours, 0x11ff, 46, IKE_AUTH, 0)))).isEqualTo(shard);
            assertThat(socketOf(header(0x0101_0101_0000_0000L | shard, ours, 46, IKE_AUTH, FROM_INITIATOR)))
                    .as("ESP").isEqualTo(own);
            assertThat(socketOf(marked(header(shard, 0, SA, IKE_SA_INIT, FROM_INITIATOR)))).isEqualTo(own);
        }
        assertThat(socketOf(marked(header(1, 0xff, 46, IKE_AUTH, FROM_INITIATOR)))).as("no such shard").isEqualTo(own);
        assertThat(socketOf(marked(header(1, 2, 46, IKE_AUTH, FROM_INITIATOR)).slice(0, 23))).isEqualTo(own);
    }

    private static Bytes marked(Bytes message) {
        return new ByteWriter(4 + message.length()).u32(0).bytes(message).toBytes();
    }

    private int socketOf(Bytes message) throws Exception {
        client.send(new DatagramPacket(message.toArray(), message.length(), ports.getFirst().local()));
        Integer socket = arrived.poll(10, TimeUnit.SECONDS);
        assertThat(socket).as("the socket that a message arrived at").isNotNull();
        return socket;
    }

    private static Bytes header(long initiator, long responder, int next, int exchange, int flags) {
        return new ByteWriter(28)
                .u64(initiator)
                .u64(responder)
                .u8(next)
                .u8(0x20)
                .u8(exchange)
                .u8(flags)
                .u32(0)
                .u32(28)
                .toBytes();
    }
}
