package gatehouse.config;

/// What is logged, and how.
public record Logging(Format format, Level level) {
    /// How a line looks.
    public enum Format {
        /// For people: time, level, event, `key=value`.
        TEXT,
        /// For programs: one JSON object per line.
        JSON
    }

    /// The least important line that is written.
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}
