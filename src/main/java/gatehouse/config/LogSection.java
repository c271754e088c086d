package gatehouse.config;

import java.util.Map;

/// `log`.
final class LogSection {
    private LogSection() {}

    static Logging read(Section section) {
        var logging = new Logging(
                section.value("format", Logging.Format.TEXT, Values.oneOf(Map.of(
                        "text", Logging.Format.TEXT, "json", Logging.Format.JSON))),
                section.value("level", Logging.Level.INFO, Values.oneOf(Map.of(
                        "error", Logging.Level.ERROR,
                        "warn", Logging.Level.WARN,
                        "info", Logging.Level.INFO,
                        "debug", Logging.Level.DEBUG))));
        section.end();
        return logging;
    }
}
