package gatehouse.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Waits for shards from outside, while a gateway stops.
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final List<ShardStats> shards;
    private final InstantSource clock;

    Patience(List<ShardStats> shards, InstantSource clock) {
        this.shards = List.copyOf(shards);
        this.clock = clock;
    }

    /// Looks at each shard until it fulfils the condition, or the deadline comes.
    void await(Predicate<ShardStats> condition, Instant deadline) {
        for (ShardStats shard : shards) {
            while (!ask(shard, condition::test, false) && clock.instant().isBefore(deadline)) {
                try {
                    Thread.sleep(LOOK);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    interface Question<T> {
        T of(ShardStats shard);
    }

    /// What a shard says, on its own thread; something else if it does not answer.
    static <T> T ask(ShardStats shard, Question<T> question, T otherwise) {
        try {
            return shard.shard().loop().ask(() -> question.of(shard)).get(1, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return otherwise;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }
}
