package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.Radius11;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.RadiusClient.Flight;
import gatehouse.radius.client.RadiusServer.StatusServer;
import gatehouse.radius.client.RadiusStats.Drop;
import gatehouse.radius.secure.Handshake;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of the client that asks servers over connections: which request goes over which, and what becomes of requests
/// whose connection is gone.
///
/// Over TLS a request is never repeated on its connection (RFC 6613, section 2.6.1); when that is lost, it goes out once more
/// over another one to the same server, and if none can be had, to another server, unless the first one leads its
/// conversation. Over DTLS it is repeated as over UDP (RFC 7360, section 4). Status-Server is the watchdog (RFC 3539, section
/// 3.4.1): it asks at the beginning, when nothing was heard for a while, and when an answer does not come; a connection over
/// which such questions were answered and no longer are is dead.
final class SecuredServers {
    private static final Duration WATCHDOG = Duration.ofSeconds(30);
    private static final Duration WATCHDOG_JITTER = Duration.ofSeconds(2);

    private final RadiusClient client;
    private final SecureRandom random;
    private final Map<String, Connections<Flight>> servers = new LinkedHashMap<>();
    private final Map<Long, Owned> connections = new HashMap<>();
    private long lastNumber;

    private record Owned(Connections<Flight> server, Connection<Flight> connection) {}

    SecuredServers(RadiusClient client, SecureRandom random) {
        this.client = client;
        this.random = random;
    }

    /// Opens connections to the servers of a group, so that nobody's login waits for them.
    void reach(ServerGroup group, Instant now, List<RadiusEffect> out) {
        for (RadiusServer server : group.servers()) {
            if (server.transport() instanceof Transport.Secured) open(of(server, group.sources()), now, out);
        }
    }

    private Connections<Flight> of(RadiusServer server, List<InetAddress> sources) {
        return servers.computeIfAbsent(
                server.name(), _ -> new Connections<>(server, (Transport.Secured) server.transport(), sources));
    }

    Collection<Connections<Flight>> all() {
        return servers.values();
    }

    /// A request goes to its server as soon as there is room.
    void board(Flight flight, Instant now, List<RadiusEffect> out) {
        Connections<Flight> server = of(flight.server, flight.request.group().sources());
        server.waiting.add(flight);
        pump(server, now, out);
    }

    /// A request needs no answer any more.
    void land(Flight flight) {
        if (flight.connection == null) servers.get(flight.server.name()).waiting.remove(flight);
        else flight.connection.release(flight.key);
    }

    /// The same octets once more, where the network may have lost them.
    boolean repeat(Flight flight, List<RadiusEffect> out) {
        boolean lossy = servers.get(flight.server.name()).transport.kind() == Transport.Kind.DTLS;
        if (!lossy || flight.connection == null) return false;
        out.add(new RadiusEffect.SendOver(
                flight.request.id(), flight.server, flight.connection.number, flight.octets));
        return true;
    }

    /// Why nothing came.
    String silence(Flight flight) {
        Connections<Flight> server = servers.get(flight.server.name());
        if (flight.connection != null) return "did not answer";
        return server.unreachable() ? unreachable(server) : "had no room on " + server.all().size() + " connections";
    }

    private static String unreachable(Connections<Flight> server) {
        return "cannot be reached: " + server.trouble();
    }

    /// After every input: room may have come free.
    void pumpAll(Instant now, List<RadiusEffect> out) {
        for (Connections<Flight> server : servers.values()) {
            if (!server.waiting.isEmpty()) pump(server, now, out);
        }
    }

    private void pump(Connections<Flight> server, Instant now, List<RadiusEffect> out) {
        while (!server.waiting.isEmpty()) {
            Optional<Connection<Flight>> connection = server.withRoom();
            if (connection.isEmpty()) break;
            Flight flight = server.waiting.iterator().next();
            server.waiting.remove(flight);
            flight.connection = connection.get();
            flight.key = connection.get().take(flight);
            send(flight, out);
        }
        open(server, now, out);
    }

    private void send(Flight flight, List<RadiusEffect> out) {
        client.encode(flight);
        out.add(new RadiusEffect.SendOver(
                flight.request.id(), flight.server, flight.connection.number, flight.octets));
    }

    private void open(Connections<Flight> server, Instant now, List<RadiusEffect> out) {
        if (!server.wantsAnother(now)) return;
        Connection<Flight> connection = server.begin(++lastNumber, now);
        connections.put(connection.number, new Owned(server, connection));
        out.add(new RadiusEffect.Connect(connection.number, server.server, server.sources));
    }

    void connected(long number, Handshake handshake, Instant now, List<RadiusEffect> out) {
        Owned owned = connections.get(number);
        if (owned == null) return;
        owned.connection().open(handshake, Integer.toUnsignedLong(random.nextInt()), now);
        client.reachable(owned.server().server, out);
        out.add(new RadiusEffect.Connected(owned.server().server, handshake));
        watch(owned, now, out);
        pump(owned.server(), now, out);
    }

    void lost(long number, String reason, Instant now, List<RadiusEffect> out) {
        Owned owned = connections.remove(number);
        if (owned == null) return;
        Connections<Flight> server = owned.server();
        List<Flight> orphans = owned.connection().flights();
        out.add(new RadiusEffect.Disconnect(number));
        server.lost(owned.connection(), reason, random.nextDouble(), now);
        out.add(new RadiusEffect.Disconnected(server.server, reason, owned.connection().isOpen()));
        for (Flight flight : orphans) {
            flight.connection = null;
            if (flight.isProbe()) {
                flight.deadline = null;
                continue;
            }
            server.waiting.add(flight);
            // Whoever was asked to confirm would be asked anew.
            if (flight.isPatient()) client.fail(flight,
                    "was lost while a person may have been asked, who is not asked anew: " + reason, out);
        }
        if (server.unreachable()) {
            client.unreachable(server.server, server.nextTry(), out);
            for (Flight flight : List.copyOf(server.waiting)) {
                if (!flight.untried.isEmpty()) client.leave(flight, unreachable(server), now, out);
            }
        }
        pump(server, now, out);
    }

    /// Nothing good comes over a connection any more.
    void abandon(Connection<Flight> connection, String reason, Instant now, List<RadiusEffect> out) {
        if (!connections.containsKey(connection.number)) return;
        lost(connection.number, reason, now, out);
    }

    void arrived(long number, Bytes octets, Instant now, List<RadiusEffect> out) {
        Owned owned = connections.get(number);
        if (owned == null) {
            client.stats().drop(Drop.NO_REQUEST_WAITING);
            return;
        }
        Connection<Flight> connection = owned.connection();
        try {
            RadiusPacket packet = RadiusPacket.read(octets);
            if (isRequest(packet.code())) {
                asked(owned, octets, out);
                return;
            }
            long key = connection.isRadius11() ? Radius11.token(packet) : packet.identifier();
            Optional<Flight> flight = connection.at(key);
            if (flight.isEmpty()) client.stats().drop(Drop.NO_REQUEST_WAITING);
            else if (client.judge(flight.get(), packet, octets, now, out)) heard(owned, flight.get(), now);
        } catch (MalformedException e) {
            client.stats().drop(Drop.MALFORMED);
            // RFC 6613, section 2.6.4: where packets cannot be told from each other the connection is closed.
            if (owned.server().transport.kind() == Transport.Kind.TLS) {
                abandon(connection, "it sent a malformed packet: " + e.getMessage(), now, out);
            }
        }
    }

    private static boolean isRequest(RadiusCode code) {
        return code.equals(RadiusCode.COA_REQUEST) || code.equals(RadiusCode.DISCONNECT_REQUEST);
    }

    private void asked(Owned owned, Bytes octets, List<RadiusEffect> out) {
        if (!owned.server().transport.dynamicAuthorization()) {
            client.stats().drop(Drop.REQUEST_NOT_ALLOWED);
            return;
        }
        out.add(new RadiusEffect.Asked(
                owned.connection().number, owned.server().server, owned.connection().isRadius11(), octets));
    }

    private void heard(Owned owned, Flight flight, Instant now) {
        Connection<Flight> connection = owned.connection();
        owned.server().heard(connection);
        if (flight.isProbe()) connection.answersWatch = true;
        watchLater(connection, now);
    }

    private void watchLater(Connection<Flight> connection, Instant now) {
        long jitter = (long) (WATCHDOG_JITTER.toNanos() * (2 * random.nextDouble() - 1));
        connection.watchAt = now.plus(WATCHDOG).plusNanos(jitter);
    }

    /// An answer does not come: is it the connection?
    void doubt(Flight flight, Instant now, List<RadiusEffect> out) {
        if (flight.connection == null) return;
        Owned owned = connections.get(flight.connection.number);
        if (owned != null) watch(owned, now, out);
    }

    private void watch(Owned owned, Instant now, List<RadiusEffect> out) {
        RadiusServer server = owned.server().server;
        Connection<Flight> connection = owned.connection();
        if (connection.watching || server.statusServer() == StatusServer.OFF) return;
        var question = new RadiusInput.Submit(
                new RequestId(0),
                new ServerGroup(server.name(), List.of(server), owned.server().sources),
                server.name(),
                RadiusCode.STATUS_SERVER,
                List.of());
        var flight = new Flight(question, List.of(), false, true, now);
        flight.server = server;
        flight.connection = connection;
        flight.key = connection.takeForWatch(flight);
        flight.firstSent = now;
        connection.watching = true;
        send(flight, out);
        client.stats().server(server.name()).probed();
        client.arm(flight, server.probeInterval(), now);
    }

    void watchAnswered(Flight flight) {
        flight.connection.watching = false;
    }

    void watchUnanswered(Flight flight, Instant now, List<RadiusEffect> out) {
        Connection<Flight> connection = flight.connection;
        connection.watching = false;
        connection.watchAt = Instant.MAX;
        boolean dead = connection.answersWatch || flight.server.statusServer() == StatusServer.ON;
        if (dead) {
            Duration waited = flight.server.probeInterval();
            abandon(connection, "it did not answer Status-Server within " + waited.toSeconds() + " s", now, out);
        }
    }

    void advance(Instant now, List<RadiusEffect> out) {
        for (Connections<Flight> server : servers.values()) {
            for (Connection<Flight> connection : server.all()) {
                if (!connection.watchAt.isAfter(now)) watch(connections.get(connection.number), now, out);
            }
            open(server, now, out);
        }
    }

    Instant nextDeadline() {
        Instant next = Instant.MAX;
        for (Connections<Flight> server : servers.values()) {
            Instant own = server.nextDeadline();
            if (own.isBefore(next)) next = own;
        }
        return next;
    }

    List<ConnectionState> states() {
        var states = new ArrayList<ConnectionState>();
        servers.values().forEach(server -> states.addAll(server.states()));
        return states;
    }
}
