package gatehouse.radius.client;

import gatehouse.radius.secure.Handshake;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection to a server, and what waits for answers over it. There are 256 identifiers in each (RFC 6613, section
/// 2.6.5), of which 0 is the watchdog's; tokens are as many as anybody needs (RFC 9765, section 4.2).
///
/// @param <F> what is in flight
final class Connection<F> {
    static final int IDENTIFIERS = 255;
    private static final int MOST_TOKENS = 16_384;
    private static final long TOKENS = 1L << 32;

    final long number;
    final Instant begun;
    private final Map<Long, F> flights = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private Optional<Handshake> handshake = Optional.empty();
    private Instant opened = Instant.MAX;
    private long nextToken;
    /// When to ask whether the other end is still there.
    Instant watchAt = Instant.MAX;
    boolean watching;
    boolean answersWatch;
    boolean heard;

    Connection(long number, Instant begun) {
        this.number = number;
        this.begun = begun;
        for (int identifier = 1; identifier <= IDENTIFIERS; identifier++) free.add(identifier);
    }

    /// @param firstToken by chance (RFC 9765, section 4.2.1)
    void open(Handshake agreed, long firstToken, Instant now) {
        handshake = Optional.of(agreed);
        opened = now;
        nextToken = firstToken;
    }

    boolean isOpen() {
        return handshake.isPresent();
    }

    Optional<Handshake> handshake() {
        return handshake;
    }

    /// Since when it is what it is.
    Instant since() {
        return isOpen() ? opened : begun;
    }

    boolean isRadius11() {
        return handshake.filter(Handshake::isRadius11).isPresent();
    }

    /// How many more requests fit.
    int room() {
        if (!isOpen()) return 0;
        return isRadius11() ? MOST_TOKENS - flights.size() : free.size();
    }

    int inFlight() {
        return flights.size();
    }

    /// The identifier or token under which a request goes.
    long take(F flight) {
        long key = isRadius11() ? token() : free.remove();
        flights.put(key, flight);
        return key;
    }

    /// The same for the watchdog, for whom there is always room.
    long takeForWatch(F flight) {
        long key = isRadius11() ? token() : 0;
        flights.put(key, flight);
        return key;
    }

    private long token() {
        while (flights.containsKey(nextToken)) nextToken = (nextToken + 1) % TOKENS;
        long token = nextToken;
        nextToken = (nextToken + 1) % TOKENS;
        return token;
    }

    Optional<F> at(long key) {
        return Optional.ofNullable(flights.get(key));
    }

    /// An identifier that was given back is used again last.
    void release(long key) {
        if (flights.remove(key) != null && !isRadius11() && key != 0) free.add((int) key);
    }

    List<F> flights() {
        return new ArrayList<>(flights.values());
    }
}
