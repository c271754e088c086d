package gatehouse.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What was counted and timed. Belongs to one thread.
public final class Figures {
    /// From when a client should have begun until it is in.
    public static final String LOGIN = "login";
    /// From when a client should have begun until the generator got to it: its own share of what a login took.
    public static final String BEHIND = "generator behind";

    /// From when a client asked whether the gateway lives until it answered.
    public static final String LIVENESS = "liveness";
    /// From when a client was elsewhere until the gateway answered it there.
    public static final String MOVE = "move";

    private static final long LONGEST_MICROSECONDS = 3_600_000_000L;
    private static final int DIGITS = 3;

    private final Map<String, Histogram> times = new LinkedHashMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Map<Count, Long> counts = new TreeMap<>();
    private Histogram logins = histogram();

    /// What is counted.
    public enum Count {
        BEGUN("begun"),
        IN("in"),
        BEGUN_AGAIN("begun again"),
        FAILED("failed"),
        LEFT("left"),
        THROWN_OUT("thrown out"),
        REPEATS("repeated requests"),
        REKEYS("rekeys"),
        REFUSED_REKEYS("refused rekeys"),
        LIVENESS_CHECKS("liveness checks"),
        MOVES("moves"),
        PACKETS_OUT("ESP packets out"),
        PACKETS_IN("ESP packets in"),
        CHANGES("changes asked for"),
        ACKNOWLEDGED("changes acknowledged"),
        REFUSED("changes refused"),
        UNANSWERED("changes unanswered");

        private final String text;

        Count(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static Histogram histogram() {
        return new Histogram(LONGEST_MICROSECONDS, DIGITS);
    }

    void count(Count what) {
        count(what, 1);
    }

    void count(Count what, long howMany) {
        counts.merge(what, howMany, Long::sum);
    }

    void failed(String cause) {
        count(Count.FAILED);
        failures.merge(cause, 1L, Long::sum);
    }

    /// @param microseconds what took longer than an hour is said to have taken an hour
    void took(String what, long microseconds) {
        long value = Math.clamp(microseconds, 0, LONGEST_MICROSECONDS);
        times.computeIfAbsent(what, _ -> histogram()).recordValue(value);
        if (what.equals(LOGIN)) logins.recordValue(value);
    }

    public long get(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /// By what took it, in microseconds.
    public Map<String, Histogram> times() {
        return times;
    }

    /// Why logins failed, and how often.
    public Map<String, Long> failures() {
        return failures;
    }

    /// Logins since the figures were taken last, in microseconds.
    public Histogram recentLogins() {
        return logins;
    }

    /// A copy, from which the next one's recent logins begin.
    Figures take() {
        var copy = new Figures();
        copy.add(this);
        logins = histogram();
        return copy;
    }

    /// Adds another's.
    void add(Figures other) {
        other.times.forEach((what, histogram) -> times.computeIfAbsent(what, _ -> histogram()).add(histogram));
        other.failures.forEach((cause, often) -> failures.merge(cause, often, Long::sum));
        other.counts.forEach((what, often) -> counts.merge(what, often, Long::sum));
        logins.add(other.logins);
    }
}
