package gatehouse.pki.fetch;

import gatehouse.bytes.Bytes;
import gatehouse.pki.CertificateStatus;
import gatehouse.pki.Ocsp;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What OCSP responders answered, kept while it holds.
final class OcspAnswers {
    private static final String REQUEST = "application/ocsp-request";
    private static final int MOST = 20_000;
    private static final int LONGEST = 64 << 10;

    private final Http http;
    private final FetchLimits limits;
    private final FetchStats stats;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MOST;
        }
    };

    OcspAnswers(Http http, FetchLimits limits, FetchStats stats) {
        this.http = http;
        this.limits = limits;
        this.stats = stats;
    }

    /// Those that could not be reached, until when nobody tries: not everybody who logs in shall wait for them.
    private final Map<URI, Silence> silent = new ConcurrentHashMap<>();

    private record Silence(String why, Instant until) {}

    private record Key(X509Certificate certificate, X509Certificate issuer) {}

    private record Kept(Bytes response, CertificateStatus status, Instant until) {}

    /// What is known already.
    Optional<CertificateStatus> known(X509Certificate certificate, X509Certificate issuer, Instant now) {
        return find(new Key(certificate, issuer), now).map(Kept::status);
    }

    /// What a responder says, by an answer that still holds or by asking it.
    CertificateStatus ask(
            URI responder,
            X509Certificate certificate,
            X509Certificate issuer,
            List<X509Certificate> responders,
            Instant now) {
        var key = new Key(certificate, issuer);
        Optional<Kept> known = find(key, now);
        if (known.isPresent()) return known.get().status();
        Silence silence = silent.get(responder);
        if (silence != null && now.isBefore(silence.until())) return new CertificateStatus.Unknown(silence.why());
        try {
            Bytes request = Ocsp.request(certificate, issuer);
            Bytes response = http.post(responder, Targets.ANYWHERE, LONGEST, REQUEST, request);
            CertificateStatus status = Ocsp.judge(response, certificate, issuer, responders, now);
            stats.fetched(FetchStats.Kind.OCSP);
            silent.remove(responder);
            switch (status) {
                case CertificateStatus.Good(var until) -> keep(key, response, status, until, now);
                case CertificateStatus.Revoked _ -> keep(key, response, status, Instant.MAX, now);
                case CertificateStatus.Unknown _ -> {}
            }
            return status;
        } catch (FetchException e) {
            stats.failed(FetchStats.Kind.OCSP);
            silent.put(responder, new Silence(e.getMessage(), now.plus(limits.retry())));
            return new CertificateStatus.Unknown(e.getMessage());
        }
    }

    /// The answer itself, for handing on; empty if there is none that holds and is good.
    Optional<Bytes> response(X509Certificate certificate, X509Certificate issuer, Instant now) {
        return find(new Key(certificate, issuer), now)
                .filter(one -> one.status() instanceof CertificateStatus.Good)
                .map(Kept::response);
    }

    private Optional<Kept> find(Key key, Instant now) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key)).filter(one -> now.isBefore(one.until()));
        }
    }

    private void keep(Key key, Bytes response, CertificateStatus status, Instant until, Instant now) {
        Instant refresh = now.plus(limits.refresh());
        synchronized (kept) {
            kept.put(key, new Kept(response, status, until.isBefore(refresh) ? until : refresh));
        }
    }
}
