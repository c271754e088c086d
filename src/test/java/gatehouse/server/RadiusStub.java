package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;

/// A RADIUS server that says yes to everything: at once on one port, and after a while on another. A process of its own, so that
/// what it costs is not counted. It prints its ports and ends with its input.
///
/// Arguments: milliseconds that the second port takes.
public final class RadiusStub {
    static final Secret SECRET = Secret.ofUtf8("between the benchmark and its server");
    private static final int LARGEST = 4096;
    private static final List<Attribute> CHALLENGE = List.of(
            new Attribute(79, Bytes.fromHex("0102000604aa")),
            new Attribute(24, Bytes.fromHex("00112233445566778899aabbccddeeff")));

    private final Authenticators authenticators = new Authenticators();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
    private final ArrayDeque<Late> late = new ArrayDeque<>();
    private final long delay;

    private record Late(long due, DatagramChannel channel, SocketAddress to, Bytes answer) {}

    private RadiusStub(long delay) {
        this.delay = delay;
    }

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) continue;
            } catch (IOException _) {
                // Nobody is there any more.
            }
            System.exit(0);
        });
        new RadiusStub(Long.parseLong(arguments[0])).serve();
    }

    private void serve() throws Exception {
        try (Selector selector = Selector.open();
                DatagramChannel prompt = open(selector, 0L);
                DatagramChannel slow = open(selector, delay)) {
            System.out.println(port(prompt) + " " + port(slow));
            while (true) {
                long wait = late.isEmpty() ? 1000 : (late.peek().due() - System.nanoTime()) / 1_000_000;
                if (wait > 0) selector.select(wait);
                else selector.selectNow();
                for (SelectionKey key : selector.selectedKeys()) {
                    drain((DatagramChannel) key.channel(), (Long) key.attachment());
                }
                selector.selectedKeys().clear();
                for (int i = 0; i < 200 && !late.isEmpty() && late.peek().due() <= System.nanoTime(); i++) {
                    Late due = late.poll();
                    send(due.channel(), due.to(), due.answer());
                }
            }
        }
    }

    private static DatagramChannel open(Selector selector, Long delay) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 8 << 20);
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, delay);
        return channel;
    }

    private static int port(DatagramChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    private void drain(DatagramChannel channel, long after) throws Exception {
        for (int i = 0; i < 64; i++) {
            buffer.clear();
            SocketAddress from = channel.receive(buffer);
            if (from == null) return;
            byte[] octets = new byte[buffer.flip().remaining()];
            buffer.get(octets);
            RadiusPacket request = RadiusPacket.read(Bytes.wrap(octets));
            boolean accounting = request.code().equals(RadiusCode.ACCOUNTING_REQUEST);
            Bytes answer = authenticators.response(
                    accounting ? RadiusCode.ACCOUNTING_RESPONSE : RadiusCode.ACCESS_CHALLENGE,
                    request,
                    accounting ? List.of() : CHALLENGE,
                    SECRET);
            if (after == 0) send(channel, from, answer);
            else late.add(new Late(System.nanoTime() + after * 1_000_000, channel, from, answer));
        }
    }

    private void send(DatagramChannel channel, SocketAddress to, Bytes answer) throws IOException {
        buffer.clear();
        buffer.put(answer.array(), answer.offset(), answer.length()).flip();
        channel.send(buffer, to);
    }
}
