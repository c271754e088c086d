package gatehouse.server;

import gatehouse.admin.AdminReply;
import gatehouse.admin.AdminReply.RadiusTraced.Packet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Keeps packets for operators who look on. Bounded in every direction: so many traces, so many packets in each, and what
/// nobody asks for any more is dropped. Any shard may bring packets, and any thread may ask for them.
final class RadiusTracer {
    static final int MOST_TRACES = 8;
    static final int MOST_PACKETS = 1_000;
    static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Map<String, Trace> traces = new HashMap<>();
    private long last;
    /// Read without the lock by those who have nothing to bring.
    private volatile boolean isWatching;

    /// Whose packet it is.
    ///
    /// @param names    all by which a person may be known
    /// @param sessions all ids of the session
    record Whose(List<String> names, List<String> sessions) {}

    private static final class Trace {
        final String user;
        final String session;
        final Deque<Packet> packets = new ArrayDeque<>();
        long lost;
        Instant asked;

        Trace(String user, String session) {
            this.user = user;
            this.session = session;
        }

        boolean wants(Whose whose) {
            return (user.isEmpty() || whose.names().contains(user))
                    && (session.isEmpty() || whose.sessions().contains(session));
        }
    }

    RadiusTracer(InstantSource clock) {
        this.clock = clock;
    }

    boolean isWatching() {
        return isWatching;
    }

    /// @param packet made only if somebody wants it
    void add(Whose whose, Supplier<Packet> packet) {
        if (!isWatching) return;
        synchronized (this) {
            forget();
            Packet made = null;
            for (Trace trace : traces.values()) {
                if (!trace.wants(whose)) continue;
                if (made == null) made = packet.get();
                if (trace.packets.size() < MOST_PACKETS) trace.packets.add(made);
                else trace.lost++;
            }
        }
    }

    /// The packets since this was asked last; of a new trace none.
    ///
    /// @param id of the trace; empty for a new one
    synchronized AdminReply take(String id, String user, String session) {
        forget();
        if (id.isEmpty()) {
            if (user.isEmpty() && session.isEmpty()) {
                return new AdminReply.Failed("name a user or a session: there may be thousands of packets a second");
            }
            if (traces.size() >= MOST_TRACES) {
                return new AdminReply.Failed(MOST_TRACES + " traces are running; end one of them first");
            }
            String begun = Long.toString(++last);
            var trace = new Trace(user, session);
            trace.asked = clock.instant();
            traces.put(begun, trace);
            isWatching = true;
            return new AdminReply.RadiusTraced(begun, List.of(), 0);
        }
        Trace trace = traces.get(id);
        if (trace == null) return new AdminReply.Failed("there is no trace '" + id + "' any more");
        trace.asked = clock.instant();
        var reply = new AdminReply.RadiusTraced(id, new ArrayList<>(trace.packets), trace.lost);
        trace.packets.clear();
        trace.lost = 0;
        return reply;
    }

    private void forget() {
        Instant old = clock.instant().minus(FORGOTTEN_AFTER);
        traces.values().removeIf(trace -> trace.asked.isBefore(old));
        isWatching = !traces.isEmpty();
    }
}
