package gatehouse.journal;

import gatehouse.bytes.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// What the thread of the journal is asked for.
sealed interface Operation {
    CompletableFuture<?> done();

    record Put(Topic topic, String key, Bytes value, CompletableFuture<Void> done) implements Operation {}

    record Drop(Topic topic, String key, CompletableFuture<Void> done) implements Operation {}

    record Get(Topic topic, String key, CompletableFuture<Optional<Bytes>> done) implements Operation {}

    record Walk(Topic topic, BiConsumer<String, Bytes> visitor, CompletableFuture<Void> done) implements Operation {}

    /// Everything before it is done; nothing after it will be.
    record Close(CompletableFuture<Void> done) implements Operation {}
}
