package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The requests of late and what they were answered, so that a repeat is known for one (RFC 5080, section 2.2.2) and gets the same
/// octets. Its bound does not depend on how fast requests come: beyond so many answers the oldest is dropped, and its request is
/// still known and never done again; beyond so many requests no new one is taken.
///
/// Requests are forgotten by the second: those of one second lie together, so that it costs the same however many there are.
final class Memory {
    /// How much is remembered.
    ///
    /// @param answers  10,000 a second for the minute in which a client may repeat, and some more
    /// @param requests 10,000 a second for as long as one with an Event-Timestamp may be sent again, by the window of the
    ///                 reference configuration (five minutes), and some more
    record Limits(int answers, int requests) {
        static final Limits USUAL = new Limits(1_000_000, 4_000_000);
    }

    private final Limits limits;
    private final Map<Entry, Entry> requests = new HashMap<>();
    private final TreeMap<Instant, List<Entry>> bySecond = new TreeMap<>();
    /// In the order of their answers.
    private final Deque<Entry> answered = new ArrayDeque<>();

    Memory(Limits limits) {
        this.limits = limits;
    }

    /// A request: whose, where it is from, its identifier and its authenticator make it the same as another.
    static final class Entry {
        private final String client;
        private final Origin from;
        private final int identifier;
        private final long authenticatorHigh;
        private final long authenticatorLow;
        private DynAuthId id;
        private Bytes answer;
        private boolean isForgotten;

        /// @param client its name
        Entry(String client, Origin from, RadiusPacket request) {
            this.client = client;
            this.from = from;
            this.identifier = request.identifier();
            // Numbers: a slice would keep the datagram for as long as the request.
            this.authenticatorHigh = request.authenticator().u64(0);
            this.authenticatorLow = request.authenticator().u64(Long.BYTES);
        }

        /// Empty while it is undecided, and when it is forgotten.
        Optional<Bytes> answer() {
            return Optional.ofNullable(answer);
        }

        /// Whether there was an answer, and too many others were answered since.
        boolean isAnswerForgotten() {
            return isForgotten;
        }

        private void forget() {
            isForgotten = true;
            answer = null;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry
                    && authenticatorHigh == entry.authenticatorHigh
                    && authenticatorLow == entry.authenticatorLow
                    && identifier == entry.identifier
                    && client.equals(entry.client)
                    && from.equals(entry.from);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(authenticatorHigh ^ authenticatorLow);
        }
    }

    /// The same request, if it was here before.
    Optional<Entry> find(Entry request) {
        return Optional.ofNullable(requests.get(request));
    }

    boolean isFull() {
        return requests.size() >= limits.requests();
    }

    /// @param until when it may be forgotten, which is up to a second before it is
    void add(Entry request, DynAuthId id, Instant until) {
        request.id = id;
        requests.put(request, request);
        Instant second = Instant.ofEpochSecond(until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0));
        bySecond.computeIfAbsent(second, _ -> new ArrayList<>()).add(request);
    }

    void answered(Entry request, Bytes answer) {
        request.answer = answer;
        answered.add(request);
        if (answered.size() > limits.answers()) answered.remove().forget();
    }

    Optional<Instant> nextDeadline() {
        return bySecond.isEmpty() ? Optional.empty() : Optional.of(bySecond.firstKey());
    }

    /// @param forgotten hears of each
    void expire(Instant now, Consumer<DynAuthId> forgotten) {
        while (!bySecond.isEmpty() && !bySecond.firstKey().isAfter(now)) {
            for (Entry entry : bySecond.pollFirstEntry().getValue()) {
                requests.remove(entry);
                entry.forget();
                forgotten.accept(entry.id);
            }
        }
        while (!answered.isEmpty() && answered.peek().isForgotten) answered.remove();
    }
}
