package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.UserPassword;
import gatehouse.radius.client.RadiusStats.Drop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
/// asked, unless the request belongs to a conversation that one server leads.
public final class RadiusClient {
    private static final double JITTER = 0.1;

    private final SecureRandom random;
    private final int mostSockets;
    private final Authenticators authenticators = new Authenticators();
    private final UserPassword passwords = new UserPassword();
    private final RadiusStats stats = new RadiusStats();
    private final Map<InetSocketAddress, IdentifierSpace<Flight>> destinations = new HashMap<>();
    private final Map<RequestId, Flight> flights = new HashMap<>();
    private final Map<String, ServerHealth> health = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private int openSockets;

    /// @param mostSockets how many source ports may be used; 256 requests per server and port can be in flight
    public RadiusClient(SecureRandom random, int mostSockets) {
        this.random = random;
        this.mostSockets = mostSockets;
    }

    /// A request on its way to one server.
    private static final class Flight {
        final RadiusInput.Submit request;
        final List<RadiusServer> untried;
        RadiusServer server;
        InetSocketAddress to;
        IdentifierSpace.Slot slot;
        Bytes authenticator;
        Bytes octets;
        int sent;
        Optional<Drop> dropped = Optional.empty();
        Instant firstSent;
        Instant deadline;

        Flight(RadiusInput.Submit request, List<RadiusServer> untried) {
            this.request = request;
            this.untried = untried;
        }
    }

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
                if (flight != null) land(flight);
            }
            case RadiusInput.TimeAdvanced() -> advance(now, out);
        }
        return out;
    }

    /// When to call [#handle] with [RadiusInput.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        for (Wake wake = wakes.peek(); wake != null; wake = wakes.peek()) {
            if (wake.at() == wake.flight().deadline) return Optional.of(wake.at());
            wakes.poll();
        }
        return Optional.empty();
    }

    public RadiusStats stats() {
        return stats;
    }

    /// Whether a server is being passed over.
    public boolean isDead(String server, Instant now) {
        ServerHealth known = health.get(server);
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
        var flight = new Flight(submit, servers);
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
        RadiusServer server = next(flight.untried, now);
        flight.untried.remove(server);
        boolean accounting = flight.request.code().equals(RadiusCode.ACCOUNTING_REQUEST);
        flight.server = server;
        flight.to = server.endpoint(accounting);
        Optional<IdentifierSpace.Slot> slot = destinations
                .computeIfAbsent(flight.to, _ -> new IdentifierSpace<>(mostSockets))
                .take(flight);
        if (slot.isEmpty()) {
            takeOff(flight, "server '" + server.name() + "' is overloaded: all identifiers are in use", now, out);
            return;
        }
        flight.slot = slot.get();
        while (openSockets <= flight.slot.socket()) out.add(new RadiusEffect.OpenSocket(openSockets++));
        encode(flight, accounting);
        flight.sent = 0;
        flight.firstSent = now;
        stats.server(server.name()).sent();
        send(flight, now, out);
    }

    // In order, those that are dead last; of the dead, who has been so for longest.
    private RadiusServer next(List<RadiusServer> servers, Instant now) {
        RadiusServer best = null;
        for (RadiusServer server : servers) {
            if (!isDead(server.name(), now)) return server;
            if (best == null || healthOf(server).deadUntil().isBefore(healthOf(best).deadUntil())) best = server;
        }
        return best;
    }

    private void encode(Flight flight, boolean accounting) {
        int identifier = flight.slot.identifier();
        if (accounting) {
            flight.octets = authenticators.accountingRequest(
                    identifier, flight.request.attributes(), flight.server.secret());
            flight.authenticator = flight.octets.slice(4, RadiusPacket.HEADER);
        } else {
            byte[] authenticator = new byte[16];
            random.nextBytes(authenticator);
            flight.authenticator = Bytes.wrap(authenticator);
            flight.octets = authenticators.accessRequest(
                    identifier, flight.authenticator, withPassword(flight), flight.server.secret());
        }
    }

    private List<Attribute> withPassword(Flight flight) {
        Secret password = flight.request.password();
        if (password.isEmpty()) return flight.request.attributes();
        var attributes = new ArrayList<>(flight.request.attributes());
        attributes.add(passwords.hide(password, flight.authenticator, flight.server.secret()));
        return attributes;
    }

    private void send(Flight flight, Instant now, List<RadiusEffect> out) {
        out.add(new RadiusEffect.Send(
                flight.slot.socket(), flight.request.group().sources(), flight.to, flight.octets));
        long wait = flight.server.timeout().toNanos() << Math.min(flight.sent, 6);
        flight.sent++;
        long jitter = (long) (wait * JITTER * (2 * random.nextDouble() - 1));
        flight.deadline = now.plusNanos(wait + jitter);
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
            Optional<Drop> objection = objection(flight.get(), packet, octets);
            if (objection.isPresent()) {
                stats.drop(objection.get());
                flight.get().dropped = objection;
            } else {
                answered(flight.get(), packet, now, out);
            }
        } catch (MalformedException e) {
            stats.drop(Drop.MALFORMED);
        }
    }

    private Optional<Drop> objection(Flight flight, RadiusPacket packet, Bytes octets) throws MalformedException {
        boolean accounting = flight.request.code().equals(RadiusCode.ACCOUNTING_REQUEST);
        if (!authenticators.isGenuineResponse(octets, flight.authenticator, flight.server.secret())) {
            return Optional.of(Drop.WRONG_AUTHENTICATOR);
        }
        Optional<Drop> forged = switch (authenticators.messageAuthenticator(
                octets, flight.authenticator, flight.server.secret())) {
            case WRONG -> Optional.of(Drop.WRONG_MESSAGE_AUTHENTICATOR);
            case ABSENT -> accounting ? Optional.empty() : Optional.of(Drop.NO_MESSAGE_AUTHENTICATOR);
            case GENUINE -> Optional.empty();
        };
        if (forged.isPresent()) return forged;
        boolean fits = accounting
                ? packet.code().equals(RadiusCode.ACCOUNTING_RESPONSE)
                : packet.code().equals(RadiusCode.ACCESS_ACCEPT)
                        || packet.code().equals(RadiusCode.ACCESS_REJECT)
                        || packet.code().equals(RadiusCode.ACCESS_CHALLENGE);
        return fits ? Optional.empty() : Optional.of(Drop.WRONG_CODE);
    }

    private void answered(Flight flight, RadiusPacket packet, Instant now, List<RadiusEffect> out) {
        Duration latency = Duration.between(flight.firstSent, now);
        healthOf(flight.server).heard(now);
        stats.server(flight.server.name()).answered(packet.code(), latency);
        flights.remove(flight.request.id());
        land(flight);
        out.add(new RadiusEffect.Answered(
                flight.request.id(), packet, flight.server, flight.authenticator, latency));
    }

    private void land(Flight flight) {
        flight.deadline = null;
        destinations.get(flight.to).release(flight.slot);
        stats.server(flight.server.name()).landed();
    }

    private void advance(Instant now, List<RadiusEffect> out) {
        for (Wake wake = wakes.peek(); wake != null && !wake.at().isAfter(now); wake = wakes.peek()) {
            wakes.poll();
            Flight flight = wake.flight();
            if (wake.at() != flight.deadline) continue;
            if (flight.sent < flight.server.tries()) {
                stats.server(flight.server.name()).repeated();
                send(flight, now, out);
                continue;
            }
            stats.server(flight.server.name()).timedOut();
            healthOf(flight.server).timedOut(flight.firstSent, flight.server.deadTime(), now);
            land(flight);
            String failure = "server '" + flight.server.name() + "' did not answer " + flight.sent + " tries"
                    + flight.dropped.map(RadiusClient::told).orElse("");
            flight.dropped = Optional.empty();
            takeOff(flight, failure, now, out);
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
            case MALFORMED, UNKNOWN_SOURCE, NO_REQUEST_WAITING -> "";
        };
    }

    private ServerHealth healthOf(RadiusServer server) {
        return health.computeIfAbsent(server.name(), _ -> new ServerHealth());
    }
}
