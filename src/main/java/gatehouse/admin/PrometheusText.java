package gatehouse.admin;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Metrics in the text format of Prometheus, version 0.0.4.
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    static String of(List<MetricFamily> families) {
        var text = new StringBuilder();
        for (MetricFamily family : families) {
            text.append("# HELP ").append(family.name()).append(' ').append(helpEscaped(family.help())).append('\n');
            String kind = family.kind().name().toLowerCase(Locale.ROOT);
            text.append("# TYPE ").append(family.name()).append(' ').append(kind).append('\n');
            for (MetricFamily.Sample sample : family.samples()) {
                text.append(family.name()).append(sample.suffix());
                labels(sample.labels(), text);
                text.append(' ').append(number(sample.value())).append('\n');
            }
        }
        return text.toString();
    }

    private static void labels(Map<String, String> labels, StringBuilder text) {
        if (labels.isEmpty()) return;
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(before).append(label.getKey()).append("=\"").append(escaped(label.getValue())).append('"');
            before = ',';
        }
        text.append('}');
    }

    /// Whole numbers without a point: `12`, `0.25`, `1.5E9`.
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) return Long.toString((long) value);
        return Double.toString(value);
    }

    private static String helpEscaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String escaped(String text) {
        return helpEscaped(text).replace("\"", "\\\"");
    }
}
