package gatehouse.load;

import gatehouse.load.LoadReport.Second;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// Looks at a run once a second until it is over.
public final class LoadWatch {
    private static final long GLANCE_MILLISECONDS = 50;

    private final LoadRun run;
    private final List<ChangeStream> changes;
    private final InstantSource clock;
    private final Supplier<Duration> generatorCpu;
    private final Optional<Supplier<Duration>> watchedCpu;
    private final List<Second> course = new ArrayList<>();
    private Figures figures = new Figures();

    /// @param generatorCpu processor time of this process so far
    /// @param watchedCpu   processor time of the gateway so far, if it is on this machine
    public LoadWatch(
            LoadRun run, List<ChangeStream> changes, InstantSource clock, Supplier<Duration> generatorCpu,
            Optional<Supplier<Duration>> watchedCpu) {
        this.run = run;
        this.changes = List.copyOf(changes);
        this.clock = clock;
        this.generatorCpu = generatorCpu;
        this.watchedCpu = watchedCpu;
    }

    /// Until nothing happens any more. The processor time of the process that is watched counts from the first client that
    /// does.
    ///
    /// @param command  for the report
    /// @param progress gets every second
    public LoadReport watch(String command, Consumer<Second> progress) throws InterruptedException {
        Instant began = clock.instant();
        Duration watchedBefore = watched();
        Duration ours = generatorCpu.get();
        Duration theirs = watchedBefore;
        Instant last = began;
        boolean counting = false;
        Instant counts = began;
        var recent = new Histogram(3);
        while (true) {
            Thread.sleep(GLANCE_MILLISECONDS);
            Instant now = clock.instant();
            LoadRun.Standing standing = run.standing();
            boolean second = Duration.between(last, now).toMillis() >= 1000;
            Figures all = standing.figures();
            for (ChangeStream stream : changes) all.add(stream.take());
            recent.add(all.recentLogins());
            if (!counting && all.get(Figures.Count.BEGUN) > 0) {
                // What it took to warm up does not count.
                counting = true;
                counts = now;
                watchedBefore = watched();
            }
            if (second || standing.over()) {
                double seconds = Math.max(0.001, Duration.between(last, now).toNanos() / 1e9);
                Duration oursNow = generatorCpu.get();
                Duration theirsNow = watched();
                var line = new Second(
                        Duration.between(began, now).toNanos() / 1e9,
                        all.get(Figures.Count.IN) - figures.get(Figures.Count.IN),
                        all.get(Figures.Count.FAILED) - figures.get(Figures.Count.FAILED),
                        standing.loggingIn(), standing.in(),
                        recent.getValueAtPercentile(50) / 1000.0, recent.getValueAtPercentile(99) / 1000.0,
                        oursNow.minus(ours).toNanos() / 1e9 / seconds,
                        theirsNow.minus(theirs).toNanos() / 1e9 / seconds);
                course.add(line);
                progress.accept(line);
                ours = oursNow;
                theirs = theirsNow;
                last = now;
                figures = all;
                recent = new Histogram(3);
            }
            if (standing.over()) {
                OptionalDouble used = watchedCpu.isPresent()
                        ? OptionalDouble.of(watched().minus(watchedBefore).toNanos() / 1e9)
                        : OptionalDouble.empty();
                return LoadReport.of(
                        command, began.toString(), Duration.between(began, now), Duration.between(counts, now),
                        generatorCpu.get(), used, all, course);
            }
        }
    }

    private Duration watched() {
        return watchedCpu.map(Supplier::get).orElse(Duration.ZERO);
    }
}
