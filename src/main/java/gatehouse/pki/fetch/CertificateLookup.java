package gatehouse.pki.fetch;

import gatehouse.bytes.Bytes;
import gatehouse.pki.HashAndUrl;
import gatehouse.pki.PkiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Fetches certificates that clients only name, and keeps them by their hash. Whoever comes may name a URL before he has
/// proved anything: so it goes to allowed targets only, for few at a time, and not for long.
public final class CertificateLookup {
    private static final int LONGEST = 64 << 10;

    private final Settings settings;
    private final Http http;
    private final FetchStats stats;
    private final Semaphore underWay;
    private final Map<Key, List<X509Certificate>> kept;

    /// @param targets  where certificates may be fetched from
    /// @param cached   how many are kept
    /// @param timeout  for one of them
    /// @param underWay how many are fetched at the same time; more are refused
    public record Settings(Targets targets, int cached, Duration timeout, int underWay) {}

    private record Key(Bytes hash, boolean bundle) {}

    public CertificateLookup(Settings settings, FetchStats stats) {
        this.settings = settings;
        this.http = new Http(settings.timeout());
        this.stats = stats;
        this.underWay = new Semaphore(settings.underWay());
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, List<X509Certificate>> eldest) {
                return size() > settings.cached();
            }
        };
    }

    /// What is there, for each that is named. Waits.
    public List<List<X509Certificate>> fetch(List<HashAndUrl> named) throws FetchException {
        var certificates = new ArrayList<List<X509Certificate>>();
        for (HashAndUrl one : named) certificates.add(fetch(one));
        return certificates;
    }

    /// How many are kept now.
    public int size() {
        synchronized (kept) {
            return kept.size();
        }
    }

    private List<X509Certificate> fetch(HashAndUrl named) throws FetchException {
        var key = new Key(named.hash(), named.bundle());
        Optional<List<X509Certificate>> known = find(key);
        if (known.isPresent()) return known.get();
        if (!underWay.tryAcquire()) {
            throw new FetchException("more than " + settings.underWay() + " certificates are being fetched already");
        }
        try {
            List<X509Certificate> certificates =
                    named.certificates(http.get(named.url(), settings.targets(), LONGEST));
            stats.fetched(FetchStats.Kind.CERTIFICATE);
            synchronized (kept) {
                kept.put(key, certificates);
            }
            return certificates;
        } catch (PkiException e) {
            stats.failed(FetchStats.Kind.CERTIFICATE);
            throw new FetchException(named.url() + " " + e.getMessage());
        } catch (FetchException e) {
            stats.failed(FetchStats.Kind.CERTIFICATE);
            throw e;
        } finally {
            underWay.release();
        }
    }

    private Optional<List<X509Certificate>> find(Key key) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key));
        }
    }
}
