package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.transport.EventLoops;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineLoopTest {
    private static final String ALARM = "alarm";

    private final EventLoops loops = EventLoops.start(1);
    private final InstantSource clock = new SteadyClock();
    private final LogLines lines = new LogLines(Bugs.class);
    private final EngineLoop loop = new EngineLoop(loops.loop(0), clock, new Bugs());

    @AfterEach
    void close() {
        loops.close();
        lines.close();
    }

    /// Says everything twice, and wants to be woken when it was told so.
    private static final class Parrot {
        final List<String> heard = new ArrayList<>();
        Optional<Instant> deadline = Optional.empty();
        Consumer<Instant> woken = _ -> {};
        boolean early;

        List<String> handle(String input, Instant now) {
            heard.add(input);
            if (input.equals(ALARM)) {
                Optional<Instant> asked = deadline;
                deadline = Optional.empty();
                early |= asked.isPresent() && now.isBefore(asked.get());
                woken.accept(now);
            }
            if (input.equals("fail")) throw new IllegalStateException("thrown by the test");
            return List.of(input + " 1", input + " 2");
        }

        Engine<String, String> engine() {
            return new Engine<>(this::handle, () -> deadline, ALARM);
        }
    }

    @Test
    void whatAnEffectCausesComesAfterTheOtherEffects() {
        var order = new ArrayList<String>();
        var drivers = new ArrayList<EngineLoop.Driver<String, String>>();
        drivers.add(loop.drive(new Parrot().engine(), effect -> {
            order.add(effect);
            if (effect.equals("a 1")) drivers.getFirst().submit("b");
        }));
        drivers.getFirst().submit("a");
        assertThat(onLoop(() -> List.copyOf(order))).containsExactly("a 1", "a 2", "b 1", "b 2");
    }

    @Test
    void theAlarmRingsForTheEngineWhoseDeadlineHasCome() throws Exception {
        var hurried = new Parrot();
        var patient = new Parrot();
        EngineLoop.Driver<String, String> driver = loop.drive(hurried.engine(), _ -> {});
        loop.drive(patient.engine(), _ -> {});
        var woken = new CompletableFuture<Instant>();
        hurried.woken = woken::complete;
        patient.deadline = Optional.of(clock.instant().plusSeconds(3600));
        Instant deadline = clock.instant().plusMillis(20);
        hurried.deadline = Optional.of(deadline);
        driver.submit("hello");
        assertThat(woken.get(10, TimeUnit.SECONDS)).isAfterOrEqualTo(deadline);
        assertThat(onLoop(() -> List.copyOf(patient.heard))).isEmpty();
    }

    @Test
    void aDeadlineThatComesNearerIsMet() throws Exception {
        var parrot = new Parrot();
        EngineLoop.Driver<String, String> driver = loop.drive(parrot.engine(), _ -> {});
        var woken = new CompletableFuture<Instant>();
        parrot.woken = woken::complete;
        parrot.deadline = Optional.of(clock.instant().plusSeconds(3600));
        driver.submit("far");
        loop.run(() -> parrot.deadline = Optional.of(clock.instant().plusMillis(5)));
        assertThat(woken.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(onLoop(() -> List.copyOf(parrot.heard))).containsExactly("far", ALARM);
    }

    @Test
    void aDeadlineThatWasPutOffDoesNotWakeTheEngineEarly() throws Exception {
        var parrot = new Parrot();
        EngineLoop.Driver<String, String> driver = loop.drive(parrot.engine(), _ -> {});
        var woken = new CompletableFuture<Instant>();
        parrot.woken = woken::complete;
        loop.run(() -> parrot.deadline = Optional.of(clock.instant().plusMillis(5)));
        loop.run(() -> parrot.deadline = Optional.of(clock.instant().plusMillis(80)));
        driver.submit("hello");
        woken.get(10, TimeUnit.SECONDS);
        // On a machine that stalls the first deadline may come before it can be put off; then it rings in time.
        assertThat(onLoop(() -> parrot.early)).isFalse();
    }

    @Test
    void anEngineThatFailsIsLoggedOnceAndTheLoopLives() {
        var parrot = new Parrot();
        EngineLoop.Driver<String, String> driver = loop.drive(parrot.engine(), _ -> {});
        for (int i = 0; i < 3; i++) driver.submit("fail");
        driver.submit("go on");
        assertThat(onLoop(() -> List.copyOf(parrot.heard))).endsWith("go on");
        assertThat(onLoop(() -> loop.bugs().count())).isEqualTo(3);
        assertThat(lines.all()).containsExactly("ERROR a mistake of Gatehouse; this one is logged once event=bug");
    }

    @Test
    void evenAnErrorLeavesTheLoopAlive() {
        var done = new ArrayList<String>();
        EngineLoop.Driver<String, String> driver = loop.drive(new Parrot().engine(), effect -> {
            if (effect.startsWith("deep")) throw new StackOverflowError("thrown by the test");
            done.add(effect);
        });
        driver.submit("deep");
        driver.submit("flat");
        assertThat(onLoop(() -> List.copyOf(done))).containsExactly("flat 1", "flat 2");
    }

    @Test
    void anEffectThatFailsDoesNotTakeTheOthersWithIt() {
        var done = new ArrayList<String>();
        EngineLoop.Driver<String, String> driver = loop.drive(new Parrot().engine(), effect -> {
            if (effect.endsWith("1")) throw new IllegalArgumentException(effect);
            done.add(effect);
        });
        driver.submit("a");
        assertThat(onLoop(() -> List.copyOf(done))).containsExactly("a 2");
    }

    @Test
    void aQuestionThatFailsTellsWhoAsked() {
        CompletableFuture<String> asked = loop.ask(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        assertThat(asked)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("thrown by the test");
    }

    @Test
    void whatIsOfferedToALoopThatDoesNotKeepUpIsRefused() throws Exception {
        var mayGoOn = new CountDownLatch(1);
        var isBusy = new CountDownLatch(1);
        loop.run(() -> {
            isBusy.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        isBusy.await();
        int taken = 0;
        while (taken <= EngineLoop.BACKLOG && loop.offer(() -> {})) taken++;
        assertThat(taken).isEqualTo(EngineLoop.BACKLOG);
        mayGoOn.countDown();
        assertThat(onLoop(() -> "done")).isEqualTo("done");
        assertThat(loop.offer(() -> {})).isTrue();
    }

    private <T> T onLoop(Supplier<T> question) {
        return loop.ask(question).orTimeout(10, TimeUnit.SECONDS).join();
    }
}
