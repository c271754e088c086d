package gatehouse.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Clients of which a login failed and that will try again: after a second, twice as long each time, at most half a minute, and up to
/// half less by chance, so that those whom a gateway turned away together do not come together again.
final class SecondTries {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 5;

    private final int most;
    private final RandomGenerator random;
    private final PriorityQueue<Try> waiting = new PriorityQueue<>(Comparator.comparing(Try::at));

    /// @param most how often a client begins in all
    SecondTries(int most, RandomGenerator random) {
        this.most = most;
        this.random = random;
    }

    /// @param at     when it begins again
    /// @param client as it was when it failed
    /// @param reason why it failed
    record Try(Instant at, Client client, String reason) {}

    /// Whether it begins again, after its login failed now.
    boolean add(Client client, String reason, Instant now) {
        if (client.tries >= most) return false;
        Duration pause = FIRST.multipliedBy(1L << Math.min(client.tries - 1, MOST_DOUBLINGS));
        if (pause.compareTo(LONGEST) > 0) pause = LONGEST;
        long nanos = (long) (pause.toNanos() * (0.5 + random.nextDouble() / 2));
        waiting.add(new Try(now.plusNanos(nanos), client, reason));
        return true;
    }

    /// The next one that is due, taken out.
    Optional<Try> due(Instant now) {
        return waiting.isEmpty() || waiting.peek().at().isAfter(now) ? Optional.empty() : Optional.of(waiting.poll());
    }

    /// The next one, due or not, taken out.
    Optional<Try> any() {
        return Optional.ofNullable(waiting.poll());
    }
}
