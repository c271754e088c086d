package gatehouse.server;

import gatehouse.ike.policy.Policies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warns of certificates that expire soon, once a day each. Rounds may overlap.
final class CertificateExpiry {
    static final Duration SOON = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(CertificateExpiry.class);
    private static final Duration BETWEEN = Duration.ofDays(1);

    private final InstantSource clock;
    private final Map<LoadedCertificate, Instant> told = new HashMap<>();

    CertificateExpiry(InstantSource clock) {
        this.clock = clock;
    }

    void look(Policies policies) {
        due(policies).forEach(one -> LOG.atWarn()
                .addKeyValue("event", "certificate-expires")
                .addKeyValue("role", one.role())
                .addKeyValue("subject", one.subject())
                .addKeyValue("serial", one.certificate().getSerialNumber().toString(16))
                .addKeyValue("at", one.certificate().getNotAfter().toInstant())
                .log(one.left(clock.instant()).isNegative()
                        ? "a certificate has expired; renew it, and reload"
                        : "a certificate expires within 30 days; renew it, and reload"));
    }

    /// Those that have to be told of now.
    synchronized List<LoadedCertificate> due(Policies policies) {
        Instant now = clock.instant();
        List<LoadedCertificate> due = LoadedCertificate.of(policies).stream()
                .filter(one -> one.left(now).compareTo(SOON) < 0)
                .filter(one -> !now.isBefore(told.getOrDefault(one, Instant.MIN)))
                .toList();
        due.forEach(one -> told.put(one, now.plus(BETWEEN)));
        return due;
    }
}
