package gatehouse.server;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccountingRecord;
import gatehouse.aaa.radius.AccountingRecord.Kind;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.aaa.radius.SpoolEffect;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.journal.Journal;
import gatehouse.journal.JournalException;
import gatehouse.journal.JournalStats;
import gatehouse.journal.Topic;
import gatehouse.net.Usage;
import gatehouse.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accounting of the whole gateway: one spool, for the order that notices demand goes across shards. It lives on the first
/// shard and on the journal.
final class AccountingDesk implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(AccountingDesk.class);
    private static final Map<String, String> ALONE = Map.of();
    /// The end of a crash is known as precisely as this.
    private static final Duration BEAT = Duration.ofSeconds(10);
    /// So long records wait in the best of times: a server is started anew, a network is changed.
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration BETWEEN_ALARMS = Duration.ofMinutes(1);
    private static final String ALIVE = "alive";
    private static final long ROOM_FOR_SESSIONS = 1L << 28;
    /// Of the limit: above, somebody should look after the servers.
    private static final double ALARM = 0.8;

    private final EngineLoop loop;
    private final Journal journal;
    private final AccountingSpool spool;
    private final Function<String, AccountingTranslator> translators;
    private final Consumer<SessionId> started;
    private final long mostOctets;
    private final Topic waiting;
    private final Topic live;
    private final Topic counters;
    private final Topic gateway;
    private final EngineLoop.Driver<Function<Instant, List<SpoolEffect>>, SpoolEffect> driver;
    private final Queue<Function<Instant, List<SpoolEffect>>> reports = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reporting = new AtomicBoolean();
    private volatile Set<String> groups = Set.of();
    private RadiusCourier courier;
    private Instant nextBeat = Instant.MIN;
    private Instant lastAlarm = Instant.MIN;
    private boolean alarmed;
    private boolean diskRefuses;
    private Instant lastThinned = Instant.MIN;
    private long thinnedTold;
    private long lost;
    private long lostTold;
    private long unkeptTold;

    /// Carries a request to a group of servers.
    interface RadiusCourier {
        /// @param outcome takes whether a server has it, on the thread of the courier
        void deliver(SpoolEffect.Deliver delivery, Consumer<Boolean> outcome);
    }

    /// @param translators by the name of the group of servers; asked from any thread
    /// @param started     hears of sessions whose start a server has, if they wait for that; on the thread of the loop
    AccountingDesk(
            EngineLoop loop,
            Journal journal,
            AccountingSpool.Limits limits,
            Function<String, AccountingTranslator> translators,
            Consumer<SessionId> started) {
        this.loop = loop;
        this.started = started;
        this.journal = journal;
        this.spool = new AccountingSpool(limits);
        this.translators = translators;
        this.mostOctets = limits.mostOctets();
        // What is dropped makes room here a moment before it does on the disk.
        waiting = journal.topic("accounting", mostOctets + mostOctets / 4);
        live = journal.topic("accounting-live", ROOM_FOR_SESSIONS);
        counters = journal.topic("accounting-counters", ROOM_FOR_SESSIONS);
        gateway = journal.topic("gateway", ROOM_FOR_SESSIONS);
        driver = loop.drive(new Engine<>(Function::apply, spool::nextDeadline, spool::advance), this::perform);
        loop.drive(
                new Engine<Instant, Instant>((_, now) -> {
                    nextBeat = now.plus(BEAT);
                    return List.of(now);
                }, () -> Optional.of(nextBeat), Instant.MIN),
                this::beat);
    }

    /// Takes over what a former run left, and begins. Waits for the disk.
    ///
    /// @param known the groups of servers that there are
    void open(RadiusCourier throughWhom, Set<String> known) throws JournalException {
        groups = Set.copyOf(known);
        var recovery = spool.recovery();
        live.forEach((key, record) -> tolerate(live, key, () -> recovery.remembered(record)));
        counters.forEach((key, record) -> tolerate(counters, key, () -> recovery.counted(key, record)));
        waiting.forEach((key, record) -> tolerate(waiting, key, () -> recovery.waiting(Long.parseLong(key), record)));
        Instant alive = lastBeat().filter(octets -> octets.length() == Long.BYTES)
                .map(octets -> Instant.ofEpochMilli(octets.u64(0)))
                .orElse(Instant.MIN);
        int left = spool.waiting();
        var recovered = recovery.end(alive, loop.now());
        var homeless = new HashSet<>(spool.groups());
        homeless.removeAll(groups);
        loop.run(() -> {
            courier = throughWhom;
            driver.submit(_ -> recovered.effects());
            beat(loop.now());
            nextBeat = loop.now().plus(BEAT);
        });
        if (left > 0 || recovered.stops() > 0) {
            LOG.atInfo()
                    .addKeyValue("event", "accounting-recovered")
                    .addKeyValue("waiting", left)
                    .addKeyValue("stops", recovered.stops())
                    .log("a former run left accounting records, or sessions that it could not stop");
        }
        for (String group : homeless) {
            LOG.atError()
                    .addKeyValue("event", "accounting-without-group")
                    .addKeyValue("group", group)
                    .log("accounting records wait for a group of servers that is not configured any more");
        }
    }

    private Optional<Bytes> lastBeat() throws JournalException {
        var found = new HashMap<String, Bytes>();
        gateway.forEach(found::put);
        return Optional.ofNullable(found.get(ALIVE));
    }

    private interface Reading {
        void read() throws MalformedException;
    }

    /// A record that nobody understands is no reason not to start.
    private void tolerate(Topic topic, String key, Reading reading) {
        try {
            reading.read();
        } catch (MalformedException | NumberFormatException e) {
            LOG.atError()
                    .addKeyValue("event", "accounting-unreadable")
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("record", key)
                    .log(e.getMessage());
            lost++;
            topic.drop(key);
        }
    }

    /// From any thread. What becomes of it is nobody's concern but ours.
    @Override
    public void account(AccountingEvent event) {
        if (!groups.contains(event.serverGroup())) {
            LOG.debug("no group '{}' for accounting", event.serverGroup());
            return;
        }
        AccountingRecord record = AccountingRecord.of(event, translators.apply(event.serverGroup()));
        boolean awaited = event instanceof AccountingEvent.Start start && start.required();
        driver.submit(now -> awaited ? spool.addAwaited(record, now) : spool.add(record, now));
    }

    @Override
    public void counted(SessionId session, Usage usage) {
        driver.submit(now -> spool.counted(session.text(), usage, now));
    }

    private void perform(SpoolEffect effect) {
        switch (effect) {
            case SpoolEffect.Keep(var number, var record) -> waiting.put(Long.toString(number), record)
                    .whenComplete((_, e) -> report(now -> {
                        diskRefuses = e != null;
                        return e == null ? spool.kept(number, now) : spool.notKept(number, now);
                    }));
            case SpoolEffect.Discard(var number) -> waiting.drop(Long.toString(number));
            case SpoolEffect.Fetch(var number) -> waiting.get(Long.toString(number))
                    .whenComplete((record, e) -> report(
                            now -> spool.fetched(number, e == null ? record : Optional.empty(), now)));
            case SpoolEffect.Remember(var session, var record) -> live.put(session, record);
            case SpoolEffect.Count(var session, var octets) -> counters.put(session, octets);
            case SpoolEffect.Started(var session) -> started.accept(new SessionId(session));
            case SpoolEffect.Forget(var session) -> {
                live.drop(session);
                counters.drop(session);
            }
            case SpoolEffect.Deliver delivery -> courier.deliver(delivery, taken -> driver.submit(now -> taken
                    ? spool.delivered(delivery.number(), now)
                    : spool.failed(delivery.number(), now)));
        }
        watch();
    }

    /// The journal speaks of thousands at once: they share a step.
    private void report(Function<Instant, List<SpoolEffect>> report) {
        reports.add(report);
        if (reporting.compareAndSet(false, true)) {
            loop.run(() -> {
                reporting.set(false);
                for (var next = reports.poll(); next != null; next = reports.poll()) driver.submit(next);
            });
        }
    }

    private void beat(Instant now) {
        gateway.put(ALIVE, new ByteWriter(Long.BYTES).u64(now.toEpochMilli()).toBytes());
        watch();
    }

    /// What an operator should know, a sentence each. On the thread of the first shard.
    List<String> problems() {
        Instant now = loop.now();
        var found = new ArrayList<String>();
        Duration age = spool.oldest().map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
        if (alarmed) {
            found.add("accounting takes " + 100 * spool.octets() / mostOctets
                    + " % of its room in the journal, for no server "
                    + "takes it; when it is full, interims are given up, then starts, then stops");
        } else if (age.compareTo(LONG) > 0) {
            found.add(spool.waiting() + " accounting records wait for a server, the oldest for " + age.toMinutes()
                    + " minutes");
        }
        if (diskRefuses) found.add("the disk does not take accounting records; a crash would lose them");
        long gone = lost + spool.droppedCount(Kind.START) + spool.droppedCount(Kind.STOP);
        if (gone > 0)
            found.add(gone + " starts or stops of sessions were given up or could not be read since the start");
        return found;
    }

    /// Says when room gets scarce, and what is lost, but not for every record.
    private void watch() {
        boolean scarce = spool.octets() >= ALARM * mostOctets;
        if (scarce && !alarmed) {
            LOG.atError()
                    .addKeyValue("event", "accounting-journal-filling")
                    .addKeyValue("octets", spool.octets())
                    .addKeyValue("limit", mostOctets)
                    .addKeyValue("records", spool.waiting())
                    .log("no server takes accounting; when the journal is full, interims are dropped, then starts, then stops");
        }
        // Somewhat below, so that it is not said again and again.
        alarmed = scarce || alarmed && spool.octets() >= (ALARM - 0.2) * mostOctets;
        long gone = lost + spool.droppedCount(Kind.START) + spool.droppedCount(Kind.STOP);
        long thinned = spool.droppedCount(Kind.INTERIM);
        if (thinned == thinnedTold && gone == lostTold && spool.unkeptCount() == unkeptTold) return;
        Instant now = loop.now();
        if (thinned > thinnedTold && !now.isBefore(lastThinned.plus(BETWEEN_ALARMS))) {
            lastThinned = now;
            thinnedTold = thinned;
            LOG.atWarn()
                    .addKeyValue("event", "accounting-thinned")
                    .addKeyValue("interims", thinned)
                    .log("interims were given up for want of room in the journal; the total since the start");
        }
        if (gone == lostTold && spool.unkeptCount() == unkeptTold) return;
        if (now.isBefore(lastAlarm.plus(BETWEEN_ALARMS))) return;
        lastAlarm = now;
        if (gone > lostTold) {
            LOG.atError()
                    .addKeyValue("event", "accounting-lost")
                    .addKeyValue("starts", spool.droppedCount(Kind.START))
                    .addKeyValue("stops", spool.droppedCount(Kind.STOP))
                    .addKeyValue("unreadable", lost)
                    .log("starts or stops of sessions were given up; these are totals since the start");
        }
        if (spool.unkeptCount() > unkeptTold) {
            LOG.atError()
                    .addKeyValue("event", "accounting-not-durable")
                    .addKeyValue("records", spool.unkeptCount())
                    .addKeyValue("file", journal.file())
                    .log("the disk does not take accounting records; a crash would lose them");
        }
        lostTold = gone;
        unkeptTold = spool.unkeptCount();
    }

    private static void alarm(Tally tally, String why, boolean rings) {
        tally.gauge(
                "gatehouse_accounting_alarm",
                "Whether somebody should look after accounting, and why.",
                Map.of("why", why),
                rings ? 1 : 0);
    }

    /// Events that no server has yet.
    int waiting() {
        return spool.waiting();
    }

    /// On the thread of the first shard.
    Tally tally() {
        var tally = new Tally();
        for (Kind kind : Kind.values()) {
            Map<String, String> label = Map.of("kind", ShardStats.word(kind));
            tally.gauge("gatehouse_accounting_waiting", "Accounting records that no server has yet.", label,
                    spool.waiting(kind));
            tally.counter(
                    "gatehouse_accounting_dropped_total",
                    "Accounting records given up for want of room, or found damaged.",
                    label,
                    spool.droppedCount(kind));
        }
        tally.gauge("gatehouse_accounting_waiting_octets", "What they take.", ALONE, spool.octets());
        tally.gauge("gatehouse_accounting_limit_octets", "What they may take.", ALONE, mostOctets);
        tally.gauge(
                "gatehouse_accounting_oldest_seconds",
                "How long the oldest of them has waited.",
                ALONE,
                spool.oldest().map(at -> Duration.between(at, loop.now()).toSeconds()).orElse(0L));
        alarm(tally, "filling", alarmed);
        alarm(tally, "lost", lost + spool.droppedCount(Kind.START) + spool.droppedCount(Kind.STOP) > 0);
        alarm(tally, "not-durable", diskRefuses);
        tally.counter("gatehouse_accounting_delivered_total", "Accounting records that a server has.", ALONE,
                spool.deliveredCount());
        tally.counter("gatehouse_accounting_not_durable_total", "Accounting records that the disk did not take.", ALONE,
                spool.unkeptCount());
        JournalStats stats = journal.stats();
        tally.counter("gatehouse_journal_commits_total", "Transactions of the journal.", ALONE, stats.commits());
        tally.counter("gatehouse_journal_writes_total", "Records put or dropped by them.", ALONE, stats.writes());
        tally.seconds("gatehouse_journal_commit_seconds_total", "What they took, summed.", ALONE, stats.commitTime());
        tally.counter("gatehouse_journal_failures_total", "Transactions that failed.", ALONE, stats.failures());
        tally.counter("gatehouse_journal_damaged_total", "Records found damaged.", ALONE, stats.damaged());
        tally.gauge("gatehouse_journal_waiting", "What the journal has yet to do.", ALONE, stats.waiting());
        return tally;
    }
}
