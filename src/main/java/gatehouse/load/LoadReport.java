package gatehouse.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// What a run gave, for people and for programs. What it took to warm up is in none of it.
///
/// @param command      how it was called
/// @param began        date and time
/// @param seconds      how long it took until the last had left
/// @param generatorCpu seconds of processor time of this process in that time
/// @param watchedCpu   seconds of processor time in it of the process that was watched; empty if none was
/// @param counts       what was counted
/// @param failures     why logins failed, and how often
/// @param times        in milliseconds
/// @param course       second by second
public record LoadReport(
        String command,
        String began,
        double seconds,
        double generatorCpu,
        OptionalDouble watchedCpu,
        Map<String, Long> counts,
        Map<String, Long> failures,
        List<Times> times,
        List<Second> course) {
    private static final double LATE_MILLISECONDS = 10;
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100};

    public LoadReport {
        counts = Map.copyOf(counts);
        failures = Map.copyOf(failures);
        times = List.copyOf(times);
        course = List.copyOf(course);
    }

    /// How long something took, in milliseconds.
    public record Times(
            String what, long count, double mean, double p50, double p90, double p99, double p999, double max,
            List<Double> percentiles) {
        static Times of(String what, Histogram histogram) {
            var percentiles = new ArrayList<Double>();
            for (double p : PERCENTILES) percentiles.add(histogram.getValueAtPercentile(p) / 1000.0);
            return new Times(
                    what, histogram.getTotalCount(), histogram.getMean() / 1000, at(histogram, 50), at(histogram, 90),
                    at(histogram, 99), at(histogram, 99.9), histogram.getMaxValue() / 1000.0, percentiles);
        }

        private static double at(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    /// One second of the run.
    ///
    /// @param at           seconds from the beginning
    /// @param logins       that were done in it
    /// @param failed       that failed in it
    /// @param p50          median of its logins, in milliseconds; 0 if there were none
    /// @param generatorCpu processors that this process kept busy
    public record Second(
            double at, long logins, long failed, int loggingIn, int in, double p50, double p99, double generatorCpu,
            double watchedCpu) {
        /// A line for who watches.
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "%6.0f s  in %d  logging in %d  logins %d  failed %d  p50 %.1f ms  p99 %.1f ms  generator %.2f%s",
                    at, in, loggingIn, logins, failed, p50, p99, generatorCpu,
                    watchedCpu > 0 ? String.format(Locale.ROOT, "  gateway %.2f", watchedCpu) : "");
        }
    }

    static LoadReport of(
            String command, String began, Duration took, Duration generatorCpu, OptionalDouble watchedCpu,
            Figures figures, List<Second> course) {
        var counts = new LinkedHashMap<String, Long>();
        for (Figures.Count count : Figures.Count.values()) {
            if (figures.get(count) > 0) counts.put(count.toString(), figures.get(count));
        }
        List<Times> times = figures.times().entrySet().stream()
                .map(entry -> Times.of(entry.getKey(), entry.getValue()))
                .toList();
        return new LoadReport(
                command, began, took.toNanos() / 1e9, generatorCpu.toNanos() / 1e9, watchedCpu,
                counts,
                figures.failures(), times, course);
    }

    /// As JSON, with its fields under their names.
    public String json() {
        try {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("command", command);
            fields.put("began", began);
            fields.put("seconds", seconds);
            fields.put("generatorCpu", generatorCpu);
            if (watchedCpu.isPresent()) fields.put("watchedCpu", watchedCpu.getAsDouble());
            fields.put("counts", counts);
            fields.put("failures", failures);
            fields.put("milliseconds", times);
            fields.put("course", course);
            return new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a report", e);
        }
    }

    /// For the terminal.
    public String text() {
        var lines = new ArrayList<String>();
        for (Figures.Count count : Figures.Count.values()) {
            Long often = counts.get(count.toString());
            if (often != null) lines.add(String.format(Locale.ROOT, "%-24s %12d", count, often));
        }
        failures.forEach((cause, often) -> lines.add(String.format(Locale.ROOT, "  %6d  %s", often, cause)));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-20s %9s %9s %9s %9s %9s %9s  ms", "", "count", "p50", "p90", "p99", "p99.9", "max"));
        for (Times t : times) {
            lines.add(String.format(
                    Locale.ROOT, "%-20s %9d %9.2f %9.2f %9.2f %9.2f %9.2f", t.what(), t.count(), t.p50(), t.p90(),
                    t.p99(), t.p999(), t.max()));
        }
        lines.add("");
        lines.add(String.format(Locale.ROOT, "%.1f s; ", seconds) + costs());
        warning().ifPresent(lines::add);
        return lines.stream().collect(Collectors.joining(System.lineSeparator()));
    }

    /// What it cost, in one sentence.
    String costs() {
        var text = new StringBuilder("the generator used ").append(cost(generatorCpu));
        watchedCpu.ifPresent(cpu -> text.append(", the gateway ").append(cost(cpu)));
        return text.toString();
    }

    private String cost(double cpu) {
        long in = counts.getOrDefault(Figures.Count.IN.toString(), 0L);
        String busy = String.format(Locale.ROOT, "%.2f s of processor time (%.2f processors", cpu, cpu / seconds);
        return busy + (in > 0 ? String.format(Locale.ROOT, ", %.3f ms for each login)", cpu * 1000 / in) : ")");
    }

    /// If the generator had no time for what was due, its figures tell of itself.
    Optional<String> warning() {
        return times.stream()
                .filter(t -> t.what().equals(Figures.BEHIND) && t.p99() >= LATE_MILLISECONDS)
                .map(t -> String.format(
                        Locale.ROOT,
                        "the generator was late itself: every hundredth client began %.1f ms after its time, or later; take "
                                + "fewer clients, more --threads or another machine",
                        t.p99()))
                .findFirst();
    }
}
