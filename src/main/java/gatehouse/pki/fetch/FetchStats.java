package gatehouse.pki.fetch;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/// What was fetched and what could not be.
public final class FetchStats {
    private final AtomicLongArray fetched = new AtomicLongArray(Kind.values().length);
    private final AtomicLongArray failed = new AtomicLongArray(Kind.values().length);

    public enum Kind {
        CRL,
        OCSP,
        CERTIFICATE;

        public static Iterable<Kind> all() {
            return Arrays.asList(values());
        }
    }

    void fetched(Kind kind) {
        fetched.incrementAndGet(kind.ordinal());
    }

    void failed(Kind kind) {
        failed.incrementAndGet(kind.ordinal());
    }

    public long succeeded(Kind kind) {
        return fetched.get(kind.ordinal());
    }

    public long failures(Kind kind) {
        return failed.get(kind.ordinal());
    }
}
