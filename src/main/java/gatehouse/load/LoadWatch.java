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
    private Mark last;

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

    /// A moment, and the processor time of both until then.
    private record Mark(Instant at, Duration ours, Duration theirs) {}

    /// Until nothing happens any more. Time, and the processor time of both processes, count from when the clients that do not
    /// count are in.
    ///
    /// @param command  for the report
    /// @param progress gets every second
    public LoadReport watch(String command, Consumer<Second> progress) throws InterruptedException {
        Mark counts = mark();
        last = counts;
        boolean counting = false;
        LoadRun.Standing standing = run.standing();
        while (!standing.over()) {
            if (!counting && standing.warm()) {
                counting = true;
                counts = mark();
                last = counts;
                run.count();
            }
            Thread.sleep(GLANCE_MILLISECONDS);
            standing = run.standing();
            if (!standing.over() && Duration.between(last.at(), clock.instant()).toMillis() < 1000) continue;
            Second second = second(counts, standing);
            if (counting) course.add(second);
            progress.accept(second);
        }
        Mark end = mark();
        Duration took = Duration.between(counts.at(), counting ? standing.end() : end.at());
        return LoadReport.of(
                command, counts.at().toString(), took, end.ours().minus(counts.ours()),
                watchedCpu.isPresent()
                        ? OptionalDouble.of(end.theirs().minus(counts.theirs()).toNanos() / 1e9)
                        : OptionalDouble.empty(),
                figures, course);
    }

    /// What happened since the last time.
    private Second second(Mark counts, LoadRun.Standing standing) throws InterruptedException {
        Mark now = mark();
        Figures all = run.figures();
        for (ChangeStream stream : changes) all.add(stream.take());
        Histogram recent = all.recentLogins();
        double seconds = Math.max(0.001, Duration.between(last.at(), now.at()).toNanos() / 1e9);
        var second = new Second(
                Duration.between(counts.at(), now.at()).toNanos() / 1e9,
                Math.max(0, all.get(Figures.Count.IN) - figures.get(Figures.Count.IN)),
                Math.max(0, all.get(Figures.Count.FAILED) - figures.get(Figures.Count.FAILED)),
                standing.loggingIn(), standing.in(),
                recent.getValueAtPercentile(50) / 1000.0, recent.getValueAtPercentile(99) / 1000.0,
                now.ours().minus(last.ours()).toNanos() / 1e9 / seconds,
                now.theirs().minus(last.theirs()).toNanos() / 1e9 / seconds);
        last = now;
        figures = all;
        return second;
    }

    private Mark mark() {
        return new Mark(
                clock.instant(), generatorCpu.get(), watchedCpu.map(Supplier::get).orElse(Duration.ZERO));
    }
}
