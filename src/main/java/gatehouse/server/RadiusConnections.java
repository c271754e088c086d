package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.Transport;
import gatehouse.radius.secure.Handshake;
import gatehouse.transport.EventLoops;
import gatehouse.transport.radsec.Connector;
import gatehouse.transport.radsec.Link;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The connections of one shard's RADIUS client. Belongs to the thread of the shard.
final class RadiusConnections {
    private static final Logger LOG = LoggerFactory.getLogger(RadiusConnections.class);
    private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::");

    private final EventLoops loops;
    private final int loop;
    private final Map<Long, Open> connections = new HashMap<>();
    /// What was said last of a server that cannot be reached: once is enough.
    private final Map<String, String> troubles = new HashMap<>();
    private Optional<ConnectedChanges> changes = Optional.empty();

    private static final class Open {
        final Link link;
        Optional<ConnectedChanges.Reverse> reverse = Optional.empty();

        Open(Link link) {
            this.link = link;
        }
    }

    RadiusConnections(EventLoops loops, int loop) {
        this.loops = loops;
        this.loop = loop;
    }

    /// Where requests go that servers make over our connections.
    void serve(ConnectedChanges changes) {
        this.changes = Optional.of(changes);
    }

    void connect(RadiusEffect.Connect wanted, Consumer<RadiusInput> client) {
        RadiusServer server = wanted.server();
        boolean ipv4 = server.address() instanceof Inet4Address;
        InetAddress source = wanted.sources().stream()
                .filter(address -> address instanceof Inet4Address == ipv4)
                .findFirst()
                .orElse(ipv4 ? ANY_IPV4 : ANY_IPV6);
        var from = new InetSocketAddress(source, 0);
        var to = new InetSocketAddress(server.address(), server.authenticationPort());
        var user = new User(wanted.connection(), client);
        var secured = (Transport.Secured) server.transport();
        Link link = switch (secured.kind()) {
            case TLS -> Connector.tls(loops, loop, from, to, secured.policy(), user);
            case DTLS -> Connector.dtls(from, to, secured.policy(), user);
        };
        connections.put(wanted.connection(), new Open(link));
    }

    void send(RadiusEffect.SendOver packet) {
        Open open = connections.get(packet.connection());
        if (open != null) open.link.send(packet.octets());
    }

    void disconnect(long connection) {
        Open open = connections.remove(connection);
        if (open == null) return;
        open.reverse.ifPresent(ConnectedChanges.Reverse::closed);
        open.link.close();
    }

    /// A server wants sessions changed.
    void asked(RadiusEffect.Asked asked) {
        Open open = connections.get(asked.connection());
        if (open == null || changes.isEmpty()) return;
        if (open.reverse.isEmpty()) {
            open.reverse = Optional.of(changes.get().reverse(asked.server(), asked.isRadius11(), open.link::send));
        }
        open.reverse.get().asked(asked.octets());
    }

    void tell(RadiusEffect.Connected connected) {
        troubles.remove(connected.server().name());
        Handshake handshake = connected.handshake();
        LOG.atInfo()
                .addKeyValue("event", "radius-connected")
                .addKeyValue("server", connected.server().name())
                .addKeyValue("shard", loop)
                .addKeyValue("tls", handshake.version())
                .addKeyValue("cipher", handshake.cipher())
                .addKeyValue("alpn", handshake.protocol())
                .addKeyValue("peer", SessionLog.clean(handshake.peer()))
                .log("a RADIUS server is connected");
    }

    void tell(RadiusEffect.Disconnected disconnected) {
        String server = disconnected.server().name();
        boolean isNew = !disconnected.reason().equals(troubles.put(server, disconnected.reason()));
        Level level = !isNew ? Level.DEBUG : disconnected.wasOpen() ? Level.INFO : Level.WARN;
        LOG.atLevel(level)
                .addKeyValue("event", disconnected.wasOpen() ? "radius-disconnected" : "radius-unreachable")
                .addKeyValue("server", server)
                .addKeyValue("shard", loop)
                .addKeyValue("reason", SessionLog.clean(disconnected.reason()))
                .log(disconnected.wasOpen()
                        ? "a connection to a RADIUS server is gone"
                        : "a RADIUS server cannot be reached; it is tried again");
    }

    void close() {
        connections.values().forEach(open -> open.link.close());
    }

    private static final class User implements Link.User {
        private final long connection;
        private final Consumer<RadiusInput> client;

        User(long connection, Consumer<RadiusInput> client) {
            this.connection = connection;
            this.client = client;
        }

        @Override
        public void connected(Handshake handshake) {
            client.accept(new RadiusInput.Connected(connection, handshake));
        }

        @Override
        public void arrived(Bytes packet) {
            client.accept(new RadiusInput.Arrived(connection, packet));
        }

        @Override
        public void lost(String reason) {
            client.accept(new RadiusInput.Lost(connection, reason));
        }
    }
}
