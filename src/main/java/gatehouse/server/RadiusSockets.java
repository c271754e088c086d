package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The source ports of one shard's RADIUS client: a socket of the client is one of each address that is needed. Belongs to
/// the thread of the shard.
final class RadiusSockets {
    private static final Logger LOG = LoggerFactory.getLogger(RadiusSockets.class);
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");

    private final EventLoops loops;
    private final int loop;
    private final Map<Key, UdpPort> ports = new HashMap<>();
    private long failures;

    private record Key(int socket, InetAddress source) {}

    RadiusSockets(EventLoops loops, int loop) {
        this.loops = loops;
        this.loop = loop;
    }

    /// A request that finds no port is lost as if the network had lost it, and repeated.
    void send(RadiusEffect.Send request, Consumer<RadiusInput> received) {
        boolean ipv4 = request.to().getAddress() instanceof Inet4Address;
        InetAddress source = source(request.sources(), ipv4);
        UdpPort port = ports.computeIfAbsent(new Key(request.socket(), source), key -> open(key, received));
        if (port != null) port.send(request.to(), request.octets());
    }

    private static InetAddress source(List<InetAddress> sources, boolean ipv4) {
        for (InetAddress source : sources) {
            if (source instanceof Inet4Address == ipv4) return source;
        }
        return ipv4 ? ANY_IPV4 : ANY_IPV6;
    }

    /// Ports that could not be opened.
    long failures() {
        return failures;
    }

    void close() {
        ports.values().forEach(UdpPort::close);
    }

    private UdpPort open(Key key, Consumer<RadiusInput> received) {
        try {
            return UdpPort.open(loops, loop, new InetSocketAddress(key.source(), 0), UdpPort.Use.MESSAGES, new Inlet(
                    key.socket(), received));
        } catch (PortException e) {
            if (failures++ == 0) LOG.error("RADIUS cannot be asked: {}", e.getMessage());
            return null;
        }
    }

    private record Inlet(int socket, Consumer<RadiusInput> client) implements UdpPort.Receiver {
        @Override
        public void received(Path path, Bytes message) {
            client.accept(new RadiusInput.Received(socket, path.remote(), message));
        }

        /// Not on this use of a port.
        @Override
        public void receivedEsp(Path path, ByteBuffer packet) {
            throw new IllegalStateException("ESP on a port for messages");
        }
    }
}
