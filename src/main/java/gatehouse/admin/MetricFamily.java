package gatehouse.admin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// All samples of one metric, in the terms of the Prometheus text format.
///
/// @param name `gatehouse_logins_total`: counters end in `_total`, times are in seconds, sizes in octets
/// @param help one sentence
public record MetricFamily(String name, String help, Kind kind, List<Sample> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public MetricFamily {
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("metric name '" + name + "'");
        if (kind == Kind.COUNTER && !name.endsWith("_total")) {
            throw new IllegalArgumentException("counter '" + name + "' does not end in _total");
        }
        samples = List.copyOf(samples);
    }

    /// What kind of number it is.
    public enum Kind {
        /// Only grows.
        COUNTER,
        /// Goes up and down.
        GAUGE,
        /// A distribution: samples with the suffixes `_bucket`, `_sum` and `_count`.
        HISTOGRAM
    }

    /// One value.
    ///
    /// @param suffix after the family's name; empty but for histograms
    /// @param labels in the order they are printed
    public record Sample(String suffix, Map<String, String> labels, double value) {
        public Sample {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }
    }

    /// A counter without labels.
    public static MetricFamily counter(String name, String help, long value) {
        return new MetricFamily(name, help, Kind.COUNTER, List.of(new Sample("", Map.of(), value)));
    }

    /// A gauge without labels.
    public static MetricFamily gauge(String name, String help, double value) {
        return new MetricFamily(name, help, Kind.GAUGE, List.of(new Sample("", Map.of(), value)));
    }

    /// A counter per value of one label.
    public static MetricFamily counters(String name, String help, String label, Map<String, Long> values) {
        return new MetricFamily(name, help, Kind.COUNTER, labelled(label, values));
    }

    /// A gauge per value of one label.
    public static MetricFamily gauges(
            String name, String help, String label, Map<String, ? extends Number> values) {
        return new MetricFamily(name, help, Kind.GAUGE, labelled(label, values));
    }

    /// A histogram.
    ///
    /// @param bounds upper bounds of the buckets, ascending
    /// @param counts how many fell into each bucket alone; one more than bounds, the last for what is above all of them
    /// @param sum    of everything measured
    public static MetricFamily histogram(String name, String help, double[] bounds, long[] counts, double sum) {
        if (counts.length != bounds.length + 1) {
            throw new IllegalArgumentException(counts.length + " counts for " + bounds.length + " bounds");
        }
        var samples = new ArrayList<Sample>();
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            String bound = i < bounds.length ? PrometheusText.number(bounds[i]) : "+Inf";
            samples.add(new Sample("_bucket", Map.of("le", bound), below));
        }
        samples.add(new Sample("_sum", Map.of(), sum));
        samples.add(new Sample("_count", Map.of(), below));
        return new MetricFamily(name, help, Kind.HISTOGRAM, samples);
    }

    private static List<Sample> labelled(String label, Map<String, ? extends Number> values) {
        return values.entrySet().stream()
                .map(entry -> new Sample("", Map.of(label, entry.getKey()), entry.getValue().doubleValue()))
                .toList();
    }
}
