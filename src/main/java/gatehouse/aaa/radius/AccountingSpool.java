package gatehouse.aaa.radius;

import gatehouse.aaa.AccountingEvent;
import gatehouse.radius.Attribute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Accounting on its way: per session in order, one request at a time, repeated until a server has it. While servers are
/// silent, interims make room for what must not be lost. In memory; nothing here survives a crash.
///
/// An engine: no thread, no clock. Belongs to one thread.
public final class AccountingSpool {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final AccountingTranslator translator;
    private final int mostEvents;
    private final Map<String, Line> lines = new HashMap<>();
    private final Map<Long, Line> sending = new HashMap<>();
    private final PriorityQueue<Retry> retries = new PriorityQueue<>();
    private final Set<Pending> interims = new LinkedHashSet<>();
    private long sequence;
    private int events;
    private long delivered;
    private long dropped;

    /// @param mostEvents how many may wait; beyond it the oldest interims are dropped, and when none is left, new interims
    public AccountingSpool(AccountingTranslator translator, int mostEvents) {
        this.translator = translator;
        this.mostEvents = mostEvents;
    }

    /// A request for a server. What becomes of it comes back to [#delivered] or [#failed] with the same number.
    public record Delivery(long number, String serverGroup, List<Attribute> attributes) {}

    private static final class Pending {
        final Line line;
        final AccountingEvent event;

        Pending(Line line, AccountingEvent event) {
            this.line = line;
            this.event = event;
        }
    }

    private static final class Line {
        final String key;
        final Deque<Pending> waiting = new ArrayDeque<>(2);
        boolean sending;
        boolean stopped;
        Duration pause = FIRST_PAUSE;
        Instant retryAt;

        Line(String key) {
            this.key = key;
        }
    }

    private record Retry(Instant at, Line line) implements Comparable<Retry> {
        @Override
        public int compareTo(Retry other) {
            return at.compareTo(other.at);
        }
    }

    /// Takes an event; gives what is to be sent now.
    public List<Delivery> add(AccountingEvent event, Instant now) {
        boolean interim = event instanceof AccountingEvent.Interim;
        // No interim after a stop: the server would take it for a session that lives.
        if (interim && isStopped(key(event))) return List.of();
        if (events >= mostEvents && !makeRoom() && interim) {
            dropped++;
            return List.of();
        }
        Line line = lines.computeIfAbsent(key(event), Line::new);
        if (event instanceof AccountingEvent.Stop) line.stopped = true;
        var pending = new Pending(line, event);
        line.waiting.add(pending);
        events++;
        if (interim) interims.add(pending);
        return next(line, now);
    }

    /// A server has it.
    public List<Delivery> delivered(long number, Instant now) {
        Line line = sending.remove(number);
        if (line == null) return List.of();
        delivered++;
        events--;
        interims.remove(line.waiting.poll());
        line.sending = false;
        line.pause = FIRST_PAUSE;
        if (line.waiting.isEmpty()) {
            lines.remove(line.key, line);
            return List.of();
        }
        return next(line, now);
    }

    /// No server took it: again, later.
    public void failed(long number, Instant now) {
        Line line = sending.remove(number);
        if (line == null) return;
        line.sending = false;
        line.retryAt = now.plus(line.pause);
        retries.add(new Retry(line.retryAt, line));
        Duration twice = line.pause.multipliedBy(2);
        line.pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /// What is to be sent again by now.
    public List<Delivery> advance(Instant now) {
        var due = new ArrayList<Delivery>();
        for (Retry retry = retries.peek(); retry != null && !retry.at().isAfter(now); retry = retries.peek()) {
            retries.poll();
            if (retry.at() != retry.line().retryAt) continue;
            Line line = retry.line();
            line.retryAt = null;
            // All that waited may have made room for others.
            if (line.waiting.isEmpty()) lines.remove(line.key, line);
            else due.addAll(next(line, now));
        }
        return due;
    }

    /// When to call [#advance], whatever happens.
    public Optional<Instant> nextDeadline() {
        return Optional.ofNullable(retries.peek()).map(Retry::at);
    }

    /// Events that no server has yet.
    public int waiting() {
        return events;
    }

    public long deliveredCount() {
        return delivered;
    }

    /// Interims that were given up for want of room.
    public long droppedCount() {
        return dropped;
    }

    private List<Delivery> next(Line line, Instant now) {
        if (line.sending || line.retryAt != null || line.waiting.isEmpty()) return List.of();
        AccountingEvent event = line.waiting.peek().event;
        line.sending = true;
        long number = ++sequence;
        sending.put(number, line);
        return List.of(new Delivery(number, event.serverGroup(), translator.request(event, now)));
    }

    // The oldest interim that is not on its way.
    private boolean makeRoom() {
        for (Pending oldest : interims) {
            Line line = oldest.line;
            if (line.sending && line.waiting.peek() == oldest) continue;
            line.waiting.remove(oldest);
            interims.remove(oldest);
            events--;
            dropped++;
            return true;
        }
        return false;
    }

    private boolean isStopped(String key) {
        Line line = lines.get(key);
        return line != null && line.stopped;
    }

    private static String key(AccountingEvent event) {
        return switch (event) {
            case AccountingEvent.OfSession ofSession -> ofSession.session().id().text();
            // On and Off of a group keep their order too.
            case AccountingEvent.GatewayUp _,AccountingEvent.GatewayDown _ -> "gateway of " + event.serverGroup();
        };
    }
}
