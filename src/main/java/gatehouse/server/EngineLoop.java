package gatehouse.server;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One thread, the engines that live on it, and one alarm for the earliest of their deadlines.
///
/// Everything that happens is a step, and steps run one after the other: what the effects of one step cause becomes a
/// step of its own, after the last effect. So no engine is ever entered while it is at work.
final class EngineLoop {
    /// More steps than this waiting from other threads mean that the loop does not keep up: about half a second of work,
    /// and memory for as many of the longest datagrams.
    static final int BACKLOG = 4_000;
    private static final Duration SHORTEST_ALARM = Duration.ofMillis(1);
    private static final Duration LONGEST_ALARM = Duration.ofHours(1);

    private final EventLoop loop;
    private final InstantSource clock;
    private final Bugs bugs;
    private final List<Driver<?, ?>> drivers = new ArrayList<>();
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private boolean running;
    private Instant alarmAt = Instant.MAX;
    private ScheduledFuture<?> alarm;

    EngineLoop(EventLoop loop, InstantSource clock, Bugs bugs) {
        this.loop = loop;
        this.clock = clock;
        this.bugs = bugs;
    }

    /// Lets an engine live here. Before anything is submitted to it.
    <I, E> Driver<I, E> drive(Engine<I, E> engine, Consumer<E> perform) {
        var driver = new Driver<>(engine, perform);
        loop.execute(() -> drivers.add(driver));
        return driver;
    }

    /// Runs a step, now or after those that wait. From any thread.
    void run(Runnable step) {
        if (loop.inEventLoop()) {
            enter(step);
        } else {
            waiting.incrementAndGet();
            loop.execute(() -> {
                waiting.decrementAndGet();
                enter(step);
            });
        }
    }

    /// Like [#run], but gives up if too much waits already.
    boolean offer(Runnable step) {
        if (waiting.get() >= BACKLOG) return false;
        run(step);
        return true;
    }

    /// Computes something on this thread.
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        run(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    Instant now() {
        return clock.instant();
    }

    Bugs bugs() {
        return bugs;
    }

    private void enter(Runnable step) {
        steps.add(step);
        if (running) return;
        running = true;
        for (Runnable next = steps.poll(); next != null; next = steps.poll()) guarded(next);
        running = false;
        guarded(this::rearm);
    }

    /// Errors too: a stack that overflowed for one message is no reason to be deaf to the next.
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            bugs.report(e);
        }
    }

    /// An alarm that rings too early does no harm and costs less than setting it anew with each packet.
    private void rearm() {
        Instant earliest = earliest();
        if (!earliest.isBefore(alarmAt)) return;
        if (alarm != null) alarm.cancel(false);
        Duration delay = Duration.between(clock.instant(), earliest);
        if (delay.compareTo(SHORTEST_ALARM) < 0) delay = SHORTEST_ALARM;
        if (delay.compareTo(LONGEST_ALARM) > 0) delay = LONGEST_ALARM;
        alarmAt = earliest;
        alarm = loop.schedule(this::ring, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ring() {
        alarmAt = Instant.MAX;
        alarm = null;
        enter(() -> {
            Instant now = clock.instant();
            for (Driver<?, ?> driver : drivers) driver.wake(now);
        });
    }

    private Instant earliest() {
        Instant earliest = Instant.MAX;
        for (Driver<?, ?> driver : drivers) {
            Optional<Instant> deadline = driver.engine.nextDeadline().get();
            if (deadline.isPresent() && deadline.get().isBefore(earliest)) earliest = deadline.get();
        }
        return earliest;
    }

    /// One engine on the loop.
    final class Driver<I, E> {
        private final Engine<I, E> engine;
        private final Consumer<E> perform;

        private Driver(Engine<I, E> engine, Consumer<E> perform) {
            this.engine = engine;
            this.perform = perform;
        }

        /// The only door to the engine. From any thread.
        void submit(I input) {
            run(() -> step(input));
        }

        /// Like [#submit], but gives up if too much waits already.
        boolean offer(I input) {
            return EngineLoop.this.offer(() -> step(input));
        }

        private void wake(Instant now) {
            if (engine.nextDeadline().get().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
                submit(engine.timeAdvanced());
            }
        }

        /// An effect that fails does not take the others with it.
        private void step(I input) {
            for (E effect : engine.handle().apply(input, clock.instant())) guarded(() -> perform.accept(effect));
        }
    }
}
