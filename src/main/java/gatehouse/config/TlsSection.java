package gatehouse.config;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import gatehouse.radius.client.Transport.Kind;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Radius11;
import gatehouse.radius.secure.TlsPolicy.Version;
import gatehouse.radius.secure.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `tls` of a RADIUS server, and of the listener for dynamic authorization.
final class TlsSection {
    private static final Map<String, Version> VERSIONS = Map.of("1.2", Version.TLS_1_2, "1.3", Version.TLS_1_3);
    private static final Map<String, Radius11> RADIUS_1_1 =
            Map.of("allow", Radius11.ALLOW, "require", Radius11.REQUIRE, "off", Radius11.OFF);
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}");
    private static final int SHORTEST_KEY = 16; // RFC 9813, section 4.1
    /// Nothing is built of it: a configuration with an error is refused.
    private static final TlsPolicy STAND_IN = new TlsPolicy(
            new Trust.SharedKey("", Document.STAND_IN), EnumSet.allOf(Version.class), Radius11.OFF);

    private TlsSection() {}

    /// How we connect to a server.
    static TlsPolicy server(Section section, Kind kind) {
        Set<Version> versions = versions(section);
        Radius11 radius11 = section.value("radius-1.1", Radius11.ALLOW, Values.oneOf(RADIUS_1_1));
        if (kind == Kind.DTLS && !versions.contains(Version.TLS_1_2)) {
            section.error("versions", "there is no DTLS 1.3 here", "add 1.2, or use the transport 'tls'");
        }
        if (radius11 == Radius11.REQUIRE && (kind == Kind.DTLS || !versions.contains(Version.TLS_1_3))) {
            section.error("radius-1.1", "RADIUS/1.1 needs TLS 1.3", kind == Kind.DTLS
                    ? "use the transport 'tls'"
                    : "add 1.3 to 'versions'");
        }
        Optional<Trust> trust = trust(section);
        section.end();
        return trust.map(known -> new TlsPolicy(known, versions, radius11)).orElse(STAND_IN);
    }

    /// How others connect to us; whom we let in, each client says.
    static TlsPolicy listener(Section section, Credential own) {
        Set<Version> versions = versions(section);
        Radius11 radius11 = section.value("radius-1.1", Radius11.ALLOW, Values.oneOf(RADIUS_1_1));
        if (radius11 == Radius11.REQUIRE && !versions.contains(Version.TLS_1_3)) {
            section.error("radius-1.1", "RADIUS/1.1 needs TLS 1.3", "add 1.3 to 'versions'");
        }
        var nobody = new PeerRule(List.of(), List.of(), List.of(Bytes.wrap(new byte[32])));
        return new TlsPolicy(new Trust.Certificates(Optional.of(own), nobody), versions, radius11);
    }

    private static Set<Version> versions(Section section) {
        List<Version> versions =
                section.values("versions", List.of(Version.TLS_1_2, Version.TLS_1_3), Values.oneOf(VERSIONS));
        if (versions.isEmpty()) {
            section.error("versions", "is empty", "leave it out for both");
            return EnumSet.allOf(Version.class);
        }
        return EnumSet.copyOf(versions);
    }

    private static Optional<Trust> trust(Section section) {
        Optional<Trust.SharedKey> key = sharedKey(section);
        Optional<Credential> own = credential(section);
        List<X509Certificate> authorities = authorities(section, "ca");
        List<String> names = section.values("server-name", List.of(), Values::text);
        List<Bytes> fingerprints = section.values("fingerprint", List.of(), TlsSection::fingerprint);
        if (key.isPresent()) {
            for (String other : List.of("ca", "certificate", "private-key", "server-name", "fingerprint")) {
                if (section.has(other)) section.error(other, "stands beside a key of both", "keep one of them");
            }
            return Optional.of(key.get());
        }
        return rule(section, "server-name", authorities, names, fingerprints)
                .map(rule -> new Trust.Certificates(own, rule));
    }

    /// Whom to take for the peer.
    static Optional<PeerRule> rule(
            Section section, String nameKey, List<X509Certificate> authorities, List<String> names,
            List<Bytes> fingerprints) {
        if (fingerprints.isEmpty() && names.isEmpty()) {
            if (!section.has(nameKey) && !section.has("fingerprint")) {
                section.error(
                        "does not say who the peer is",
                        "name its certificate's host name in '" + nameKey + "' and its authority in 'ca',"
                                + " or its SHA-256 in 'fingerprint'");
            }
            return Optional.empty();
        }
        if (!names.isEmpty() && authorities.isEmpty()) {
            if (!section.has("ca")) {
                section.error("'ca' is missing", "anybody can make a certificate with that name: name the file of its"
                        + " authority");
            }
            return Optional.empty();
        }
        return Optional.of(new PeerRule(authorities, names, fingerprints));
    }

    private static Optional<Trust.SharedKey> sharedKey(Section section) {
        Optional<String> identity = section.value("psk-identity", Values::text);
        boolean hasKey = section.has("psk-file") || section.has("psk-env");
        Secret key = octets(section, section.secret("psk", identity.isPresent()));
        if (identity.isEmpty()) {
            if (hasKey) section.error("'psk-identity' is missing", "the server finds the key by it");
            return Optional.empty();
        }
        if (key != Document.STAND_IN && key.length() < SHORTEST_KEY) {
            section.error(
                    section.has("psk-file") ? "psk-file" : "psk-env",
                    "the key has " + key.length() + " octets, and 16 are the least",
                    "openssl rand -hex 32 makes a good one");
        }
        return Optional.of(new Trust.SharedKey(identity.get(), key));
    }

    /// `0x` and hexadecimal digits are the octets that they stand for, as servers like to write a key.
    private static Secret octets(Section section, Secret written) {
        String text = new String(written.expose(), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("0x")) return written;
        try {
            return Secret.wrap(HexFormat.of().parseHex(text.substring(2)));
        } catch (IllegalArgumentException _) {
            section.error(
                    section.has("psk-file") ? "psk-file" : "psk-env", "the key begins with 0x, but is not hexadecimal",
                    "an even number of digits 0 to 9 and a to f");
            return Document.STAND_IN;
        }
    }

    /// Our own certificate, if there is one.
    static Optional<Credential> credential(Section section) {
        Optional<Path> certificate = section.file("certificate");
        Optional<Path> privateKey = section.file("private-key");
        if (certificate.isPresent() != privateKey.isPresent()) {
            if (certificate.isPresent()) section.error("'private-key' is missing", "a certificate needs its key");
            else section.error("'certificate' is missing", "a key needs its certificate");
            return Optional.empty();
        }
        if (certificate.isEmpty()) return Optional.empty();
        try {
            Credential credential = PemFiles.credential(certificate.get(), privateKey.get());
            section.warnIfWorldReadable("private-key", privateKey.get());
            IdentitySection.expiry(section, credential, "the other end refuses it", "restart");
            return Optional.of(credential);
        } catch (PkiException e) {
            section.error(e.getMessage(), "");
        } catch (IOException e) {
            section.error("private-key", Document.why(privateKey.get(), e), "");
        }
        return Optional.empty();
    }

    static List<X509Certificate> authorities(Section section, String key) {
        Optional<Path> file = section.file(key);
        if (file.isEmpty()) return List.of();
        try {
            return PemFiles.certificates(file.get());
        } catch (PkiException e) {
            section.error(key, e.getMessage(), "");
            return List.of();
        }
    }

    static Bytes fingerprint(String text) throws Unfit {
        if (FINGERPRINT.matcher(text).matches()) return Bytes.fromHex(text.replace(":", ""));
        throw new Unfit(
                "'" + text + "' is not a SHA-256 fingerprint",
                "openssl x509 -in CERTIFICATE -noout -fingerprint -sha256");
    }
}
