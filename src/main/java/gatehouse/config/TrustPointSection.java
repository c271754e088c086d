package gatehouse.config;

import gatehouse.pki.CertificateMap;
import gatehouse.pki.Credential;
import gatehouse.pki.KeyPurposes;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.pki.Revocation;
import gatehouse.pki.Revocation.Method;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoint;
import gatehouse.pki.TrustPoint.CertificateException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `trust-points`: whose certificates clients may come with, and on which conditions.
final class TrustPointSection {
    private static final Map<String, Method> METHODS =
            Map.of("crl", Method.CRL, "ocsp", Method.OCSP, "none", Method.NONE);
    /// RFC 4945, section 5.1.3.12, and what authorities for people issue.
    private static final List<String> USAGES =
            List.of("client-auth", "ipsec-ike", "ike-intermediate", "smartcard-logon", "any");

    private final Section section;
    private final Map<String, CertificateMap> maps;

    private TrustPointSection(Section section, Map<String, CertificateMap> maps) {
        this.section = section;
        this.maps = maps;
    }

    static Map<String, TrustPointSettings> read(Section root, Map<String, CertificateMap> maps) {
        var points = new LinkedHashMap<String, TrustPointSettings>();
        root.named("trust-points").forEach(
                (name, section) -> points.put(name, new TrustPointSection(section, maps).read(name)));
        return points;
    }

    private TrustPointSettings read(String name) {
        List<X509Certificate> authorities = section.files("certificates", TrustPointSection::authorities)
                .stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (authorities.isEmpty() && !section.has("certificates")) {
            section.error("'certificates' is missing", "name PEM files with the authorities");
        }
        List<String> usages = section.values("extended-key-usages", USAGES, TrustPointSection::usage).stream()
                .map(text -> KeyPurposes.identifier(text).orElse(text))
                .toList();
        Revocation revocation = revocation();
        List<CertificateException> exceptions = exceptions(revocation);
        List<Credential> own = own(authorities);
        section.end();
        return new TrustPointSettings(
                new TrustPoint(name, authorities, Set.copyOf(usages), revocation, exceptions), own);
    }

    private Revocation revocation() {
        List<Method> methods = section.values("revocation-check", List.of(Method.NONE), Values.oneOf(METHODS));
        if (new HashSet<>(methods).size() < methods.size()) {
            section.error("revocation-check", "has the same method twice", "");
        }
        int none = methods.indexOf(Method.NONE);
        if (none >= 0 && none < methods.size() - 1) {
            section.error("revocation-check", "has 'none' before another method, which is never asked then",
                    "write it last");
        }
        if (methods.isEmpty()) section.error("revocation-check", "is empty", "write none to ask nobody");
        var revocation = new Revocation(
                methods,
                section.files("crl-files", TrustPointSection::readable),
                section.values("crl-urls", List.of(), TrustPointSection::http),
                section.values("ocsp-urls", List.of(), TrustPointSection::http),
                section.files("ocsp-responders", TrustPointSection::responder),
                section.value("disconnect-revoked-peers", true, Values::yesOrNo));
        for (String key : List.of("crl-files", "crl-urls")) needs(key, methods, Method.CRL, "crl");
        for (String key : List.of("ocsp-urls", "ocsp-responders")) needs(key, methods, Method.OCSP, "ocsp");
        if (section.has("disconnect-revoked-peers") && revocation.tearDown() && !revocation.asks()) {
            section.error("disconnect-revoked-peers", "is for nobody: revocation-check asks nobody",
                    "add crl or ocsp there, or remove this");
        }
        return revocation;
    }

    private void needs(String key, List<Method> methods, Method method, String word) {
        if (!section.has(key) || methods.contains(method)) return;
        section.error(key, "is for nobody: revocation-check has no '" + word + "'", "add it there, or remove this");
    }

    private List<CertificateException> exceptions(Revocation revocation) {
        var exceptions = new ArrayList<CertificateException>();
        for (Section below : section.sections("exceptions")) {
            Optional<CertificateMap> map = below.value("certificate-map", this::map);
            if (!below.has("certificate-map")) {
                below.error("'certificate-map' is missing", "name the map whose certificates are meant");
            }
            var exception = new CertificateException(
                    map.orElse(new CertificateMap("", List.of())),
                    below.value("allow-expired", false, Values::yesOrNo),
                    below.value("skip-revocation-check", false, Values::yesOrNo),
                    below.values("crl-urls", List.of(), TrustPointSection::http),
                    below.values("ocsp-urls", List.of(), TrustPointSection::http));
            boolean asksMore = !exception.crlUrls().isEmpty() || !exception.ocspUrls().isEmpty();
            if (!exception.allowExpired() && !exception.skipRevocation() && !asksMore) {
                below.error("makes no difference", "write allow-expired, skip-revocation-check, crl-urls or ocsp-urls");
            }
            if (exception.skipRevocation() && (asksMore || !revocation.asks())) {
                below.error("skip-revocation-check", asksMore
                        ? "stands beside URLs that are never asked then"
                        : "is for nobody: revocation-check asks nobody", "keep one of them");
            }
            if (!exception.crlUrls().isEmpty() && !revocation.methods().contains(Method.CRL)
                    || !exception.ocspUrls().isEmpty() && !revocation.methods().contains(Method.OCSP)) {
                below.error("has URLs of a method that revocation-check does not have", "add it there, or remove them");
            }
            below.end();
            exceptions.add(exception);
        }
        return exceptions;
    }

    private CertificateMap map(String name) throws Unfit {
        return maps.get(Definitions.known("certificate map", name, maps.keySet()));
    }

    /// Our certificate under these authorities.
    private List<Credential> own(List<X509Certificate> authorities) {
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> privateKey = section.file("private-key");
        if (certificate.isEmpty() && privateKey.isEmpty()) return List.of();
        if (certificate.isEmpty()) section.error("'certificate' is missing", "a key needs its certificate");
        if (privateKey.isEmpty()) section.error("'private-key' is missing", "a certificate needs its key");
        if (certificate.isEmpty() || privateKey.isEmpty()) return List.of();
        List<Credential> own = IdentitySection.credential(section, certificate.get(), privateKey.get())
                .map(credential -> credential.under(authorities))
                .stream()
                .toList();
        for (Credential credential : own) {
            IdentitySection.expiry(section, credential);
            if (SubjectNames.list(credential.certificate()).isEmpty()) {
                section.error("certificate", "the certificate bears no name that clients could look for",
                        "it needs the gateway's host name or address as subjectAltName");
            }
            if (credential.roots().isEmpty()) {
                section.error("certificate",
                        "none of the trust point's certificates issued it, or the end of its chain",
                        "add the authority there, or the intermediate certificates behind it in the file");
            }
        }
        return own;
    }

    private static List<X509Certificate> authorities(Path file) throws Unfit {
        List<X509Certificate> certificates = certificates(file);
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                String subject = certificate.getSubjectX500Principal().getName();
                throw new Unfit("'" + subject + "' in " + file + " is no authority", "only authorities go here");
            }
        }
        return certificates;
    }

    private static X509Certificate responder(Path file) throws Unfit {
        return certificates(file).getFirst();
    }

    private static List<X509Certificate> certificates(Path file) throws Unfit {
        try {
            return PemFiles.certificates(file);
        } catch (PkiException e) {
            throw new Unfit(e.getMessage(), "");
        }
    }

    private static Path readable(Path file) throws Unfit {
        if (Files.isReadable(file)) return file;
        throw new Unfit(file + (Files.exists(file) ? " cannot be read" : " does not exist"), "");
    }

    private static String usage(String text) throws Unfit {
        if (KeyPurposes.identifier(text).isPresent()) return text;
        throw new Unfit("unknown usage '" + text + "'",
                "write an object identifier, or one of " + String.join(", ", KeyPurposes.names()));
    }

    private static URI http(String text) throws Unfit {
        try {
            var uri = new URI(text);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) return uri;
        } catch (URISyntaxException _) {
            // The same complaint.
        }
        throw new Unfit("'" + text + "' is no http URL", "what is there is signed, so http://HOST/PATH does");
    }
}
