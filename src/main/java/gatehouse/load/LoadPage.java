package gatehouse.load;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A report as one HTML file, with plots and without scripts.
public final class LoadPage {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 240;
    private static final int LEFT = 60;
    private static final int BOTTOM = 30;
    private static final int TOP = 12;
    private static final int RIGHT = 12;
    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#c1440e", "#2e7d32", "#6a1b9a", "#00838f", "#795548", "#ad1457", "#9e9d24");
    private static final List<String> PERCENTILES =
            List.of("50", "75", "90", "95", "99", "99.5", "99.9", "99.99", "100");

    private final LoadReport report;

    public LoadPage(LoadReport report) {
        this.report = report;
    }

    /// The page.
    public String html() {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Gatehouse: load</title><style>
                body { font: 14px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 800px; color: #222 }
                h1 { font-size: 1.4em } h2 { font-size: 1.1em; margin-top: 1.6em }
                table { border-collapse: collapse } td, th { padding: .15em .9em .15em 0; text-align: right }
                td:first-child, th:first-child { text-align: left } th { font-weight: 600; border-bottom: 1px solid #bbb }
                code { background: #f3f3f3; padding: .1em .3em; overflow-wrap: anywhere }
                svg text { font: 11px system-ui, sans-serif; fill: #444 } .key { margin-right: 1.2em; white-space: nowrap }
                </style></head><body>
                <h1>Load on an IKEv2 gateway</h1>
                <p><code>%s</code></p><p>%s, %.1f s; %s.</p>%s
                <h2>Counts</h2><table>%s</table>%s
                <h2>How long it took, in milliseconds</h2><table><tr><th></th><th>count</th><th>mean</th><th>p50</th>
                <th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr>%s</table>
                <h2>Share of exchanges that took at most so many milliseconds</h2>%s
                <h2>Logins in each second</h2>%s
                <h2>Login, median and 99th percentile of each second, in milliseconds</h2>%s
                <h2>Clients that are in, and on their way</h2>%s
                <h2>Processors kept busy</h2>%s
                <p>How long a login takes counts from when the client should have begun, so a gateway that stalls cannot hide it
                by keeping others from beginning; where so many log in at a time (--concurrency) the next begins when one is done,
                and only the rate tells of a stall. What was used to warm up does not count.</p>
                </body></html>
                """
                .formatted(
                        escape(report.command()), escape(report.began()), report.seconds(),
                        escape(report.costs()),
                        report.warning().map(text -> "<p><strong>" + escape(text) + ".</strong></p>").orElse(""),
                        counts(), failures(), times(), percentiles(),
                        course(List.of(new Line("logins", s -> s.logins()), new Line("failed", s -> s.failed()))),
                        course(List.of(new Line("p50", LoadReport.Second::p50),
                                new Line("p99", LoadReport.Second::p99))),
                        course(List.of(new Line("in", s -> s.in()), new Line("logging in", s -> s.loggingIn()))),
                        course(busy()));
    }

    private List<Line> busy() {
        var generator = new Line("generator", LoadReport.Second::generatorCpu);
        return report.watchedCpu().isPresent()
                ? List.of(generator, new Line("gateway", LoadReport.Second::watchedCpu))
                : List.of(generator);
    }

    private record Line(String name, ToDoubleFunction<LoadReport.Second> value) {}

    private String counts() {
        var rows = new StringBuilder();
        for (Figures.Count count : Figures.Count.values()) {
            Long often = report.counts().get(count.toString());
            if (often != null)
                rows.append("<tr><td>").append(count).append("</td><td>").append(often).append("</td></tr>");
        }
        return rows.toString();
    }

    private String failures() {
        if (report.failures().isEmpty()) return "";
        var rows = new StringBuilder("<h2>Why logins failed</h2><table>");
        report.failures().forEach((cause, often) -> rows
                .append("<tr><td>").append(escape(cause)).append("</td><td>").append(often).append("</td></tr>"));
        return rows.append("</table>").toString();
    }

    private String times() {
        var rows = new StringBuilder();
        for (LoadReport.Times t : report.times()) {
            rows.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%d</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td>"
                            + "<td>%.2f</td></tr>",
                    escape(t.what()), t.count(), t.mean(), t.p50(), t.p90(), t.p99(), t.p999(), t.max()));
        }
        return rows.toString();
    }

    private String percentiles() {
        double highest = report.times().stream().mapToDouble(LoadReport.Times::max).max().orElse(0);
        var plot = new StringBuilder(frame(highest));
        int steps = PERCENTILES.size() - 1;
        for (int i = 0; i <= steps; i++) {
            plot.append(text(x((double) i / steps), HEIGHT - 10, "middle", PERCENTILES.get(i) + " %"));
        }
        int colour = 0;
        var key = new StringBuilder();
        for (LoadReport.Times t : report.times()) {
            var points = new StringBuilder();
            for (int i = 0; i <= steps; i++) {
                points.append(point((double) i / steps, t.percentiles().get(i), highest));
            }
            plot.append(polyline(points, colour));
            key.append(key(t.what(), colour++));
        }
        return plot.append("</svg><p>").append(key).append("</p>").toString();
    }

    private String course(List<Line> lines) {
        double longest = report.course().stream().mapToDouble(LoadReport.Second::at).max().orElse(1);
        double highest = lines.stream()
                .flatMapToDouble(line -> report.course().stream().mapToDouble(line.value()))
                .max()
                .orElse(0);
        var plot = new StringBuilder(frame(highest));
        for (int i = 0; i <= 4; i++) {
            plot.append(text(x(i / 4.0), HEIGHT - 10, "middle", String.format(Locale.ROOT, "%.0f s", longest * i / 4)));
        }
        int colour = 0;
        var key = new StringBuilder();
        for (Line line : lines) {
            var points = new StringBuilder();
            for (LoadReport.Second second : report.course()) {
                points.append(point(second.at() / longest, line.value().applyAsDouble(second), highest));
            }
            plot.append(polyline(points, colour));
            key.append(key(line.name(), colour++));
        }
        return plot.append("</svg><p>").append(key).append("</p>").toString();
    }

    private static String frame(double highest) {
        var frame = new StringBuilder(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\">", WIDTH, HEIGHT));
        for (int i = 0; i <= 4; i++) {
            double y = y(i / 4.0);
            frame.append(String.format(
                    Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT,
                    WIDTH - RIGHT, y, y));
            frame.append(text(LEFT - 6, y + 4, "end", tick(highest * i / 4)));
        }
        return frame.toString();
    }

    private static String tick(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == 0 ? "%.0f" : "%.1f", value);
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static String point(double across, double value, double highest) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x(across), y(highest > 0 ? value / highest : 0));
    }

    private static String polyline(CharSequence points, int colour) {
        return "<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"" + COLOURS.get(colour % COLOURS.size())
                + "\" points=\"" + points + "\"/>";
    }

    private static String key(String name, int colour) {
        return "<span class=\"key\" style=\"color:" + COLOURS.get(colour % COLOURS.size()) + "\">&#9644; "
                + escape(name) + "</span>";
    }

    private static String text(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
