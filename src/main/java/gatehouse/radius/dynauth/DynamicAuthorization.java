package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verifies requests for dynamic authorization and answers them (RFC 5176). What cannot be verified is met with silence
/// and counted. A repeat gets the answer that the request got; while that is undecided, it gets silence. Belongs to one
/// thread.
public final class DynamicAuthorization {
    private static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final int MOST_REMEMBERED = 65_536;

    private final List<DynamicAuthorizationClient> clients;
    private final Duration window;
    private final Authenticators authenticators = new Authenticators();
    private final DynAuthStats stats = new DynAuthStats();
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Map<DynAuthId, Entry> undecided = new HashMap<>();
    private long ids;

    /// @param window how far an Event-Timestamp may be from now; a request without one is taken (RFC 5176, section 6.3,
    ///               only recommends it)
    public DynamicAuthorization(List<DynamicAuthorizationClient> clients, Duration window) {
        this.clients = List.copyOf(clients);
        this.window = window;
    }

    /// What makes a request the same (RFC 5080, section 2.2.2): where it is from, its identifier, its authenticator.
    private record Key(InetSocketAddress from, int identifier, Bytes authenticator) {}

    private static final class Entry {
        final DynAuthId id;
        final Key key;
        final DynamicAuthorizationClient client;
        final RadiusPacket request;
        final Instant expires;
        Optional<Bytes> answer = Optional.empty();

        Entry(
                DynAuthId id, Key key, DynamicAuthorizationClient client, RadiusPacket request, Instant expires) {
            this.id = id;
            this.key = key;
            this.client = client;
            this.request = request;
            this.expires = expires;
        }
    }

    /// Reacts to what happened, now.
    public List<DynAuthEffect> handle(DynAuthInput input, Instant now) {
        var out = new ArrayList<DynAuthEffect>(1);
        expire(now);
        switch (input) {
            case DynAuthInput.Received(var from, var octets) -> received(from, octets, now, out);
            case DynAuthInput.Decided(var id, var error) -> decided(id, error, now, out);
            case DynAuthInput.TimeAdvanced() -> {}
        }
        return out;
    }

    /// When the oldest answer may be forgotten.
    public Optional<Instant> nextDeadline() {
        Iterator<Entry> oldest = entries.values().iterator();
        return oldest.hasNext() ? Optional.of(oldest.next().expires) : Optional.empty();
    }

    public DynAuthStats stats() {
        return stats;
    }

    private void received(InetSocketAddress from, Bytes octets, Instant now, List<DynAuthEffect> out) {
        Optional<DynamicAuthorizationClient> client = clients.stream()
                .filter(known -> known.addresses().contains(from.getAddress()))
                // The most specific prefix says who it is.
                .max((a, b) -> Integer.compare(a.addresses().length(), b.addresses().length()));
        if (client.isEmpty()) {
            stats.add(Event.UNKNOWN_CLIENT);
            return;
        }
        RadiusPacket packet;
        try {
            packet = RadiusPacket.read(octets);
            if (!authenticators.isGenuineRequest(octets, client.get().secret())
                    || authenticators.messageAuthenticator(octets, client.get().secret())
                            == Authenticators.Verdict.WRONG) {
                stats.add(Event.WRONG_SECRET);
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
        var key = new Key(from, packet.identifier(), packet.authenticator());
        Entry known = entries.get(key);
        if (known != null) {
            repeat(known, out);
            return;
        }
        if (outsideWindow(packet, now)) {
            stats.add(Event.OUTSIDE_TIME_WINDOW);
            return;
        }
        if (entries.size() >= MOST_REMEMBERED) {
            stats.add(Event.TOO_MANY);
            return;
        }
        stats.add(disconnect ? Event.DISCONNECT_REQUEST : Event.COA_REQUEST);
        var id = new DynAuthId(++ids);
        var entry = new Entry(id, key, client.get(), packet, now.plus(REMEMBERED));
        entries.put(key, entry);
        undecided.put(id, entry);
        out.add(new DynAuthEffect.Requested(id, client.get().name(), packet));
    }

    private void repeat(Entry known, List<DynAuthEffect> out) {
        stats.add(known.answer.isPresent() ? Event.REPEAT_ANSWERED : Event.REPEAT_OF_UNDECIDED);
        known.answer.ifPresent(octets -> out.add(new DynAuthEffect.Send(known.key.from(), octets)));
    }

    private boolean outsideWindow(RadiusPacket packet, Instant now) {
        return packet.first(Attributes.EVENT_TIMESTAMP)
                .map(seconds -> Duration.between(Instant.ofEpochSecond(seconds), now).abs())
                .filter(distance -> distance.compareTo(window) > 0)
                .isPresent();
    }

    private void decided(DynAuthId id, Optional<ErrorCause> error, Instant now, List<DynAuthEffect> out) {
        Entry entry = undecided.remove(id);
        if (entry == null) return;
        stats.add(error.isEmpty() ? Event.ACK : Event.NAK);
        boolean disconnect = entry.request.code().equals(RadiusCode.DISCONNECT_REQUEST);
        RadiusCode code = disconnect
                ? error.isEmpty() ? RadiusCode.DISCONNECT_ACK : RadiusCode.DISCONNECT_NAK
                : error.isEmpty() ? RadiusCode.COA_ACK : RadiusCode.COA_NAK;
        var attributes = new ArrayList<Attribute>(3);
        error.ifPresent(cause -> attributes.add(Attributes.ERROR_CAUSE.of((long) cause.code())));
        attributes.add(Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond()));
        // RFC 5176, section 3.1: Proxy-State comes back, all of it, in order.
        entry.request.all(Attributes.PROXY_STATE).forEach(state -> attributes.add(Attributes.PROXY_STATE.of(state)));
        Bytes answer = authenticators.response(code, entry.request, attributes, entry.client.secret());
        entry.answer = Optional.of(answer);
        out.add(new DynAuthEffect.Send(entry.key.from(), answer));
    }

    // Entries are in the order in which they came, and so in the order in which they expire. What is undecided by then is
    // forgotten too: its client has given up, and its repeat would be a new request.
    private void expire(Instant now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.expires.isAfter(now)) return;
            oldest.remove();
            undecided.remove(entry.id);
        }
    }
}
