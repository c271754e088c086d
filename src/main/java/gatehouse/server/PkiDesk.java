package gatehouse.server;

import gatehouse.aaa.Ticket;
import gatehouse.bytes.Bytes;
import gatehouse.config.PkiSettings;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile;
import gatehouse.pki.Credential;
import gatehouse.pki.OwnStatus;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.TrustPoint;
import gatehouse.pki.VerifiedPath;
import gatehouse.pki.fetch.CertificateLookup;
import gatehouse.pki.fetch.FetchException;
import gatehouse.pki.fetch.FetchStats;
import gatehouse.pki.fetch.RevocationCheck;
import gatehouse.pki.fetch.RevocationCheck.Verdict;
import gatehouse.pki.fetch.Targets;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out about certificates for all shards, each question on a virtual thread of its own; looks at those of live sessions
/// from time to time, and ends the sessions whose certificates were revoked; knows what OCSP responders say about our own.
final class PkiDesk implements OwnStatus {
    private static final Logger LOG = LoggerFactory.getLogger(PkiDesk.class);
    private static final int LOOKUPS = 64;

    private final PkiSettings settings;
    private final InstantSource clock;
    private final Orders orders;
    private final FetchStats stats = new FetchStats();
    private final RevocationCheck revocation;
    private final CertificateLookup lookup;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<SessionId, VerifiedPath> watched = new ConcurrentHashMap<>();
    private final Map<X509Certificate, Bytes> own = new ConcurrentHashMap<>();
    private final CertificateExpiry expiry;
    private volatile Policies policies;

    PkiDesk(PkiSettings settings, Policies policies, InstantSource clock, Orders orders) {
        this.settings = settings;
        this.policies = policies;
        this.clock = clock;
        this.orders = orders;
        this.revocation = new RevocationCheck(settings.limits(), stats);
        this.lookup = new CertificateLookup(
                new CertificateLookup.Settings(
                        Targets.publicAnd(settings.httpUrlNetworks()),
                        settings.certificateCache(),
                        settings.limits().timeout(),
                        LOOKUPS),
                stats);
        this.expiry = new CertificateExpiry(clock);
    }

    /// Looks at everything, now and every so often.
    void open() {
        threads.execute(() -> {
            try {
                while (true) {
                    look();
                    Thread.sleep(settings.recheck());
                }
            } catch (InterruptedException _) {
                // The gateway stops.
            }
        });
    }

    void close() {
        threads.shutdownNow();
    }

    /// From now on these hold, for who is connected too: a trust point of the same name has the say.
    void replace(Policies replacement) {
        policies = replacement;
        threads.execute(this::look);
    }

    /// The desk as one shard sees it.
    ///
    /// @param answers takes an answer on any thread: it hands it over to the shard
    PkiPort of(BiConsumer<Ticket, PkiAnswer> answers) {
        return new PkiPort() {
            @Override
            public void ask(Ticket ticket, PkiQuestion question) {
                threads.execute(() -> answers.accept(ticket, answer(question)));
            }

            @Override
            public void vouched(SessionId session, VerifiedPath path) {
                watched.put(session, path);
            }

            @Override
            public void ended(SessionId session) {
                watched.remove(session);
            }
        };
    }

    /// Waits.
    PkiAnswer answer(PkiQuestion question) {
        try {
            return switch (question) {
                case PkiQuestion.Certificates(var named) -> new PkiAnswer.Certificates(lookup.fetch(named));
                case PkiQuestion.Revoked(var path, var inBand) ->
                        switch (revocation.check(path, inBand, clock.instant())) {
                            case Verdict.Fine() -> new PkiAnswer.NotRevoked();
                            case Verdict.Revoked(var reason) -> new PkiAnswer.Refused(reason);
                            case Verdict.Unknown(var reason) -> new PkiAnswer.Refused(reason);
                        };
            };
        } catch (FetchException e) {
            return new PkiAnswer.Refused(e.getMessage());
        } catch (RuntimeException e) {
            // Somebody waits for an answer, whatever a server has sent us.
            LOG.atError().setCause(e).addKeyValue("event", "bug").log("a question about certificates was not answered");
            return new PkiAnswer.Refused("internal error");
        }
    }

    @Override
    public Optional<Bytes> response(X509Certificate certificate) {
        return Optional.ofNullable(own.get(certificate));
    }

    /// One round. Waits.
    void look() {
        try {
            expiry.look(policies);
            askAboutOurselves();
            lookAtSessions();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("event", "bug").log("certificates were not looked at");
        }
    }

    private void askAboutOurselves() {
        var fresh = new HashMap<X509Certificate, Bytes>();
        policies.profiles().all().stream()
                .flatMap(profile -> profile.credentials().stream())
                .distinct()
                .forEach(credential -> ask(credential)
                        .ifPresent(response -> fresh.put(credential.certificate(), response)));
        own.keySet().retainAll(fresh.keySet());
        own.putAll(fresh);
    }

    private Optional<Bytes> ask(Credential credential) {
        return credential.issuers().stream()
                .flatMap(issuer -> revocation.own(credential.certificate(), issuer, clock.instant()).stream())
                .findFirst();
    }

    private void lookAtSessions() {
        Map<String, TrustPoint> points = new HashMap<>();
        for (Profile profile : policies.profiles().all()) {
            profile.trustPoints().points().forEach(point -> points.put(point.name(), point));
        }
        watched.forEach((session, path) -> {
            TrustPoint point = points.getOrDefault(path.point().name(), path.point());
            if (!point.revocation().tearDown()) return;
            var now = new VerifiedPath(point, path.certificates(), path.authority());
            if (revocation.check(now, List.of(), clock.instant()) instanceof Verdict.Revoked(var reason)) {
                orders.order(new SessionCommand.Disconnect(session, TerminateCause.ADMIN_RESET, reason));
            }
        });
    }

    /// What is loaded, and until when it is valid.
    List<LoadedCertificate> loaded() {
        return LoadedCertificate.of(policies);
    }

    Tally tally() {
        var tally = new Tally();
        for (FetchStats.Kind kind : FetchStats.Kind.all()) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            String help = "Revocation lists, OCSP answers and certificates that were fetched, or could not be.";
            tally.counter("gatehouse_pki_fetched_total", help, Map.of("kind", word, "result", "ok"),
                    stats.succeeded(kind));
            tally.counter("gatehouse_pki_fetched_total", help, Map.of("kind", word, "result", "failed"),
                    stats.failures(kind));
        }
        tally.gauge("gatehouse_pki_cached_certificates", "Certificates kept that clients named by URL.", Map.of(),
                lookup.size());
        tally.gauge("gatehouse_pki_watched_sessions", "Sessions that end when their certificate is revoked.", Map.of(),
                watched.size());
        loaded().forEach(one -> tally.gauge(
                "gatehouse_certificate_expiry_seconds",
                "When a certificate that is loaded expires, as Unix time.",
                Map.of("role", one.role(), "subject", one.subject(),
                        "serial", one.certificate().getSerialNumber().toString(16)),
                one.certificate().getNotAfter().toInstant().getEpochSecond()));
        tally.gauge("gatehouse_certificates_expiring", "Certificates that are loaded and expire within 30 days.",
                Map.of(), loaded().stream()
                        .filter(one -> one.left(clock.instant()).compareTo(CertificateExpiry.SOON) < 0).count());
        return tally;
    }
}
