package gatehouse.journal;

import gatehouse.bytes.Bytes;
import gatehouse.journal.JournalException.Reason;
import gatehouse.journal.Operation.Drop;
import gatehouse.journal.Operation.Get;
import gatehouse.journal.Operation.Put;
import gatehouse.journal.Operation.Walk;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// The records of one user of the journal: octets by key. From any thread; what one thread asks for is done in its order.
///
/// Futures complete on the thread of the journal, which everybody else waits for: whoever wants to do more than note it
/// goes to a thread of his own.
public final class Topic {
    /// What a record takes on the disk besides its key and octets.
    private static final int OVERHEAD = 32;

    private final Journal journal;
    private final String name;
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final Map<String, Slot> slots = new HashMap<>();
    private volatile long mostOctets = Long.MAX_VALUE;

    Topic(Journal journal, String name) {
        this.journal = journal;
        this.name = name;
    }

    /// Where a record is, and what it counts.
    record Slot(long id, long size) {}

    /// Enters a record, or replaces what its key had.
    ///
    /// @return completes when the record is durable; with a [JournalException] if it is not and will not be
    public CompletableFuture<Void> put(String key, Bytes value) {
        var done = new CompletableFuture<Void>();
        long size = size(key, value.length());
        if (octets.addAndGet(size) > mostOctets) {
            octets.addAndGet(-size);
            journal.refused();
            done.completeExceptionally(
                    new JournalException(Reason.FULL, name + ": " + mostOctets + " octets are taken"));
            return done;
        }
        journal.submit(new Put(this, key, value, done));
        return done;
    }

    /// Removes a record; nothing happens if there is none. If the disk refuses, it is tried again until it does not, so the
    /// record may come back after a crash, but never stays for ever.
    public CompletableFuture<Void> drop(String key) {
        var done = new CompletableFuture<Void>();
        journal.submit(new Drop(this, key, done));
        return done;
    }

    /// What a key has, with all that was asked for before.
    public CompletableFuture<Optional<Bytes>> get(String key) {
        var done = new CompletableFuture<Optional<Bytes>>();
        journal.submit(new Get(this, key, done));
        return done;
    }

    /// Shows all records, in the order in which their keys first came. Waits for the disk: for the start, before there are
    /// event loops.
    public void forEach(BiConsumer<String, Bytes> visitor) throws JournalException {
        var done = new CompletableFuture<Void>();
        journal.submit(new Walk(this, visitor, done));
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JournalException known) throw known;
            throw new JournalException(Reason.DISK, name + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(Reason.CLOSED, name + ": interrupted", e);
        }
    }

    public String name() {
        return name;
    }

    /// Records that are on the disk.
    public long records() {
        return records.get();
    }

    /// What they take, with those on their way.
    public long octets() {
        return octets.get();
    }

    public long mostOctets() {
        return mostOctets;
    }

    /// What a record counts against the limit.
    public static long size(String key, int valueLength) {
        return (long) key.length() + valueLength + OVERHEAD;
    }

    void limit(long most) {
        mostOctets = most;
    }

    /// For the thread of the journal alone.
    Map<String, Slot> slots() {
        return slots;
    }

    void count(long moreRecords, long moreOctets) {
        records.addAndGet(moreRecords);
        octets.addAndGet(moreOctets);
    }
}
