package gatehouse.server;

import gatehouse.admin.MetricFamily;
import gatehouse.admin.MetricFamily.Kind;
import gatehouse.admin.MetricFamily.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Numbers of one shard, which become those of the gateway by adding them up.
final class Tally {
    private final Map<String, Family> families = new LinkedHashMap<>();

    private record Family(String help, Kind kind, Map<Place, Double> values) {}

    /// A sample without its value.
    private record Place(String suffix, Map<String, String> labels) {}

    Tally counter(String name, String help, Map<String, String> labels, long value) {
        return add(name, help, Kind.COUNTER, labels, (double) value);
    }

    Tally seconds(String name, String help, Map<String, String> labels, Duration value) {
        return add(name, help, Kind.COUNTER, labels, value.toNanos() / 1e9);
    }

    Tally gauge(String name, String help, Map<String, String> labels, long value) {
        return add(name, help, Kind.GAUGE, labels, (double) value);
    }

    /// A distribution of times. Those of several shards have the same bounds.
    ///
    /// @param bounds upper bounds of the buckets in seconds, ascending
    /// @param counts how many fell into each bucket alone; one more than bounds, the last for what is above all of them
    Tally histogram(
            String name, String help, Map<String, String> labels, double[] bounds, long[] counts, Duration sum) {
        MetricFamily one = MetricFamily.histogram(name, help, bounds, counts, sum.toNanos() / 1e9);
        for (Sample sample : one.samples()) {
            var all = new HashMap<>(labels);
            all.putAll(sample.labels());
            add(name, help, Kind.HISTOGRAM, new Place(sample.suffix(), all), sample.value());
        }
        return this;
    }

    Tally add(Tally other) {
        other.families.forEach((name, family) -> family.values()
                .forEach((place, value) -> add(name, family.help(), family.kind(), place, value)));
        return this;
    }

    List<MetricFamily> metrics() {
        var metrics = new ArrayList<MetricFamily>();
        families.forEach((name, family) -> {
            List<Sample> samples = family.values().entrySet().stream()
                    .map(entry -> new Sample(entry.getKey().suffix(), entry.getKey().labels(), entry.getValue()))
                    .toList();
            metrics.add(new MetricFamily(name, family.help(), family.kind(), samples));
        });
        return metrics;
    }

    private Tally add(String name, String help, Kind kind, Map<String, String> labels, double value) {
        return add(name, help, kind, new Place("", labels), value);
    }

    private Tally add(String name, String help, Kind kind, Place place, double value) {
        families.computeIfAbsent(name, _ -> new Family(help, kind, new LinkedHashMap<>()))
                .values()
                .merge(place, value, Double::sum);
        return this;
    }
}
