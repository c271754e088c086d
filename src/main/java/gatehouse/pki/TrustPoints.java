package gatehouse.pki;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Trust points, and whether one of their authorities vouches for a certificate (RFC 5280, section 6: dates, signatures,
/// constraints of authorities and of names, key usages). Whether it was revoked is another question, for others have to be
/// asked.
public final class TrustPoints {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int LONGEST_PATH = 10;

    private final List<TrustPoint> points;
    private final List<X509Certificate> authorities;

    private TrustPoints(Collection<TrustPoint> points) {
        this.points = List.copyOf(points);
        authorities = this.points.stream().flatMap(point -> point.authorities().stream()).distinct().toList();
    }

    /// These authorities and no others, without conditions.
    public static TrustPoints of(Collection<X509Certificate> authorities) {
        return new TrustPoints(
                authorities.isEmpty() ? List.of() : List.of(TrustPoint.of("", List.copyOf(authorities))));
    }

    /// These; whichever vouches first has its conditions.
    public static TrustPoints ofPoints(List<TrustPoint> points) {
        return new TrustPoints(points);
    }

    /// All of these together.
    public static TrustPoints union(Collection<TrustPoints> several) {
        return new TrustPoints(several.stream().flatMap(all -> all.points.stream()).distinct().toList());
    }

    public List<TrustPoint> points() {
        return points;
    }

    public List<X509Certificate> authorities() {
        return authorities;
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
        return verify(chain, now) instanceof TrustVerdict.Refused(var reason) ? Optional.of(reason) : Optional.empty();
    }

    /// Whether somebody vouches for a certificate.
    ///
    /// @param chain the certificate itself, and others that may lead from it to an authority, in any order
    public TrustVerdict verify(List<X509Certificate> chain, Instant now) {
        if (points.isEmpty()) return new TrustVerdict.Refused("no authority is trusted");
        X509Certificate leaf = chain.getFirst();
        boolean expired = now.isAfter(leaf.getNotAfter().toInstant());
        if (expired && points.stream().noneMatch(point -> point.allowsExpired(leaf))) {
            return new TrustVerdict.Refused("its certificate expired at " + leaf.getNotAfter().toInstant());
        }
        for (TrustPoint point : points) {
            if (expired && !point.allowsExpired(leaf)) continue;
            // RFC 5280 asks whether the path was valid at a time: for what may have expired, the last moment it was.
            Date time = expired ? leaf.getNotAfter() : Date.from(now);
            Optional<VerifiedPath> path = build(point, chain, time);
            if (path.isEmpty()) continue;
            Optional<String> objection = conditions(path.get(), now);
            return objection.isPresent()
                    ? new TrustVerdict.Refused(objection.get())
                    : new TrustVerdict.Trusted(path.get());
        }
        return new TrustVerdict.Refused(
                explain(chain, now).orElse("no trusted authority vouches for the certificate of "
                        + name(leaf) + ", issued by " + leaf.getIssuerX500Principal().getName()));
    }

    private static Optional<VerifiedPath> build(TrustPoint point, List<X509Certificate> chain, Date time) {
        var target = new X509CertSelector();
        target.setCertificate(chain.getFirst());
        try {
            var parameters = new PKIXBuilderParameters(anchors(point), target);
            parameters.setRevocationEnabled(false);
            parameters.setDate(time);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
            List<X509Certificate> path = certificates(built.getCertPath());
            X509Certificate authority = built.getTrustAnchor().getTrustedCert();
            // A certificate that is itself trusted has no path to anywhere.
            return Optional.of(new VerifiedPath(
                    point, path.isEmpty() ? List.of(chain.getFirst()) : path, authority));
        } catch (CertPathBuilderException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<TrustAnchor> anchors(TrustPoint point) {
        return point.authorities().stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<X509Certificate> certificates(CertPath path) {
        return path.getCertificates().stream().map(X509Certificate.class::cast).toList();
    }

    /// What the trust point demands beyond RFC 5280.
    private static Optional<String> conditions(VerifiedPath path, Instant now) {
        X509Certificate leaf = path.leaf();
        for (X509Certificate above : path.certificates().subList(1, path.certificates().size())) {
            if (now.isAfter(above.getNotAfter().toInstant())) {
                return Optional.of(
                        "the certificate of " + name(above) + " expired at " + above.getNotAfter().toInstant());
            }
        }
        // RFC 4945, section 5.1.3.2: if there is a key usage, one of these two has to be in it.
        boolean[] keyUsage = leaf.getKeyUsage();
        if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE] && !keyUsage[NON_REPUDIATION]) {
            return Optional.of("its certificate is not for signing (key usage)");
        }
        if (path.point().usages().isEmpty()) return Optional.empty();
        List<String> usages = usages(leaf);
        if (usages.isEmpty() || usages.stream().anyMatch(path.point().usages()::contains)) return Optional.empty();
        return Optional.of("its certificate is for other purposes (extended key usage "
                + String.join(", ", usages.stream().map(KeyPurposes::name).toList()) + "); trust point '"
                + path.point().name() + "' wants one of "
                + String.join(", ", path.point().usages().stream().map(KeyPurposes::name).sorted().toList()));
    }

    private static List<String> usages(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null ? List.of() : usages;
        } catch (CertificateParsingException _) {
            return List.of("unreadable");
        }
    }

    /// Why there is no path although its links are there. The builder does not say: it has other ways to try.
    private Optional<String> explain(List<X509Certificate> chain, Instant now) {
        for (TrustPoint point : points) {
            List<X509Certificate> links = links(chain, point.authorities());
            if (links.isEmpty()) continue;
            try {
                var parameters = new PKIXParameters(anchors(point));
                parameters.setRevocationEnabled(false);
                parameters.setDate(Date.from(now));
                CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(links);
                CertPathValidator.getInstance("PKIX").validate(path, parameters);
            } catch (CertPathValidatorException e) {
                int at = Math.max(0, e.getIndex());
                return Optional.of("the certificate of " + name(links.get(at)) + " does not hold: " + e.getMessage());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    /// From the certificate up to below an authority, by names and signatures alone; empty if a link is missing.
    private static List<X509Certificate> links(List<X509Certificate> chain, List<X509Certificate> authorities) {
        var links = new ArrayList<X509Certificate>();
        X509Certificate current = chain.getFirst();
        while (links.size() < LONGEST_PATH) {
            links.add(current);
            X509Certificate below = current;
            if (authorities.stream().anyMatch(authority -> KeyPairs.issued(authority, below))) return links;
            Optional<X509Certificate> issuer = chain.stream()
                    .filter(one -> !links.contains(one) && KeyPairs.issued(one, below))
                    .findFirst();
            if (issuer.isEmpty()) return List.of();
            current = issuer.get();
        }
        return List.of();
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
