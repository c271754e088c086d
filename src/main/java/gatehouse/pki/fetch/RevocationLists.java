package gatehouse.pki.fetch;

import gatehouse.pki.PkiException;
import gatehouse.pki.RevocationList;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Revocation lists in files and on servers, each read once for all who ask, and again when it may have changed. Who asks
/// while one is on its way waits for it.
final class RevocationLists {
    // Authorities whose certificates are trusted say where lists are; not so many different ones.
    private static final int MOST = 200;

    private final Http http;
    private final FetchLimits limits;
    private final FetchStats stats;
    private final Map<Object, Slot> slots = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Slot> eldest) {
            return size() > MOST;
        }
    };

    RevocationLists(Http http, FetchLimits limits, FetchStats stats) {
        this.http = http;
        this.limits = limits;
        this.stats = stats;
    }

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private RevocationList list;
        private FetchException failure;
        private FileTime modified;
        private long size;
        private Instant next = Instant.MIN;
    }

    /// The list in a file, which is read again when it was replaced.
    RevocationList of(Path file) throws FetchException {
        Slot slot = slot(file);
        slot.lock.lock();
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            if (slot.list == null || !modified.equals(slot.modified) || size != slot.size) {
                if (size > limits.crlOctets()) throw new FetchException(file + " is longer than " + limits.crlOctets());
                slot.list = RevocationList.read(Files.readAllBytes(file));
                slot.modified = modified;
                slot.size = size;
            }
            return slot.list;
        } catch (NoSuchFileException _) {
            throw new FetchException(file + " does not exist");
        } catch (IOException e) {
            throw new FetchException(file + ": " + e.getMessage());
        } catch (PkiException e) {
            throw new FetchException(file + " " + e.getMessage());
        } finally {
            slot.lock.unlock();
        }
    }

    /// The list at a place. While it holds, it serves on if a newer one cannot be had.
    RevocationList of(URI uri, Instant now) throws FetchException {
        Slot slot = slot(uri);
        slot.lock.lock();
        try {
            if (!now.isBefore(slot.next)) fetch(slot, uri, now);
            if (slot.list != null) return slot.list;
            throw slot.failure;
        } finally {
            slot.lock.unlock();
        }
    }

    private void fetch(Slot slot, URI uri, Instant now) {
        try {
            slot.list = RevocationList.read(http.get(uri, Targets.ANYWHERE, limits.crlOctets()).toArray());
            slot.failure = null;
            Instant refresh = now.plus(limits.refresh());
            boolean sooner = slot.list.nextUpdate().isAfter(now) && slot.list.nextUpdate().isBefore(refresh);
            slot.next = sooner ? slot.list.nextUpdate() : refresh;
            stats.fetched(FetchStats.Kind.CRL);
        } catch (FetchException e) {
            fail(slot, e, now);
        } catch (PkiException e) {
            fail(slot, new FetchException(uri + " " + e.getMessage()), now);
        }
    }

    private void fail(Slot slot, FetchException failure, Instant now) {
        slot.failure = failure;
        slot.next = now.plus(limits.retry());
        stats.failed(FetchStats.Kind.CRL);
    }

    private Slot slot(Object key) {
        synchronized (slots) {
            return slots.computeIfAbsent(key, _ -> new Slot());
        }
    }
}
