package gatehouse.address;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.journal.JournalException;
import gatehouse.journal.Topic;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Who had which address, in the journal: a record for each address, with its user and a number that says which came
/// later. A record that cannot be written costs its user the address of last time after a restart, and nothing else; so
/// nobody waits for it, and the journal counts it.
public final class JournalLeaseStore implements LeaseStore {
    private final Topic topic;
    private final List<Remembered> remembered;
    private final AtomicLong last = new AtomicLong();

    /// Reads what is there; waits for the disk.
    public JournalLeaseStore(Topic topic) throws JournalException {
        this.topic = topic;
        var records = new ArrayList<Entry>();
        var damaged = new ArrayList<String>();
        topic.forEach((key, value) -> {
            try {
                records.add(Entry.read(key, value));
            } catch (MalformedException _) {
                damaged.add(key);
            }
        });
        damaged.forEach(topic::drop);
        records.sort(Comparator.comparingLong(Entry::number));
        // A user has one address in a pool: where he had another before, nobody has taken that since.
        Map<List<String>, Entry> latest = new HashMap<>();
        for (Entry entry : records) {
            Remembered lease = entry.lease();
            Entry before = latest.put(List.of(lease.pool(), lease.user()), entry);
            if (before != null) topic.drop(key(before.lease()));
        }
        remembered = latest.values().stream()
                .sorted(Comparator.comparingLong(Entry::number))
                .map(Entry::lease)
                .toList();
        if (!records.isEmpty()) last.set(records.getLast().number());
    }

    @Override
    public List<Remembered> remembered() {
        return remembered;
    }

    @Override
    public void remember(Remembered lease) {
        topic.put(key(lease), new Entry(last.incrementAndGet(), lease).value());
    }

    private static String key(Remembered lease) {
        return lease.pool() + " " + Addresses.text(lease.address());
    }

    private record Entry(long number, Remembered lease) {
        static Entry read(String key, Bytes value) throws MalformedException {
            var in = new ByteReader(value);
            long number = in.u64("number");
            String user = in.rest().utf8();
            int blank = key.lastIndexOf(' ');
            if (blank < 0) throw new MalformedException("key '" + key + "'");
            return new Entry(number, new Remembered(key.substring(0, blank), user, address(key.substring(blank + 1))));
        }

        private static InetAddress address(String text) throws MalformedException {
            try {
                return Addresses.parse(text);
            } catch (IllegalArgumentException e) {
                throw new MalformedException(e.getMessage());
            }
        }

        Bytes value() {
            return new ByteWriter(32).u64(number).bytes(Bytes.ofUtf8(lease.user())).toBytes();
        }
    }
}
