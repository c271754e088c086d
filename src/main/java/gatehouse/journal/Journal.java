package gatehouse.journal;

import gatehouse.bytes.Bytes;
import gatehouse.journal.JournalException.Reason;
import gatehouse.journal.Topic.Slot;
import java.io.Closeable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// One file of records, and the thread that writes it. All that is asked for while a transaction is under way goes into
/// the next one, and between the beginnings of two there is a pause: the busier it is, the less a record costs, for what a
/// transaction costs is the disk's answer. Whoever comes alone does not wait.
public final class Journal implements Closeable {
    private static final int LARGEST_BATCH = 4096;
    /// Twenty transactions in a second, each of which waits for the disk: more would buy a record some milliseconds that
    /// nobody feels, and cost a busy gateway a fifth of its time (a hundred of them still a ninth).
    private static final Duration PAUSE = Duration.ofMillis(50);
    /// So many share a transaction's cost well enough not to wait for more: who asks for records as fast as it can, and has so
    /// many under way at a time, is not slowed down.
    private static final int ENOUGH = 256;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Path file;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final BlockingQueue<Operation> queue = new LinkedBlockingQueue<>();
    private final Deque<Operation> overdue = new ArrayDeque<>();
    private final SqliteFile database;
    private final Thread thread;
    private final AtomicLong refusals = new AtomicLong();
    /// How many wait in the queue whose result somebody needs at once.
    private final AtomicInteger urgent = new AtomicInteger();
    private long began = System.nanoTime() - PAUSE.toNanos();
    private long nextId;
    private boolean closed;
    private volatile Tally tally = new Tally(0, 0, Duration.ZERO, Duration.ZERO, 0, 0);

    private record Tally(
            long commits, long writes, Duration commitTime, Duration slowestCommit, long failures, long damaged) {
        Tally committed(int operations, Duration took) {
            return new Tally(
                    commits + 1,
                    writes + operations,
                    commitTime.plus(took),
                    took.compareTo(slowestCommit) > 0 ? took : slowestCommit,
                    failures,
                    damaged);
        }

        Tally failed() {
            return new Tally(commits, writes, commitTime, slowestCommit, failures + 1, damaged);
        }

        Tally foundDamaged(int records) {
            return new Tally(commits, writes, commitTime, slowestCommit, failures, damaged + records);
        }
    }

    private Journal(Path file, long mostOctets) throws JournalException {
        this.file = file;
        try {
            database = SqliteFile.open(file, mostOctets, findings);
            try {
                nextId = database.load((id, topic, key, length) -> {
                    Topic known = topics.computeIfAbsent(topic, name -> new Topic(this, name));
                    long size = Topic.size(key, length);
                    known.slots().put(key, new Slot(id, size));
                    known.count(1, size);
                });
            } catch (SQLException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteFile.translated(file, e);
        }
        thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
    }

    /// Loads what [#open] would load when it is called: SQLite's library, which takes a tenth of a second of a start. Whoever
    /// calls this on another thread before saves the time; if it fails, opening says why.
    public static void loadLibrary() {
        SqliteFile.loadLibrary();
    }

    /// Opens the file, or makes it; waits for the disk. What a crash left is made whole.
    ///
    /// @param mostOctets the file never grows beyond; a little more than all topics together, for what they weigh is their
    ///                   records alone
    /// @throws JournalException if it cannot be used, or another process has it
    public static Journal open(Path file, long mostOctets) throws JournalException {
        var journal = new Journal(file, mostOctets);
        journal.thread.start();
        return journal;
    }

    /// The records of one user, with those of former runs.
    ///
    /// @param mostOctets what they may take; a record beyond it is refused
    public Topic topic(String name, long mostOctets) {
        synchronized (topics) {
            Topic topic = topics.computeIfAbsent(name, _ -> new Topic(this, name));
            topic.limit(mostOctets);
            return topic;
        }
    }

    /// What was wrong when the file was opened, and what was done about it: a sentence each, for the log. Damaged records
    /// join it when they are read.
    public List<String> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    public Path file() {
        return file;
    }

    public JournalStats stats() {
        Tally now = tally;
        return new JournalStats(
                now.commits(), now.writes(), now.commitTime(), now.slowestCommit(), now.failures(), refusals.get(),
                now.damaged(), queue.size());
    }

    /// Makes durable what was asked for, and closes the file.
    @Override
    public void close() {
        var done = new CompletableFuture<Void>();
        submit(new Operation.Close(done));
        done.exceptionally(_ -> null).join();
    }

    void refused() {
        refusals.incrementAndGet();
    }

    /// Nothing gets into the queue after the end, where nobody would take it out.
    void submit(Operation operation) {
        synchronized (queue) {
            if (!closed) {
                closed = operation instanceof Operation.Close;
                if (isUrgent(operation)) urgent.incrementAndGet();
                queue.add(operation);
                if (isUrgent(operation) || queue.size() == ENOUGH) LockSupport.unpark(thread);
                return;
            }
        }
        operation.done().completeExceptionally(new JournalException(Reason.CLOSED, file + " is closed"));
    }

    private void run() {
        var batch = new ArrayList<Operation>();
        while (true) {
            try {
                Operation first = overdue.isEmpty()
                        ? queue.take()
                        : queue.poll(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
                batch.addAll(overdue);
                overdue.clear();
                if (first != null) {
                    batch.add(first);
                    if (!isUrgent(first)) pause();
                }
                queue.drainTo(batch, LARGEST_BATCH);
            } catch (InterruptedException _) {
                // Nobody has a reason to: the end comes through the queue.
                continue;
            }
            for (Operation operation : batch) {
                if (isUrgent(operation)) urgent.decrementAndGet();
            }
            if (batch.getLast() instanceof Operation.Close(var done)) {
                perform(batch.subList(0, batch.size() - 1));
                database.close();
                for (Operation never : overdue) {
                    never.done().completeExceptionally(new JournalException(Reason.CLOSED, file + " is closed"));
                }
                done.complete(null);
                return;
            }
            perform(batch);
            batch.clear();
        }
    }

    /// A record is for a crash, and its accounting request may leave some milliseconds later; a question or the end may not.
    private static boolean isUrgent(Operation operation) {
        return switch (operation) {
            case Operation.Put _,Operation.Drop _ -> false;
            case Operation.Get _,Operation.Walk _,Operation.Close _ -> true;
        };
    }

    /// Until the transaction before this one began long enough ago, or somebody cannot wait, or there is enough for one.
    private void pause() {
        for (long rest = rest(); rest > 0 && urgent.get() == 0 && queue.size() < ENOUGH; rest = rest()) {
            LockSupport.parkNanos(this, rest);
        }
    }

    private long rest() {
        return began + PAUSE.toNanos() - System.nanoTime();
    }

    /// One transaction. Nobody hears of it before it is durable.
    private void perform(List<Operation> batch) {
        var reports = new ArrayList<Runnable>(batch.size());
        var undo = new ArrayDeque<Runnable>();
        int writes = 0;
        try {
            began = System.nanoTime();
            database.begin(batch.stream().noneMatch(Operation.Put.class::isInstance));
            for (Operation operation : batch) {
                switch (operation) {
                    case Operation.Put put -> {
                        reports.add(put(put, undo));
                        writes++;
                    }
                    case Operation.Drop drop -> {
                        reports.add(drop(drop, undo));
                        writes++;
                    }
                    case Operation.Get get -> reports.add(get(get));
                    case Operation.Walk walk -> reports.add(walk(walk));
                    case Operation.Close _ -> throw new IllegalStateException("something came after the end");
                }
            }
            database.commit();
            if (writes > 0) {
                tally = tally.committed(writes, Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (SQLException | RuntimeException e) {
            tally = tally.failed();
            database.rollback();
            undo.forEach(Runnable::run);
            JournalException why = e instanceof SQLException sql
                    ? SqliteFile.translated(file, sql)
                    : new JournalException(Reason.DISK, file + ": " + e, e);
            for (Operation operation : batch) failed(operation, why);
            // Without the others they may succeed, and make room.
            boolean mixed = overdue.size() < batch.size();
            if (!overdue.isEmpty() && mixed) {
                var drops = List.copyOf(overdue);
                overdue.clear();
                perform(drops);
            }
            return;
        }
        reports.forEach(Runnable::run);
    }

    private void failed(Operation operation, JournalException why) {
        switch (operation) {
            case Operation.Put(var topic, var key, var value, var done) -> {
                topic.count(0, -Topic.size(key, value.length()));
                done.completeExceptionally(why);
            }
            case Operation.Drop drop -> overdue.add(drop);
            case Operation.Get _,Operation.Walk _,Operation.Close _ -> operation.done().completeExceptionally(why);
        }
    }

    private Runnable put(Operation.Put put, Deque<Runnable> undo) throws SQLException {
        Topic topic = put.topic();
        Map<String, Slot> slots = topic.slots();
        Slot before = slots.get(put.key());
        var slot = new Slot(before == null ? nextId++ : before.id(), Topic.size(put.key(), put.value().length()));
        if (before == null) {
            database.insert(slot.id(), topic.name(), put.key(), put.value());
        } else {
            database.update(slot.id(), put.key(), put.value());
        }
        slots.put(put.key(), slot);
        undo.push(() -> restore(slots, put.key(), before));
        return () -> {
            if (before == null) topic.count(1, 0);
            else topic.count(0, -before.size());
            put.done().complete(null);
        };
    }

    private Runnable drop(Operation.Drop drop, Deque<Runnable> undo) throws SQLException {
        Topic topic = drop.topic();
        Map<String, Slot> slots = topic.slots();
        Slot slot = slots.get(drop.key());
        if (slot == null) return () -> drop.done().complete(null);
        database.delete(slot.id());
        slots.remove(drop.key());
        undo.push(() -> restore(slots, drop.key(), slot));
        return () -> {
            topic.count(-1, -slot.size());
            drop.done().complete(null);
        };
    }

    private static void restore(Map<String, Slot> slots, String key, Slot before) {
        if (before == null) slots.remove(key);
        else slots.put(key, before);
    }

    private Runnable get(Operation.Get get) throws SQLException {
        Slot slot = get.topic().slots().get(get.key());
        Optional<Bytes> found = slot == null ? Optional.empty() : database.read(slot.id(), get.key());
        if (slot != null && found.isEmpty()) damaged(get.topic(), List.of(get.key()));
        return () -> get.done().complete(found);
    }

    private Runnable walk(Operation.Walk walk) throws SQLException {
        var damaged = new ArrayList<String>();
        try {
            database.walk(walk.topic().name(), walk.visitor(), damaged::add);
        } catch (RuntimeException e) {
            // The visitor's own trouble.
            return () -> walk.done().completeExceptionally(e);
        }
        damaged(walk.topic(), damaged);
        return () -> walk.done().complete(null);
    }

    /// Records that do not match their checksum are of no use to anybody, and must not hold room for ever.
    private void damaged(Topic topic, List<String> keys) {
        if (keys.isEmpty()) return;
        tally = tally.foundDamaged(keys.size());
        synchronized (findings) {
            for (String key : keys) findings.add(topic.name() + ": record '" + key + "' is damaged and left out");
        }
        for (String key : keys) overdue.add(new Operation.Drop(topic, key, new CompletableFuture<>()));
    }
}
