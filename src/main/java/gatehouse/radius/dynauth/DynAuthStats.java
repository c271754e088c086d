package gatehouse.radius.dynauth;

import java.util.EnumMap;
import java.util.Map;

/// What dynamic authorization has done, as plain numbers.
public final class DynAuthStats {
    private final Map<Event, Long> counts = new EnumMap<>(Event.class);

    /// What can become of a datagram.
    public enum Event {
        DISCONNECT_REQUEST,
        COA_REQUEST,
        ACK,
        NAK,
        REPEAT_ANSWERED,
        REPEAT_OF_UNDECIDED,
        /// A repeat whose answer made room for others; silence.
        REPEAT_OF_FORGOTTEN,
        UNKNOWN_CLIENT,
        WRONG_SECRET,
        MALFORMED,
        UNEXPECTED_CODE,
        /// Its Proxy-State leaves no room for an answer.
        UNANSWERABLE,
        OUTSIDE_TIME_WINDOW,
        /// More of one client than it may send.
        OVER_RATE,
        /// As many are remembered as memory allows.
        TOO_MANY
    }

    void add(Event event) {
        counts.merge(event, 1L, Long::sum);
    }

    public long count(Event... events) {
        long sum = 0;
        for (Event event : events) sum += counts.getOrDefault(event, 0L);
        return sum;
    }
}
