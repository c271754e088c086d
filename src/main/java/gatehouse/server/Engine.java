package gatehouse.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// The two methods that every engine has, and the input that tells it that its deadline has come.
record Engine<I, E>(
        BiFunction<I, Instant, List<E>> handle, Supplier<Optional<Instant>> nextDeadline, I timeAdvanced) {}
