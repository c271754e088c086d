package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.Radius11;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verifies requests for dynamic authorization and answers them (RFC 5176). What cannot be verified is met with silence
/// and counted. A repeat gets the answer that the request got; while that is undecided, it gets silence. Belongs to one
/// thread.
public final class DynamicAuthorization {
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final Origin ANYWHERE = new Origin.Datagram(new InetSocketAddress(0));

    private final List<Known> clients;
    private final Complaints strangers = new Complaints("");
    private final Duration window;
    private final Authenticators authenticators = new Authenticators();
    private final DynAuthStats stats = new DynAuthStats();
    private final Memory memory;
    private final Map<DynAuthId, Undecided> undecided = new HashMap<>();
    private long ids;

    /// @param window how far an Event-Timestamp may be from now; a request without one is taken (RFC 5176, section 6.3,
    ///               only recommends it)
    public DynamicAuthorization(List<DynamicAuthorizationClient> clients, Duration window) {
        this(clients, window, Memory.Limits.USUAL);
    }

    DynamicAuthorization(List<DynamicAuthorizationClient> clients, Duration window, Memory.Limits limits) {
        this.memory = new Memory(limits);
        // The most specific prefix says who it is.
        this.clients = clients.stream()
                .sorted(Comparator.comparingInt(client -> -client.addresses().length()))
                .map(Known::new)
                .toList();
        this.window = window;
    }

    /// A client, and how it behaves. Requests that are new and repeats are measured apart: who recorded one request and sends it
    /// again and again takes nothing from the client.
    private static final class Known {
        final DynamicAuthorizationClient client;
        final Complaints complaints;
        final Allowance requests;
        final Allowance repeats;

        Known(DynamicAuthorizationClient client) {
            this.client = client;
            complaints = new Complaints(client.name());
            requests = new Allowance(client.rate(), client.burst());
            repeats = new Allowance(client.rate(), client.burst());
        }
    }

    /// @param slot  in memory
    /// @param until when it is forgotten
    private record Undecided(
            int slot, Instant until, Origin from, DynamicAuthorizationClient client, RadiusPacket request) {}

    /// Reacts to what happened, now.
    public List<DynAuthEffect> handle(DynAuthInput input, Instant now) {
        var out = new ArrayList<DynAuthEffect>(1);
        // What is undecided by then is forgotten too: its client has given up.
        memory.expire(now, undecided::remove);
        switch (input) {
            case DynAuthInput.Received(var from, var octets) -> received(from, octets, now, out);
            case DynAuthInput.ReceivedOver(var from, var octets) -> received(from, octets, now, out);
            case DynAuthInput.Decided(var id, var error) -> decided(id, error, now, out);
            case DynAuthInput.TimeAdvanced() -> {}
        }
        return out;
    }

    /// When the oldest answer may be forgotten.
    public Optional<Instant> nextDeadline() {
        return memory.nextDeadline();
    }

    public DynAuthStats stats() {
        return stats;
    }

    private void received(InetSocketAddress from, Bytes octets, Instant now, List<DynAuthEffect> out) {
        for (Known known : clients) {
            if (known.client.addresses().contains(from.getAddress())) {
                received(known, new Origin.Datagram(from), octets, now, out);
                return;
            }
        }
        object(strangers, Event.UNKNOWN_CLIENT, from, now, out);
    }

    private void received(Origin.Connection from, Bytes octets, Instant now, List<DynAuthEffect> out) {
        Optional<Known> sender =
                clients.stream().filter(known -> known.client.name().equals(from.client())).findFirst();
        if (sender.isEmpty()) object(strangers, Event.UNKNOWN_CLIENT, from.address(), now, out);
        else received(sender.get(), from, octets, now, out);
    }

    private void received(Known known, Origin origin, Bytes octets, Instant now, List<DynAuthEffect> out) {
        InetSocketAddress from = origin.address();
        DynamicAuthorizationClient client = known.client;
        RadiusPacket packet;
        try {
            packet = RadiusPacket.read(octets);
            if (!isRadius11(origin) && isForged(octets, client)) {
                object(known.complaints, Event.WRONG_SECRET, from, now, out);
                return;
            }
        } catch (MalformedException e) {
            stats.add(Event.MALFORMED);
            return;
        }
        boolean disconnect = packet.code().equals(RadiusCode.DISCONNECT_REQUEST);
        if (!disconnect && !packet.code().equals(RadiusCode.COA_REQUEST)) {
            stats.add(Event.UNEXPECTED_CODE);
            return;
        }
        Optional<Instant> timestamp = packet.first(Attributes.EVENT_TIMESTAMP).map(Instant::ofEpochSecond);
        // A request with an Event-Timestamp is the same wherever it is from, and for as long as that is within the window: who
        // recorded it could send it again from any port.
        Origin sameFrom = timestamp.isPresent() && !isRadius11(origin) ? ANYWHERE : origin;
        RequestTable.Key request = Memory.key(client.name(), sameFrom, packet);
        int repeated = memory.find(request);
        boolean isNew = repeated == RequestTable.NONE;
        // Only here, where it is proved whose it is: nobody else can use up what a client may send.
        if (!(isNew ? known.requests : known.repeats).take(now)) {
            object(known.complaints, Event.OVER_RATE, from, now, out);
            return;
        }
        if (!isNew) {
            repeat(repeated, origin, out);
            return;
        }
        if (timestamp.filter(at -> outsideWindow(at, now)).isPresent()) {
            object(known.complaints, Event.OUTSIDE_TIME_WINDOW, from, now, out);
            return;
        }
        if (Authenticators.packetLength(answer(packet, Optional.of(ErrorCause.INVALID_REQUEST), now))
                > RadiusPacket.LONGEST) {
            stats.add(Event.UNANSWERABLE);
            return;
        }
        if (memory.isFull()) {
            object(known.complaints, Event.TOO_MANY, from, now, out);
            return;
        }
        stats.add(disconnect ? Event.DISCONNECT_REQUEST : Event.COA_REQUEST);
        var id = new DynAuthId(++ids);
        Instant expires = now.plus(REMEMBERED);
        Instant replayable = timestamp.map(at -> at.plus(window).plusSeconds(1)).orElse(expires);
        Instant until = replayable.isAfter(expires) ? replayable : expires;
        undecided.put(id, new Undecided(memory.add(request, id, until), until, origin, client, packet));
        out.add(new DynAuthEffect.Requested(id, client.name(), packet));
    }

    /// Nothing is signed inside RADIUS/1.1, and a token says no more than which connection it is of (RFC 9765, section 4.2).
    private static boolean isRadius11(Origin origin) {
        return origin instanceof Origin.Connection connection && connection.isRadius11();
    }

    private boolean isForged(Bytes octets, DynamicAuthorizationClient client) throws MalformedException {
        return !authenticators.isGenuineRequest(octets, client.secret())
                || authenticators.messageAuthenticator(octets, client.secret()) == Authenticators.Verdict.WRONG;
    }

    private void object(
            Complaints complaints, Event event, InetSocketAddress from, Instant now, List<DynAuthEffect> out) {
        stats.add(event);
        complaints.about(event, from, now).ifPresent(out::add);
    }

    private void repeat(int known, Origin from, List<DynAuthEffect> out) {
        Optional<Bytes> answer = memory.answer(known);
        Event unanswered = memory.isUndecided(known) ? Event.REPEAT_OF_UNDECIDED : Event.REPEAT_OF_FORGOTTEN;
        stats.add(answer.isPresent() ? Event.REPEAT_ANSWERED : unanswered);
        answer.ifPresent(octets -> out.add(send(from, octets)));
    }

    private static DynAuthEffect send(Origin to, Bytes octets) {
        return switch (to) {
            case Origin.Datagram(var address) -> new DynAuthEffect.Send(address, octets);
            case Origin.Connection connection -> new DynAuthEffect.SendOver(connection.number(), octets);
        };
    }

    private boolean outsideWindow(Instant timestamp, Instant now) {
        return Duration.between(timestamp, now).abs().compareTo(window) > 0;
    }

    private void decided(DynAuthId id, Optional<ErrorCause> error, Instant now, List<DynAuthEffect> out) {
        Undecided asked = undecided.remove(id);
        if (asked == null) return;
        stats.add(error.isEmpty() ? Event.ACK : Event.NAK);
        boolean disconnect = asked.request().code().equals(RadiusCode.DISCONNECT_REQUEST);
        RadiusCode code = disconnect
                ? error.isEmpty() ? RadiusCode.DISCONNECT_ACK : RadiusCode.DISCONNECT_NAK
                : error.isEmpty() ? RadiusCode.COA_ACK : RadiusCode.COA_NAK;
        List<Attribute> attributes = answer(asked.request(), error, now);
        Bytes answer = isRadius11(asked.from())
                ? Radius11.packet(code, Radius11.token(asked.request()), attributes)
                : authenticators.response(code, asked.request(), attributes, asked.client().secret());
        memory.answered(asked.slot(), answer, asked.until());
        out.add(send(asked.from(), answer));
    }

    private static List<Attribute> answer(RadiusPacket request, Optional<ErrorCause> error, Instant now) {
        var attributes = new ArrayList<Attribute>(3);
        error.ifPresent(cause -> attributes.add(Attributes.ERROR_CAUSE.of((long) cause.code())));
        attributes.add(Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond()));
        // RFC 5176, section 3.1: Proxy-State comes back, all of it, in order.
        request.all(Attributes.PROXY_STATE).forEach(state -> attributes.add(Attributes.PROXY_STATE.of(state)));
        return attributes;
    }
}
