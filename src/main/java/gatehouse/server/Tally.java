package gatehouse.server;

import gatehouse.admin.MetricFamily;
import gatehouse.admin.MetricFamily.Kind;
import gatehouse.admin.MetricFamily.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Numbers of one shard, which become those of the gateway by adding them up.
final class Tally {
    private final Map<String, Family> families = new LinkedHashMap<>();

    private record Family(String help, Kind kind, Map<Map<String, String>, Double> values) {}

    Tally counter(String name, String help, Map<String, String> labels, long value) {
        return add(name, help, Kind.COUNTER, labels, (double) value);
    }

    Tally seconds(String name, String help, Map<String, String> labels, Duration value) {
        return add(name, help, Kind.COUNTER, labels, value.toNanos() / 1e9);
    }

    Tally gauge(String name, String help, Map<String, String> labels, long value) {
        return add(name, help, Kind.GAUGE, labels, (double) value);
    }

    Tally add(Tally other) {
        other.families.forEach((name, family) -> family.values()
                .forEach((labels, value) -> add(name, family.help(), family.kind(), labels, value)));
        return this;
    }

    List<MetricFamily> metrics() {
        var metrics = new ArrayList<MetricFamily>();
        families.forEach((name, family) -> {
            List<Sample> samples = family.values().entrySet().stream()
                    .map(entry -> new Sample("", entry.getKey(), entry.getValue()))
                    .toList();
            metrics.add(new MetricFamily(name, family.help(), family.kind(), samples));
        });
        return metrics;
    }

    private Tally add(String name, String help, Kind kind, Map<String, String> labels, double value) {
        families.computeIfAbsent(name, _ -> new Family(help, kind, new LinkedHashMap<>()))
                .values()
                .merge(labels, value, Double::sum);
        return this;
    }
}
