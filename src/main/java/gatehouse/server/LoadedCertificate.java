package gatehouse.server;

import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile;
import gatehouse.pki.Credential;
import gatehouse.pki.TrustPoint;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;

/// A certificate that the gateway runs with.
///
/// @param role `gateway`, `intermediate` or `trust point NAME`
record LoadedCertificate(String role, X509Certificate certificate) {
    /// All that are loaded, each once.
    static List<LoadedCertificate> of(Policies policies) {
        var loaded = new LinkedHashSet<LoadedCertificate>();
        for (Profile profile : policies.profiles().all()) {
            for (Credential credential : profile.credentials()) {
                loaded.add(new LoadedCertificate("gateway", credential.certificate()));
                credential.intermediates().forEach(one -> loaded.add(new LoadedCertificate("intermediate", one)));
            }
        }
        for (Profile profile : policies.profiles().all()) {
            for (TrustPoint point : profile.trustPoints().points()) {
                point.authorities().forEach(
                        one -> loaded.add(new LoadedCertificate("trust point " + point.name(), one)));
            }
        }
        return List.copyOf(loaded);
    }

    String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    /// How long it is still valid; negative once it is not.
    Duration left(Instant now) {
        return Duration.between(now, certificate.getNotAfter().toInstant());
    }
}
