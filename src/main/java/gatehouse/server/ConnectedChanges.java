package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.dynauth.DynAuthEffect;
import gatehouse.radius.dynauth.DynAuthInput;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.radius.dynauth.Origin;
import gatehouse.radius.secure.Handshake;
import gatehouse.transport.radsec.Link;
import gatehouse.transport.radsec.TlsListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Servers that change and end sessions over connections: over those that they opened to us, and over those that we opened to
/// them. One for all shards, so that a repeat is one wherever it comes in.
final class ConnectedChanges implements TlsListener.Door {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedChanges.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final EngineLoop loop;
    private final ChangeRequests requests;
    /// Where answers go; on the loop.
    private final Map<Long, Consumer<Bytes>> connections = new HashMap<>();
    private long lastNumber;
    private Instant warned = Instant.MIN;

    ConnectedChanges(EngineLoop loop, DynamicAuthorization engine, ChangeRequests.Desks desks) {
        this.loop = loop;
        this.requests = new ChangeRequests(loop, engine, desks, this::send);
    }

    ChangeRequests requests() {
        return requests;
    }

    /// One of the connections of a shard. From any thread.
    final class Reverse {
        private final RadiusServer server;
        private final boolean isRadius11;
        private long number;

        private Reverse(RadiusServer server, boolean isRadius11, Consumer<Bytes> reply) {
            this.server = server;
            this.isRadius11 = isRadius11;
            loop.run(() -> {
                number = ++lastNumber;
                connections.put(number, reply);
            });
        }

        void asked(Bytes octets) {
            var address = new InetSocketAddress(server.address(), server.authenticationPort());
            loop.run(() -> requests.submit(new DynAuthInput.ReceivedOver(
                    new Origin.Connection(number, address, server.name(), isRadius11), octets)));
        }

        void closed() {
            loop.run(() -> connections.remove(number));
        }
    }

    /// A connection that we opened, and over which the server may ask.
    Reverse reverse(RadiusServer server, boolean isRadius11, Consumer<Bytes> reply) {
        return new Reverse(server, isRadius11, reply);
    }

    @Override
    public Link.User enter(String client, InetSocketAddress from, Link link) {
        return new Guest(client, from, link);
    }

    @Override
    public void refused(InetSocketAddress from, String reason) {
        loop.run(() -> {
            Instant now = loop.now();
            boolean loud = !now.isBefore(warned == Instant.MIN ? now : warned.plus(BETWEEN_WARNINGS));
            if (loud) warned = now;
            LOG.atLevel(loud ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.DEBUG)
                    .addKeyValue("event", "dynamic-authorization-refused")
                    .addKeyValue("from", Addresses.text(from))
                    .addKeyValue("reason", SessionLog.clean(reason))
                    .log("somebody who wanted to change sessions over TLS was not let in");
        });
    }

    private void send(DynAuthEffect effect) {
        if (effect instanceof DynAuthEffect.SendOver(var connection, var octets)) {
            Consumer<Bytes> reply = connections.get(connection);
            if (reply != null) reply.accept(octets);
        }
    }

    /// Somebody who connected to us.
    private final class Guest implements Link.User {
        private final String client;
        private final InetSocketAddress from;
        private final Link link;
        private boolean isRadius11;
        private long number;

        Guest(String client, InetSocketAddress from, Link link) {
            this.client = client;
            this.from = from;
            this.link = link;
        }

        @Override
        public void connected(Handshake handshake) {
            isRadius11 = handshake.isRadius11();
            loop.run(() -> {
                number = ++lastNumber;
                connections.put(number, link::send);
            });
            LOG.atInfo()
                    .addKeyValue("event", "dynamic-authorization-connected")
                    .addKeyValue("client", client)
                    .addKeyValue("from", Addresses.text(from))
                    .addKeyValue("tls", handshake.version())
                    .addKeyValue("cipher", handshake.cipher())
                    .addKeyValue("alpn", handshake.protocol())
                    .addKeyValue("peer", SessionLog.clean(handshake.peer()))
                    .log("a server that may change sessions has connected");
        }

        @Override
        public void arrived(Bytes packet) {
            loop.run(() -> requests.submit(new DynAuthInput.ReceivedOver(
                    new Origin.Connection(number, from, client, isRadius11), packet)));
        }

        @Override
        public void lost(String reason) {
            loop.run(() -> connections.remove(number));
            LOG.debug("{} at {}: {}", client, from, reason);
        }
    }
}
