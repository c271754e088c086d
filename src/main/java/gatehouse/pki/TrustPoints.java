package gatehouse.pki;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Authorities that are trusted, and whether they vouch for a certificate (RFC 5280, section 6). Revocation is not
/// asked for.
public final class TrustPoints {
    private final Set<TrustAnchor> anchors;

    private TrustPoints(Set<TrustAnchor> anchors) {
        this.anchors = anchors;
    }

    /// These authorities and no others.
    public static TrustPoints of(Collection<X509Certificate> authorities) {
        return new TrustPoints(authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /// All of these together.
    public static TrustPoints union(Collection<TrustPoints> several) {
        return of(several.stream().flatMap(points -> points.authorities().stream()).distinct().toList());
    }

    public List<X509Certificate> authorities() {
        return anchors.stream().map(TrustAnchor::getTrustedCert).toList();
    }

    /// The public authorities that this Java trusts.
    public static TrustPoints ofPlatform() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return of(Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .toList());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Why a certificate is not to be trusted; empty if it is.
    ///
    /// @param chain the certificate itself, and others that may lead from it to an authority, in any order
    public Optional<String> objection(List<X509Certificate> chain, Instant now) {
        if (anchors.isEmpty()) return Optional.of("no authority is trusted");
        X509Certificate leaf = chain.getFirst();
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            return Optional.of("its certificate expired at " + leaf.getNotAfter().toInstant());
        }
        var target = new X509CertSelector();
        target.setCertificate(leaf);
        try {
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return Optional.empty();
        } catch (CertPathBuilderException _) {
            return Optional.of("no trusted authority vouches for the certificate of "
                    + leaf.getSubjectX500Principal().getName() + ", issued by "
                    + leaf.getIssuerX500Principal().getName());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
