package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.Authenticators;
import gatehouse.radius.Radius11;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.UserPassword;
import gatehouse.radius.client.RadiusStats.Drop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// Asks RADIUS servers. No request waits for another; work per datagram does not grow with what is in flight. Belongs to
/// one thread.
///
/// A request is repeated with the same identifier and authenticator, to the octet (RFC 5080, section 2.2.1), first after
/// the server's timeout, then after twice as long each time. When the tries are used up the next server of the group is
/// asked, unless the request belongs to a conversation that one server leads. When a server dies, the others that wait
/// for it go on at once. Who is passed over is asked by Status-Server how it is (RFC 5997), at its own pace.
///
/// Where a person may be asked before the answer comes, a group may have patience: such a request stays with its server
/// for as long, whatever is thought of the server meanwhile, and is repeated at an even pace. Whoever sent it elsewhere
/// would have the person asked twice; and as silence is usual then, it says nothing about the server.
public final class RadiusClient {
    private static final double JITTER = 0.1;
    private static final boolean[] PORTS = {false, true};
    private static final long SCARCE_PART = 5;

    private final SecureRandom random;
    private final int mostSockets;
    private final Authenticators authenticators = new Authenticators();
    private final UserPassword passwords = new UserPassword();
    private final RadiusStats stats = new RadiusStats();
    private final Map<InetSocketAddress, IdentifierSpace<Flight>> destinations = new HashMap<>();
    private final Map<RequestId, Flight> flights = new HashMap<>();
    private final Map<Port, ServerHealth> health = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final SecuredServers secured;
    private int openSockets;

    /// @param mostSockets how many source ports may be used; 256 requests per server and port can be in flight
    public RadiusClient(SecureRandom random, int mostSockets) {
        this.random = random;
        this.mostSockets = mostSockets;
        this.secured = new SecuredServers(this, random);
    }

    /// A request on its way to one server.
    static final class Flight {
        final RadiusInput.Submit request;
        /// Those of the request, as they are to be sent.
        List<Attribute> attributes;
        final List<RadiusServer> untried;
        final boolean accounting;
        final boolean probe;
        final Instant submitted;
        RadiusServer server;
        InetSocketAddress to;
        IdentifierSpace.Slot slot;
        /// Over which it went, if it went over one; else it waits for one, or is a datagram.
        Connection<Flight> connection;
        long key;
        Bytes authenticator;
        Bytes octets;
        int sent;
        boolean trial;
        Optional<Drop> dropped = Optional.empty();
        Instant firstSent;
        Instant deadline;

        Flight(
                RadiusInput.Submit request,
                List<RadiusServer> untried,
                boolean accounting,
                boolean probe,
                Instant submitted) {
            this.request = request;
            this.attributes = request.attributes();
            this.untried = untried;
            this.accounting = accounting;
            this.probe = probe;
            this.submitted = submitted;
        }

        /// A question of our own, for the sake of the server.
        boolean isProbe() {
            return probe;
        }

        boolean isStatusServer() {
            return request.code().equals(RadiusCode.STATUS_SERVER);
        }

        boolean isSecured() {
            return server.transport() instanceof Transport.Secured;
        }

        boolean isPatient() {
            return request.asksPerson() && !request.group().patience().isZero();
        }

        Instant patientUntil() {
            return firstSent.plus(request.group().patience());
        }

        private Port port() {
            return new Port(server.name(), accounting);
        }

        /// Who only finds out whether a server is back does not wait long for it.
        int tries() {
            return trial && !untried.isEmpty() ? 1 : server.tries();
        }
    }

    /// A request that waits for its answer.
    ///
    /// @param submitted when somebody began to wait
    /// @param attempt   how often it was sent to this server
    public record Waiting(RadiusServer server, Instant submitted, int attempt) {}

    /// How many more requests a group of servers takes.
    public enum Room {
        AMPLE,
        /// More than four fifths of what may be in flight is.
        SCARCE,
        /// A request that is submitted now fails.
        NONE
    }

    /// Authentication and accounting of one server can fall silent apart.
    private record Port(String server, boolean accounting) {}

    private record Wake(Instant at, Flight flight) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return at.compareTo(other.at);
        }
    }

    /// Reacts to what happened, now.
    public List<RadiusEffect> handle(RadiusInput input, Instant now) {
        var out = new ArrayList<RadiusEffect>(2);
        switch (input) {
            case RadiusInput.Submit submit -> submit(submit, now, out);
            case RadiusInput.Received(var socket, var from, var octets) -> received(socket, from, octets, now, out);
            case RadiusInput.Forget(var id) -> {
                Flight flight = flights.remove(id);
                if (flight != null) {
                    land(flight);
                    probe(flight, now, out);
                }
            }
            case RadiusInput.Reach(var group) -> secured.reach(group, now, out);
            case RadiusInput.Connected(var connection, var handshake) ->
                    secured.connected(connection, handshake, now, out);
            case RadiusInput.Arrived(var connection, var octets) -> secured.arrived(connection, octets, now, out);
            case RadiusInput.Lost(var connection, var reason) -> secured.lost(connection, reason, now, out);
            case RadiusInput.TimeAdvanced() -> advance(now, out);
        }
        secured.pumpAll(now, out);
        return out;
    }

    /// When to call [#handle] with [RadiusInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        Instant next = secured.nextDeadline();
        for (Wake wake = wakes.peek(); wake != null; wake = wakes.peek()) {
            if (wake.at() == wake.flight().deadline) {
                if (wake.at().isBefore(next)) next = wake.at();
                break;
            }
            wakes.poll();
        }
        return next == Instant.MAX ? Optional.empty() : Optional.of(next);
    }

    /// How it stands with the connections to servers that have some.
    public List<ConnectionState> connections() {
        return secured.states();
    }

    public RadiusStats stats() {
        return stats;
    }

    /// Whether a server is being passed over as dead, for logins or for accounting.
    public boolean isDead(String server, Instant now) {
        return isDead(new Port(server, false), now) || isDead(new Port(server, true), now);
    }

    /// What is thought of a server's authentication port, or of its accounting port.
    public ServerState state(String server, boolean accounting) {
        ServerHealth known = health.get(new Port(server, accounting));
        return known == null ? ServerState.ALIVE : known.state();
    }

    /// The request that was submitted under this id, if it still waits.
    public Optional<Waiting> waiting(RequestId id) {
        return Optional.ofNullable(flights.get(id))
                .map(flight -> new Waiting(flight.server, flight.submitted, flight.sent));
    }

    /// How much room a group has for logins. Servers that are passed over offer none, unless all are.
    public Room room(ServerGroup group, Instant now) {
        boolean anyAlive = false;
        for (RadiusServer server : group.servers()) anyAlive |= !healthOf(server, false).dead(now);
        long most = 0;
        long inFlight = 0;
        for (RadiusServer server : group.servers()) {
            ServerHealth known = healthOf(server, false);
            if (anyAlive && known.dead(now)) continue;
            most += server.inFlight();
            inFlight += Math.min(server.inFlight(), known.inFlight());
        }
        if (inFlight == most) return Room.NONE;
        return inFlight * SCARCE_PART > most * (SCARCE_PART - 1) ? Room.SCARCE : Room.AMPLE;
    }

    private boolean isDead(Port port, Instant now) {
        ServerHealth known = health.get(port);
        return known != null && known.dead(now);
    }

    private void submit(RadiusInput.Submit submit, Instant now, List<RadiusEffect> out) {
        var servers = new ArrayList<RadiusServer>(submit.group().servers());
        if (!submit.boundTo().isEmpty()) servers.removeIf(server -> !server.name().equals(submit.boundTo()));
        if (servers.isEmpty()) {
            String which = submit.boundTo().isEmpty() ? "" : " '" + submit.boundTo() + "'";
            out.add(new RadiusEffect.Failed(
                    submit.id(), "group '" + submit.group().name() + "' has no server" + which));
            return;
        }
        Secret password = submit.password();
        if (password.length() > UserPassword.LONGEST) {
            out.add(new RadiusEffect.Failed(
                    submit.id(),
                    "a password of " + password.length() + " octets is longer than " + UserPassword.LONGEST));
            return;
        }
        int length = Authenticators.packetLength(submit.attributes())
                + (password.isEmpty() ? 0 : 2 + UserPassword.length(password));
        // A client's EAP packet may be longer than RADIUS carries, and must not cost an identifier.
        if (length > RadiusPacket.LONGEST) {
            out.add(new RadiusEffect.Failed(
                    submit.id(), "a request of " + length + " octets is longer than " + RadiusPacket.LONGEST));
            return;
        }
        boolean isAccounting = submit.code().equals(RadiusCode.ACCOUNTING_REQUEST);
        var flight = new Flight(submit, servers, isAccounting, false, now);
        flights.put(submit.id(), flight);
        takeOff(flight, "", now, out);
    }

    /// Sends a request to the best server that was not tried.
    private void takeOff(Flight flight, String failure, Instant now, List<RadiusEffect> out) {
        if (flight.untried.isEmpty()) {
            flights.remove(flight.request.id());
            out.add(new RadiusEffect.Failed(flight.request.id(), failure));
            return;
        }
        Optional<RadiusServer> next = next(flight, now);
        if (next.isEmpty()) {
            flights.remove(flight.request.id());
            stats.refused();
            String busy = "group '" + flight.request.group().name()
                    + "' is busy: every server that could be asked has as many requests in flight as it may";
            out.add(new RadiusEffect.Failed(
                    flight.request.id(), failure.isEmpty() ? busy : failure + ", and " + busy));
            return;
        }
        RadiusServer server = next.get();
        flight.untried.remove(server);
        flight.server = server;
        if (!flight.isSecured() && !slot(flight, out)) {
            takeOff(flight, "server '" + server.name() + "' is overloaded: all identifiers are in use", now, out);
            return;
        }
        flight.trial = healthOf(flight).tookOff(flight.isPatient(), now);
        tell(flight, out);
        flight.sent = 0;
        flight.firstSent = now;
        stats.server(server.name()).sent();
        if (flight.isSecured()) {
            flight.connection = null;
            arm(flight, server.timeout(), now);
            secured.board(flight, now, out);
            return;
        }
        if (flight.accounting) flight.attributes = AcctDelayTime.at(now, flight.request.attributes());
        encode(flight);
        send(flight, server.timeout(), now, out);
        probe(flight, now, out);
    }

    private boolean slot(Flight flight, List<RadiusEffect> out) {
        flight.to = flight.server.endpoint(flight.accounting);
        Optional<IdentifierSpace.Slot> slot = destinations
                .computeIfAbsent(flight.to, _ -> new IdentifierSpace<>(mostSockets))
                .take(flight);
        if (slot.isEmpty()) return false;
        flight.slot = slot.get();
        while (openSockets <= flight.slot.socket()) out.add(new RadiusEffect.OpenSocket(openSockets++));
        return true;
    }

    /// Asks the server of this flight how it is, if it is time to.
    private void probe(Flight about, Instant now, List<RadiusEffect> out) {
        // A connection has a watchdog of its own.
        if (about.isSecured()) return;
        ServerHealth health = healthOf(about);
        if (!health.wantsProbe()) return;
        RadiusServer server = about.server;
        var question = new RadiusInput.Submit(
                about.request.id(), about.request.group(), server.name(), RadiusCode.STATUS_SERVER, List.of());
        var flight = new Flight(question, List.of(), about.accounting, true, now);
        flight.server = server;
        // Without an identifier left the server is busy, and will be heard or be missed without this.
        if (!slot(flight, out)) return;
        health.probed();
        encode(flight);
        flight.firstSent = now;
        stats.server(server.name()).probed();
        send(flight, server.probeInterval(), now, out);
    }

    // As the group says; if none admits the request, who is least ill, and of the dead, who has been so for longest.
    private Optional<RadiusServer> next(Flight flight, Instant now) {
        var servers = new ArrayList<RadiusServer>(flight.untried.size());
        var well = new ArrayList<RadiusServer>(flight.untried.size());
        for (RadiusServer server : flight.untried) {
            ServerHealth health = healthOf(server, flight.accounting);
            if (flight.request.boundTo().isEmpty() && health.isFull()) continue;
            servers.add(server);
            if (health.admits(now)) well.add(server);
        }
        if (!well.isEmpty()) {
            return Optional.of(switch (flight.request.group().order()) {
                case FIRST -> well.getFirst();
                case WEIGHTED -> byWeight(well);
            });
        }
        return servers.stream()
                .min(Comparator.comparingInt((RadiusServer server) -> healthOf(server, flight.accounting).rank())
                        .thenComparing(server -> healthOf(server, flight.accounting).passedOverUntil()));
    }

    private RadiusServer byWeight(List<RadiusServer> servers) {
        int chance = random.nextInt(
                servers.stream().mapToInt(RadiusServer::weight).sum());
        for (RadiusServer server : servers) {
            chance -= server.weight();
            if (chance < 0) return server;
        }
        throw new IllegalStateException("no chance is as great as the sum of all weights");
    }

    void encode(Flight flight) {
        if (flight.isSecured() && flight.connection.isRadius11()) {
            flight.authenticator = Bytes.EMPTY;
            flight.octets = Radius11.packet(flight.request.code(), flight.key, withPassword(flight));
            return;
        }
        int identifier = flight.isSecured() ? (int) flight.key : flight.slot.identifier();
        if (flight.accounting && !flight.isStatusServer()) {
            flight.octets = authenticators.accountingRequest(
                    identifier, flight.attributes, flight.server.secret());
            flight.authenticator = flight.octets.slice(4, RadiusPacket.HEADER);
        } else {
            byte[] authenticator = new byte[16];
            random.nextBytes(authenticator);
            flight.authenticator = Bytes.wrap(authenticator);
            flight.octets = flight.isStatusServer()
                    ? authenticators.statusServer(identifier, flight.authenticator, flight.server.secret())
                    : authenticators.accessRequest(
                            identifier, flight.authenticator, withPassword(flight), flight.server.secret());
        }
    }

    private List<Attribute> withPassword(Flight flight) {
        Secret password = flight.request.password();
        if (password.isEmpty()) return flight.attributes;
        var attributes = new ArrayList<>(flight.attributes);
        attributes.add(flight.authenticator.isEmpty()
                ? UserPassword.plain(password)
                : passwords.hide(password, flight.authenticator, flight.server.secret()));
        return attributes;
    }

    private void send(Flight flight, Duration until, Instant now, List<RadiusEffect> out) {
        out.add(new RadiusEffect.Send(
                flight.request.id(),
                flight.server,
                flight.sent + 1,
                flight.slot.socket(),
                flight.request.group().sources(),
                flight.to,
                flight.octets));
        arm(flight, until, now);
    }

    /// Wakes us if no answer comes by then.
    void arm(Flight flight, Duration until, Instant now) {
        long wait = until.toNanos();
        flight.sent++;
        long jitter = (long) (wait * JITTER * (2 * random.nextDouble() - 1));
        flight.deadline = now.plusNanos(wait + jitter);
        if (flight.isPatient() && flight.deadline.isAfter(flight.patientUntil())) {
            flight.deadline = flight.patientUntil();
        }
        wakes.add(new Wake(flight.deadline, flight));
    }

    private void received(
            int socket, InetSocketAddress from, Bytes octets, Instant now, List<RadiusEffect> out) {
        IdentifierSpace<Flight> space = destinations.get(from);
        if (space == null) {
            stats.drop(Drop.UNKNOWN_SOURCE);
            return;
        }
        try {
            RadiusPacket packet = RadiusPacket.read(octets);
            Optional<Flight> flight = space.at(socket, packet.identifier());
            if (flight.isEmpty()) {
                stats.drop(Drop.NO_REQUEST_WAITING);
                return;
            }
            judge(flight.get(), packet, octets, now, out);
        } catch (MalformedException e) {
            stats.drop(Drop.MALFORMED);
        }
    }

    /// Takes an answer if it is genuine; false if it is not.
    boolean judge(Flight flight, RadiusPacket packet, Bytes octets, Instant now, List<RadiusEffect> out)
            throws MalformedException {
        Optional<Drop> objection = objection(flight, packet, octets);
        if (objection.isEmpty()) {
            answered(flight, packet, now, out);
            return true;
        }
        stats.drop(objection.get());
        flight.dropped = objection;
        return false;
    }

    private Optional<Drop> objection(Flight flight, RadiusPacket packet, Bytes octets) throws MalformedException {
        // Whose token it bears came over our connection (RFC 9765, section 4.2).
        if (flight.authenticator.isEmpty()) return wrongCode(flight, packet);
        if (!authenticators.isGenuineResponse(octets, flight.authenticator, flight.server.secret())) {
            return Optional.of(Drop.WRONG_AUTHENTICATOR);
        }
        Optional<Drop> forged = switch (authenticators.messageAuthenticator(
                octets, flight.authenticator, flight.server.secret())) {
            case WRONG -> Optional.of(Drop.WRONG_MESSAGE_AUTHENTICATOR);
            case ABSENT -> mayBeAbsent(flight, packet) ? Optional.empty() : Optional.of(Drop.NO_MESSAGE_AUTHENTICATOR);
            case GENUINE -> Optional.empty();
        };
        return forged.isPresent() ? forged : wrongCode(flight, packet);
    }

    private static Optional<Drop> wrongCode(Flight flight, RadiusPacket packet) {
        boolean fits = flight.accounting
                ? packet.code().equals(RadiusCode.ACCOUNTING_RESPONSE)
                : packet.code().equals(RadiusCode.ACCESS_ACCEPT)
                        || !flight.isStatusServer()
                                && (packet.code().equals(RadiusCode.ACCESS_REJECT)
                                        || packet.code().equals(RadiusCode.ACCESS_CHALLENGE));
        return fits ? Optional.empty() : Optional.of(Drop.WRONG_CODE);
    }

    // RFC 3579, section 3.2: with EAP it is never absent, whatever was configured.
    private static boolean mayBeAbsent(Flight flight, RadiusPacket packet) {
        if (flight.accounting) return true;
        return !flight.server.requireMessageAuthenticator() && packet.eapMessage().isEmpty();
    }

    private void answered(Flight flight, RadiusPacket packet, Instant now, List<RadiusEffect> out) {
        if (flight.isProbe()) {
            healthOf(flight).probeAnswered(now);
            if (flight.isSecured()) {
                // Who answers over a connection answers for both.
                healthOf(flight.server, true).probeAnswered(now);
                tell(flight.server, true, out);
                secured.watchAnswered(flight);
            }
            tell(flight, out);
            stats.server(flight.server.name()).probeAnswered();
            land(flight);
            return;
        }
        Duration latency = Duration.between(flight.firstSent, now);
        healthOf(flight).heard(flight.trial, now);
        tell(flight, out);
        stats.server(flight.server.name()).answered(packet.code(), flight.accounting, latency);
        flights.remove(flight.request.id());
        land(flight);
        out.add(new RadiusEffect.Answered(
                flight.request.id(), packet, flight.server, flight.authenticator, latency, flight.sent));
    }

    private void land(Flight flight) {
        flight.deadline = null;
        if (flight.isSecured()) secured.land(flight);
        else destinations.get(flight.to).release(flight.slot);
        if (flight.isProbe()) return;
        stats.server(flight.server.name()).landed();
        healthOf(flight).landed(flight.trial);
    }

    private void advance(Instant now, List<RadiusEffect> out) {
        for (Wake wake = wakes.peek(); wake != null && !wake.at().isAfter(now); wake = wakes.peek()) {
            wakes.poll();
            Flight flight = wake.flight();
            if (wake.at() != flight.deadline) continue;
            if (flight.isProbe()) probeUnanswered(flight, now, out);
            else if (flight.isPatient()) waitOn(flight, now, out);
            else if (flight.sent < flight.tries()) repeat(flight, now, out);
            else giveUp(flight, now, out);
        }
        secured.advance(now, out);
    }

    /// The person may still be reaching for the phone.
    private void waitOn(Flight flight, Instant now, List<RadiusEffect> out) {
        if (now.isBefore(flight.patientUntil())) {
            repeat(flight, flight.server.timeout(), now, out);
            return;
        }
        String patience = flight.request.group().patience().toSeconds() + " s";
        fail(
                flight,
                silence(flight) + "; the patience of group '" + flight.request.group().name() + "', " + patience
                        + ", is over",
                out);
    }

    /// Nobody else is asked.
    ///
    /// @param failure what is to be said of the server, behind its name
    void fail(Flight flight, String failure, List<RadiusEffect> out) {
        stats.server(flight.server.name()).timedOut();
        land(flight);
        flights.remove(flight.request.id());
        out.add(new RadiusEffect.Failed(flight.request.id(), "server '" + flight.server.name() + "' " + failure));
    }

    private void repeat(Flight flight, Instant now, List<RadiusEffect> out) {
        repeat(flight, flight.server.timeout().multipliedBy(1L << Math.min(flight.sent, 6)), now, out);
        if (flight.sent == 2) healthOf(flight).waited(flight.firstSent, now);
        tell(flight, out);
        probe(flight, now, out);
    }

    private void repeat(Flight flight, Duration wait, Instant now, List<RadiusEffect> out) {
        if (!flight.isSecured()) {
            stats.server(flight.server.name()).repeated();
            send(flight, wait, now, out);
        } else {
            if (secured.repeat(flight, out)) stats.server(flight.server.name()).repeated();
            arm(flight, wait, now);
            secured.doubt(flight, now, out);
        }
    }

    private void giveUp(Flight flight, Instant now, List<RadiusEffect> out) {
        stats.server(flight.server.name()).timedOut();
        boolean died = healthOf(flight).gaveUp(flight.sent, flight.firstSent, now);
        tell(flight, out);
        probe(flight, now, out);
        Port port = flight.port();
        Connection<Flight> over = flight.connection;
        goOn(flight, now, out);
        if (died && over != null) secured.abandon(over, "nothing came for as long as requests wait", now, out);
        if (died) leave(port, now, out);
    }

    private void probeUnanswered(Flight flight, Instant now, List<RadiusEffect> out) {
        land(flight);
        if (flight.isSecured()) {
            secured.watchUnanswered(flight, now, out);
            return;
        }
        boolean died = healthOf(flight).probeUnanswered(now);
        tell(flight, out);
        probe(flight, now, out);
        if (died) leave(flight.port(), now, out);
    }

    /// Nobody waits for who died, if there is somebody else to ask.
    private void leave(Port dead, Instant now, List<RadiusEffect> out) {
        for (Flight flight : List.copyOf(flights.values())) {
            if (!flight.port().equals(dead) || flight.untried.isEmpty() || flight.isPatient()) continue;
            boolean welcome = next(flight, now)
                    .filter(server -> healthOf(server, flight.accounting).admits(now))
                    .isPresent();
            if (welcome) goOn(flight, now, out);
        }
    }

    private void goOn(Flight flight, Instant now, List<RadiusEffect> out) {
        leave(flight, silence(flight), now, out);
    }

    private String silence(Flight flight) {
        String silence = flight.isSecured() ? secured.silence(flight) : "did not answer " + flight.sent + " tries";
        return silence + flight.dropped.map(RadiusClient::told).orElse("");
    }

    /// Asks the next server.
    ///
    /// @param failure what is to be said of this one, behind its name
    void leave(Flight flight, String failure, Instant now, List<RadiusEffect> out) {
        land(flight);
        flight.dropped = Optional.empty();
        takeOff(flight, "server '" + flight.server.name() + "' " + failure, now, out);
    }

    /// A server has no connection, and will have none before then.
    void unreachable(RadiusServer server, Instant until, List<RadiusEffect> out) {
        for (boolean accounting : PORTS) {
            healthOf(server, accounting).unreachable(until);
            tell(server, accounting, out);
        }
    }

    void reachable(RadiusServer server, List<RadiusEffect> out) {
        for (boolean accounting : PORTS) {
            healthOf(server, accounting).connected();
            tell(server, accounting, out);
        }
    }

    // Anybody can send a wrong answer; but if one came and no right one did, that is the likeliest reason.
    private static String told(Drop dropped) {
        return switch (dropped) {
            case WRONG_AUTHENTICATOR -> "; an answer came that another secret made: compare the secrets";
            case NO_MESSAGE_AUTHENTICATOR -> "; an answer came without Message-Authenticator: let the server send it"
                    + " (FreeRADIUS before 3.2.5: update reply { Message-Authenticator := 0x00 })";
            case WRONG_MESSAGE_AUTHENTICATOR -> "; an answer came with a wrong Message-Authenticator";
            case WRONG_CODE -> "; an answer came that answers something else";
            case MALFORMED, UNKNOWN_SOURCE, NO_REQUEST_WAITING, REQUEST_NOT_ALLOWED -> "";
        };
    }

    /// Says so if the server of this flight is thought of otherwise now.
    private void tell(Flight flight, List<RadiusEffect> out) {
        tell(flight.server, flight.accounting, out);
    }

    private void tell(RadiusServer server, boolean accounting, List<RadiusEffect> out) {
        healthOf(server, accounting).takeChange().ifPresent(change -> out.add(new RadiusEffect.HealthChanged(
                server, accounting, change.was(), change.is(), change.cause())));
    }

    private ServerHealth healthOf(Flight flight) {
        return healthOf(flight.server, flight.accounting);
    }

    private ServerHealth healthOf(RadiusServer server, boolean accounting) {
        return health.computeIfAbsent(new Port(server.name(), accounting), _ -> new ServerHealth(server));
    }
}
