package gatehouse.aaa.radius;

import gatehouse.aaa.radius.AccountingRecord.Kind;
import gatehouse.aaa.radius.SpoolEffect.Count;
import gatehouse.aaa.radius.SpoolEffect.Deliver;
import gatehouse.aaa.radius.SpoolEffect.Discard;
import gatehouse.aaa.radius.SpoolEffect.Fetch;
import gatehouse.aaa.radius.SpoolEffect.Forget;
import gatehouse.aaa.radius.SpoolEffect.Keep;
import gatehouse.aaa.radius.SpoolEffect.Remember;
import gatehouse.aaa.radius.SpoolEffect.Started;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.journal.Topic;
import gatehouse.net.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// Accounting on its way: durable before it is sent, per session in order, repeated until a server has it.
///
/// Accounting-On and -Off divide the events of a group of servers into chapters: a chapter is told to its end before the
/// notice that closes it, and what follows waits for that notice's answer. What a server refuses to take while it takes
/// everything else holds up its own session alone.
///
/// While a group is silent, one request at a time asks whether it is back; then the window of requests on their way opens
/// with each answer, so that a server that returns is not buried under all that waited.
///
/// An engine: no thread, no clock, no disk. Belongs to one thread.
public final class AccountingSpool {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE_ALONE = Duration.ofMinutes(5);
    /// There are servers that never answer a notice: so often, and its order is given up rather than all that follows.
    private static final int TRIES_OF_NOTICE = 5;
    /// Counters are written together: once in this time the disk has to be waited for.
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(1);
    /// So often alone, and a session does not hold up a chapter any more.
    private static final int TROUBLED = 3;

    private final Limits limits;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<Long, Pending> pendings = new HashMap<>();
    private final PriorityQueue<Rest> resting = new PriorityQueue<>();
    private final Map<Kind, Set<Pending>> byKind = new EnumMap<>(Kind.class);
    private final Map<Kind, Long> dropped = new EnumMap<>(Kind.class);
    private final Map<String, Counters> counts = new LinkedHashMap<>();
    private Optional<Instant> countsDue = Optional.empty();
    private final List<SpoolEffect> effects = new ArrayList<>();
    private long lastNumber;
    private long octets;
    private int inMemory;
    private long delivered;
    private long unkept;

    /// @param mostOctets   what waits may take; beyond it the oldest interims go, then the oldest starts, whose stops say it
    ///                     all again, then the oldest stops
    /// @param mostInFlight requests on their way to one group
    /// @param mostInMemory records that are in memory too; the others are fetched when their turn comes
    public record Limits(long mostOctets, int mostInFlight, int mostInMemory) {}

    public AccountingSpool(Limits limits) {
        this.limits = limits;
        for (Kind kind : Kind.values()) {
            byKind.put(kind, new LinkedHashSet<>());
            dropped.put(kind, 0L);
        }
    }

    private static final class Pending {
        final long number;
        final Kind kind;
        final Instant at;
        final int size;
        Line line;
        /// Empty while it is on the disk alone.
        Bytes record;
        boolean kept;
        boolean durable;
        /// Somebody waits for a server to have it.
        boolean awaited;

        Pending(long number, AccountingRecord event, Bytes record, Line line) {
            this.number = number;
            this.kind = event.kind();
            this.at = event.at();
            this.size = Math.toIntExact(Topic.size(Long.toString(number), record.length()));
            this.record = record;
            this.line = line;
        }

        boolean isOnItsWay() {
            return line.waits == Waits.FOR_A_SERVER && line.events.peek() == this;
        }
    }

    private enum Waits {
        FOR_AN_EVENT, FOR_ITS_TURN, FOR_A_SERVER, FOR_A_PAUSE
    }

    /// The events of one session in one chapter; or the notice that ends the chapter.
    private static final class Line {
        final String session;
        final Group group;
        final Chapter chapter;
        final Deque<Pending> events = new ArrayDeque<>(2);
        Waits waits = Waits.FOR_AN_EVENT;
        boolean stopped;
        int failures;
        Instant sentAt = Instant.MIN;

        Line(String session, Group group, Chapter chapter) {
            this.session = session;
            this.group = group;
            this.chapter = chapter;
        }

        boolean isTroubled() {
            return failures >= TROUBLED;
        }
    }

    private static final class Chapter {
        final Map<String, Line> lines = new LinkedHashMap<>();
        Line notice;

        boolean isTold() {
            return lines.values().stream().allMatch(Line::isTroubled);
        }
    }

    private static final class Group {
        final String name;
        final Deque<Chapter> chapters = new ArrayDeque<>(List.of(new Chapter()));
        final Deque<Line> ready = new ArrayDeque<>();
        int window = 1;
        int onTheWay;
        Instant lastAnswer = Instant.MIN;
        Duration pause = FIRST_PAUSE;
        Instant pausedUntil = Instant.MIN;

        Group(String name) {
            this.name = name;
        }
    }

    /// A line that rests for itself, or a group.
    private record Rest(Instant until, Group group, Optional<Line> line) implements Comparable<Rest> {
        @Override
        public int compareTo(Rest other) {
            return until.compareTo(other.until);
        }
    }

    /// Takes over what a former run left, before anything else happens here.
    public Recovery recovery() {
        return new Recovery();
    }

    /// What a former run left.
    public final class Recovery {
        private final Map<String, AccountingRecord> last = new LinkedHashMap<>();
        private final Set<String> stopped = new LinkedHashSet<>();
        private final Map<String, Counters> counted = new HashMap<>();
        private Instant latest = Instant.MIN;

        private Recovery() {}

        /// What was remembered of a session. All of these before the first that waits.
        public void remembered(Bytes record) throws MalformedException {
            AccountingRecord known = AccountingRecord.read(record);
            last.put(known.session(), known);
            passed(known);
        }

        /// What was counted of a session.
        public void counted(String session, Bytes counters) throws MalformedException {
            Counters last = Counters.read(counters);
            counted.put(session, last);
            if (last.at().isAfter(latest)) latest = last.at();
        }

        /// An event that no server has, in the order in which they were kept.
        public void waiting(long number, Bytes record) throws MalformedException {
            AccountingRecord event = AccountingRecord.read(record);
            lastNumber = Math.max(lastNumber, number);
            Pending pending = enter(number, event, record);
            pending.kept = true;
            pending.durable = true;
            switch (event.kind()) {
                case START, INTERIM -> last.put(event.session(), event);
                case STOP -> stopped.add(event.session());
                case ON, OFF -> {}
            }
            passed(event);
            leaveToTheDisk(pending);
        }

        private void passed(AccountingRecord event) {
            if (event.at().isAfter(latest)) latest = event.at();
        }

        /// That was all: sessions that were alive get their stops.
        ///
        /// @param alive when the former run was last known to be alive
        /// @return what is to be done, and how many stops are among it
        public Recovered end(Instant alive, Instant now) {
            Instant ended = alive.isAfter(latest) ? alive : latest;
            if (ended.isAfter(now)) ended = now;
            int stops = 0;
            for (AccountingRecord known : last.values()) {
                if (stopped.contains(known.session())) {
                    effects.add(new Forget(known.session()));
                } else {
                    take(known.stopOfCrash(ended, Optional.ofNullable(counted.get(known.session()))));
                    stops++;
                }
            }
            for (String session : counted.keySet()) {
                if (!last.containsKey(session)) effects.add(new Forget(session));
            }
            groups.values().forEach(group -> {
                Chapter first = group.chapters.getFirst();
                List.copyOf(first.lines.values()).forEach(AccountingSpool.this::proceed);
                if (first.notice != null) proceed(first.notice);
                pump(group, now);
            });
            return new Recovered(done(), stops);
        }
    }

    /// @param stops of sessions that were alive
    public record Recovered(List<SpoolEffect> effects, int stops) {
        public Recovered {
            effects = List.copyOf(effects);
        }
    }

    /// Takes an event.
    public List<SpoolEffect> add(AccountingRecord event, Instant now) {
        // No interim after a stop: the server would take it for a session that lives.
        if (event.kind() == Kind.INTERIM && isStopped(event)) return List.of();
        take(event);
        pump(group(event.serverGroup()), now);
        return done();
    }

    /// Takes a start that a session waits for. Before all others that may go now, for they wait for nothing.
    public List<SpoolEffect> addAwaited(AccountingRecord start, Instant now) {
        take(start).ifPresent(pending -> pending.awaited = true);
        pump(group(start.serverGroup()), now);
        return done();
    }

    /// What a live session has carried by now.
    public List<SpoolEffect> counted(String session, Usage usage, Instant now) {
        counts.put(session, new Counters(now, usage));
        if (countsDue.isEmpty()) countsDue = Optional.of(now.plus(BETWEEN_COUNTS));
        return List.of();
    }

    /// An event is durable.
    public List<SpoolEffect> kept(long number, Instant now) {
        Pending pending = pendings.get(number);
        if (pending == null) return List.of();
        pending.kept = true;
        pending.durable = true;
        if (pending.kind == Kind.STOP) effects.add(new Forget(pending.line.session));
        leaveToTheDisk(pending);
        proceed(pending.line);
        pump(pending.line.group, now);
        return done();
    }

    /// An event is not durable and will not be: a crash would lose it, a server that hears of it at once keeps it.
    public List<SpoolEffect> notKept(long number, Instant now) {
        Pending pending = pendings.get(number);
        if (pending == null) return List.of();
        unkept++;
        pending.kept = true;
        proceed(pending.line);
        pump(pending.line.group, now);
        return done();
    }

    /// An event is back from the disk; nothing if it is damaged.
    public List<SpoolEffect> fetched(long number, Optional<Bytes> record, Instant now) {
        Pending pending = pendings.get(number);
        if (pending == null || !pending.isOnItsWay()) return List.of();
        Group group = pending.line.group;
        Optional<AccountingRecord> event = record.flatMap(AccountingSpool::readable);
        if (event.isPresent()) {
            pending.record = record.orElseThrow();
            inMemory++;
            deliver(pending, event.get(), now);
        } else {
            group.onTheWay--;
            // Damaged.
            dropped.merge(pending.kind, 1L, Long::sum);
            finish(pending);
            pump(group, now);
        }
        return done();
    }

    /// A server has it.
    public List<SpoolEffect> delivered(long number, Instant now) {
        Pending pending = pendings.get(number);
        if (pending == null || !pending.isOnItsWay()) return List.of();
        Line line = pending.line;
        Group group = line.group;
        delivered++;
        line.failures = 0;
        group.onTheWay--;
        group.lastAnswer = now;
        group.pause = FIRST_PAUSE;
        group.pausedUntil = Instant.MIN;
        group.window = Math.min(limits.mostInFlight(), group.window + 1);
        switch (pending.kind) {
            // Until now it was the event itself that told of the session.
            case START, INTERIM -> remember(pending);
            case STOP -> {
                // Otherwise that was when it became durable.
                if (!pending.durable) effects.add(new Forget(line.session));
            }
            case ON, OFF -> {}
        }
        if (pending.awaited) effects.add(new Started(line.session));
        finish(pending);
        pump(group, now);
        return done();
    }

    /// No server took it: again, later.
    public List<SpoolEffect> failed(long number, Instant now) {
        Pending pending = pendings.get(number);
        if (pending == null || !pending.isOnItsWay()) return List.of();
        Line line = pending.line;
        Group group = line.group;
        group.onTheWay--;
        if (group.lastAnswer.isAfter(line.sentAt)) {
            // Others were answered meanwhile: it is this one.
            line.failures++;
            line.waits = Waits.FOR_A_PAUSE;
            resting.add(new Rest(now.plus(pause(line.failures)), group, Optional.of(line)));
            if (line.isTroubled() && line.chapter.notice != null) proceed(line.chapter.notice);
        } else {
            line.waits = Waits.FOR_ITS_TURN;
            boolean heldUp = pending.kind.isBarrier() && ++line.failures >= TRIES_OF_NOTICE;
            if (heldUp) group.ready.addLast(line);
            else group.ready.addFirst(line);
            if (heldUp && line.chapter.notice == line) turnThePage(group);
            if (!group.pausedUntil.isAfter(now)) {
                group.window = 1;
                group.pausedUntil = now.plus(group.pause);
                resting.add(new Rest(group.pausedUntil, group, Optional.empty()));
                group.pause = shorter(group.pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
        pump(group, now);
        return done();
    }

    /// What is to be sent again by now.
    public List<SpoolEffect> advance(Instant now) {
        for (Rest rest = resting.peek(); rest != null && !rest.until().isAfter(now); rest = resting.peek()) {
            resting.poll();
            rest.line().filter(line -> line.waits == Waits.FOR_A_PAUSE).ifPresent(line -> {
                line.waits = Waits.FOR_AN_EVENT;
                proceed(line);
            });
            pump(rest.group(), now);
        }
        if (countsDue.filter(due -> !due.isAfter(now)).isPresent()) {
            counts.forEach((session, counters) -> effects.add(new Count(session, counters.write())));
            counts.clear();
            countsDue = Optional.empty();
        }
        return done();
    }

    /// When to call [#advance], whatever happens.
    public Optional<Instant> nextDeadline() {
        Optional<Instant> rest = Optional.ofNullable(resting.peek()).map(Rest::until);
        if (rest.isEmpty() || countsDue.isEmpty()) return rest.or(() -> countsDue);
        return rest.get().isBefore(countsDue.get()) ? rest : countsDue;
    }

    /// Events that no server has yet.
    public int waiting() {
        return pendings.size();
    }

    public int waiting(Kind kind) {
        return byKind.get(kind).size();
    }

    /// What they take of the limit.
    public long octets() {
        return octets;
    }

    /// The groups that events were for.
    public Set<String> groups() {
        return Set.copyOf(groups.keySet());
    }

    /// The oldest event that waits.
    public Optional<Instant> oldest() {
        return byKind.values().stream()
                .flatMap(events -> events.stream().limit(1))
                .map(pending -> pending.at)
                .min(Instant::compareTo);
    }

    public long deliveredCount() {
        return delivered;
    }

    /// Events that were given up for want of room, or were damaged on the disk.
    public long droppedCount(Kind kind) {
        return dropped.get(kind);
    }

    /// Events that the disk did not take.
    public long unkeptCount() {
        return unkept;
    }

    private Optional<Pending> take(AccountingRecord event) {
        Bytes record = event.write();
        if (event.kind() == Kind.STOP) counts.remove(event.session());
        if (!event.kind().isBarrier()
                && !makeRoom(Topic.size(Long.toString(lastNumber), record.length()), event.kind())) {
            dropped.merge(event.kind(), 1L, Long::sum);
            return Optional.empty();
        }
        Pending pending = enter(++lastNumber, event, record);
        effects.add(new Keep(pending.number, record));
        return Optional.of(pending);
    }

    private Pending enter(long number, AccountingRecord event, Bytes record) {
        Group group = group(event.serverGroup());
        Chapter chapter = group.chapters.getLast();
        Line line;
        if (event.kind().isBarrier()) {
            line = new Line("", group, chapter);
            chapter.notice = line;
            group.chapters.add(new Chapter());
        } else {
            line = chapter.lines.computeIfAbsent(event.session(), session -> new Line(session, group, chapter));
            if (event.kind() == Kind.STOP) line.stopped = true;
        }
        var pending = new Pending(number, event, record, line);
        line.events.add(pending);
        pendings.put(number, pending);
        byKind.get(event.kind()).add(pending);
        octets += pending.size;
        inMemory++;
        return pending;
    }

    /// The line may have something to send, if its chapter is the one that is told.
    private void proceed(Line line) {
        Pending first = line.events.peek();
        if (line.waits != Waits.FOR_AN_EVENT || first == null || !first.kept) return;
        if (line.group.chapters.getFirst() != line.chapter) return;
        if (line.chapter.notice == line && !line.chapter.isTold()) return;
        line.waits = Waits.FOR_ITS_TURN;
        if (first.awaited) line.group.ready.addFirst(line);
        else line.group.ready.addLast(line);
    }

    private void pump(Group group, Instant now) {
        while (group.onTheWay < group.window && !group.pausedUntil.isAfter(now) && !group.ready.isEmpty()) {
            Line line = group.ready.poll();
            Pending first = line.events.peek();
            line.waits = Waits.FOR_AN_EVENT;
            // All that waited may have made room for others.
            if (first == null || !first.kept) continue;
            line.waits = Waits.FOR_A_SERVER;
            group.onTheWay++;
            if (first.record.isEmpty()) effects.add(new Fetch(first.number));
            else deliver(first, readable(first.record).orElseThrow(), now);
        }
    }

    private void deliver(Pending pending, AccountingRecord event, Instant now) {
        pending.line.sentAt = now;
        effects.add(new Deliver(pending.number, pending.line.group.name, event.request(now)));
    }

    /// The first event of its line is done with.
    private void finish(Pending pending) {
        Line line = pending.line;
        leave(pending);
        effects.add(new Discard(pending.number));
        line.waits = Waits.FOR_AN_EVENT;
        Chapter chapter = line.chapter;
        if (chapter.notice == line) {
            turnThePage(line.group);
        } else if (line.events.isEmpty()) {
            chapter.lines.remove(line.session, line);
            if (chapter.notice != null) proceed(chapter.notice);
        } else {
            proceed(line);
        }
    }

    /// What is still in trouble goes on beside the next chapter.
    private void turnThePage(Group group) {
        Chapter told = group.chapters.poll();
        Chapter next = group.chapters.getFirst();
        var left = new ArrayList<>(told.lines.values());
        if (!told.notice.events.isEmpty()) left.add(told.notice);
        for (Line line : left) {
            String key = line == told.notice ? "notice " + line.events.peek().number : line.session;
            Line moved = next.lines.computeIfAbsent(key, _ -> new Line(line.session, group, next));
            moved.failures = line.failures;
            moved.stopped |= line.stopped;
            moved.sentAt = line.sentAt;
            if (line.waits == Waits.FOR_A_SERVER) moved.waits = Waits.FOR_A_SERVER;
            var own = new ArrayList<>(moved.events);
            moved.events.clear();
            moved.events.addAll(line.events);
            moved.events.addAll(own);
            line.events.forEach(pending -> pending.line = moved);
            line.events.clear();
        }
        List.copyOf(next.lines.values()).forEach(this::proceed);
        if (next.notice != null) proceed(next.notice);
    }

    private boolean makeRoom(long size, Kind incoming) {
        while (octets + size > limits.mostOctets()) {
            Optional<Pending> victim = oldestIdle(Kind.INTERIM);
            if (victim.isEmpty() && incoming == Kind.INTERIM) return false;
            if (victim.isEmpty()) victim = oldestIdle(Kind.START);
            if (victim.isEmpty()) victim = oldestIdle(Kind.STOP);
            if (victim.isEmpty()) return false;
            giveUp(victim.get());
        }
        return true;
    }

    private Optional<Pending> oldestIdle(Kind kind) {
        for (Pending pending : byKind.get(kind)) {
            if (!pending.isOnItsWay()) return Optional.of(pending);
        }
        return Optional.empty();
    }

    private void giveUp(Pending pending) {
        Line line = pending.line;
        dropped.merge(pending.kind, 1L, Long::sum);
        if (pending.kind != Kind.STOP) remember(pending);
        leave(pending);
        effects.add(new Discard(pending.number));
        if (line.events.isEmpty()) {
            line.chapter.lines.remove(line.session, line);
            if (line.chapter.notice != null) proceed(line.chapter.notice);
        }
    }

    /// Unless it has ended, or was remembered when it left the memory.
    private void remember(Pending pending) {
        if (!pending.line.stopped && !pending.record.isEmpty()) {
            effects.add(new Remember(pending.line.session, pending.record));
        }
    }

    private void leave(Pending pending) {
        pending.line.events.remove(pending);
        pendings.remove(pending.number);
        byKind.get(pending.kind).remove(pending);
        octets -= pending.size;
        if (!pending.record.isEmpty()) inMemory--;
    }

    /// Where too much waits, the disk alone has it.
    private void leaveToTheDisk(Pending pending) {
        if (inMemory <= limits.mostInMemory() || pending.record.isEmpty() || pending.kind.isBarrier()) return;
        if (pending.kind != Kind.STOP) remember(pending);
        pending.record = Bytes.EMPTY;
        inMemory--;
    }

    private Group group(String name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    private boolean isStopped(AccountingRecord event) {
        Line line = group(event.serverGroup()).chapters.getLast().lines.get(event.session());
        return line != null && line.stopped;
    }

    private static Optional<AccountingRecord> readable(Bytes record) {
        try {
            return Optional.of(AccountingRecord.read(record));
        } catch (MalformedException _) {
            return Optional.empty();
        }
    }

    private static Duration pause(int failures) {
        return shorter(FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10)), LONGEST_PAUSE_ALONE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private List<SpoolEffect> done() {
        var all = List.copyOf(effects);
        effects.clear();
        return all;
    }
}
