package gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gatehouse.config.Configuration.Overrides;
import gatehouse.net.Prefix;
import gatehouse.pki.Credential;
import gatehouse.pki.KeyPurposes;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.PemFiles;
import gatehouse.pki.Revocation;
import gatehouse.pki.Revocation.Method;
import gatehouse.pki.TrustPoint;
import gatehouse.pki.fetch.FetchLimits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// `trust-points` and `pki`: what is read, and what an operator reads when they are wrong.
class TrustPointsTest {
    @TempDir
    private static Path directory;

    private static LaboratoryCa ca;
    private static Credential own;

    @BeforeAll
    static void files() throws Exception {
        Instant now = Instant.now();
        ca = LaboratoryCa.create("Authority", KeyKind.ECDSA_P256, new SecureRandom(), now);
        own = ca.issueGateway(List.of("gate.example.org"), KeyKind.ECDSA_P256, now);
        Credential nameless = ca.issue(Wish.gateway(List.of("no name")), KeyKind.ECDSA_P256, now);
        Credential foreign = LaboratoryCa.create("Foreign", KeyKind.ECDSA_P256, new SecureRandom(), now)
                .issueGateway(List.of("gate.example.org"), KeyKind.ECDSA_P256, now);
        PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(ca.certificate()));
        write("own", own);
        write("nameless", nameless);
        write("foreign", foreign);
        Files.write(directory.resolve("ca.crl"), ca.revocationList(List.of(), now, Duration.ofDays(1)));
    }

    private static void write(String name, Credential credential) throws Exception {
        PemFiles.writeCertificates(directory.resolve(name + ".pem"), List.of(credential.certificate()));
        PemFiles.writePrivateKey(directory.resolve(name + ".key"), credential.privateKey());
    }

    @Test
    void aTrustPointHasAllThatItIsGiven() throws Exception {
        ProfileSettings profile = parse("""
                trust-points:
                  office:
                    certificates: ca.pem
                    extended-key-usages: [ipsec-ike, 1.2.3.4]
                    revocation-check: [crl, ocsp, none]
                    crl-files: ca.crl
                    crl-urls: ['http://crl.example.org/a']
                    ocsp-urls: ['http://ocsp.example.org/']
                    ocsp-responders: own.pem
                    disconnect-revoked-peers: false
                    exceptions:
                      - {certificate-map: printers, allow-expired: true, skip-revocation-check: true}
                      - {certificate-map: printers, crl-urls: 'http://crl.example.org/b'}
                    certificate: own.pem
                    private-key: own.key
                certificate-maps: {printers: {any-of: [{all-of: subject contains OU=printers}]}}
                profiles: {a: {authentication: {remote: certificate, trust-points: office, sign-with: office}}}
                """).gateway().profiles().getFirst();
        TrustPoint point = profile.trustPoints().getFirst();
        assertThat(point.usages()).containsExactlyInAnyOrder(KeyPurposes.IPSEC_IKE, "1.2.3.4");
        assertThat(point.revocation()).isEqualTo(new Revocation(
                List.of(Method.CRL, Method.OCSP, Method.NONE),
                List.of(directory.resolve("ca.crl")),
                List.of(URI.create("http://crl.example.org/a")),
                List.of(URI.create("http://ocsp.example.org/")),
                List.of(own.certificate()),
                false));
        assertThat(point.exceptions()).hasSize(2).first().satisfies(exception -> {
            assertThat(exception.allowExpired()).isTrue();
            assertThat(exception.skipRevocation()).isTrue();
        });
        assertThat(profile.signWith()).singleElement().satisfies(credential -> {
            assertThat(credential.certificate()).isEqualTo(own.certificate());
            assertThat(credential.roots()).containsExactly(ca.certificate());
        });
    }

    @Test
    void byItselfNobodyIsAskedAndUsagesOfServersAloneDoNotFit() throws Exception {
        TrustPoint point = parse("""
                trust-points: {office: {certificates: ca.pem}}
                profiles: {a: {authentication: {remote: certificate, trust-points: office}}}
                """).gateway().profiles().getFirst().trustPoints().getFirst();
        assertThat(point.revocation().asks()).isFalse();
        assertThat(point.usages()).contains(KeyPurposes.CLIENT_AUTH, KeyPurposes.IKE_INTERMEDIATE, KeyPurposes.ANY)
                .doesNotContain(KeyPurposes.SERVER_AUTH);
    }

    @Test
    void whatIsFetchedHasItsLimits() throws Exception {
        PkiSettings pki = parse("""
                pki:
                  timeout: 2s
                  crl-size: 1M
                  refresh: 10m
                  retry: 5s
                  recheck: 3s
                  http-url-certificates: true
                  http-url-networks: [192.0.2.0/24]
                  certificate-cache: 10
                """).gateway().pki();
        assertThat(pki).isEqualTo(new PkiSettings(
                new FetchLimits(Duration.ofSeconds(2), 1 << 20, Duration.ofMinutes(10), Duration.ofSeconds(5)),
                Duration.ofSeconds(3), true, List.of(Prefix.parse("192.0.2.0/24")), 10));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("revocation-check: [none, crl]",
                        ".revocation-check: has 'none' before another method, which is "
                                + "never asked then; write it last"),
                mistake("revocation-check: [crl, crl]", ".revocation-check: has the same method twice"),
                mistake("revocation-check: []", ".revocation-check: is empty; write none to ask nobody"),
                mistake("revocation-check: ldap", ".revocation-check: unknown word 'ldap'; one of crl, none, ocsp"),
                mistake("crl-files: ca.crl",
                        ".crl-files: is for nobody: revocation-check has no 'crl'; add it there, or "
                                + "remove this"),
                mistake("{revocation-check: crl, ocsp-urls: 'http://a/'}",
                        ".ocsp-urls: is for nobody: revocation-check has"
                                + " no 'ocsp'; add it there, or remove this"),
                mistake("{revocation-check: crl, crl-files: b.crl}", ".crl-files: DIRECTORY/b.crl does not exist"),
                mistake("{revocation-check: crl, crl-urls: 'ldap://a/'}",
                        ".crl-urls: 'ldap://a/' is no http URL; what is "
                                + "there is signed, so http://HOST/PATH does"),
                mistake("disconnect-revoked-peers: true",
                        ".disconnect-revoked-peers: is for nobody: revocation-check asks "
                                + "nobody; add crl or ocsp there, or remove this"),
                mistake("extended-key-usages: [client]",
                        ".extended-key-usages[1]: unknown usage 'client'; write an object "
                                + "identifier, or one of any, client-auth, ike-intermediate, ipsec-ike, ocsp-signing, server-auth,"
                                + " smartcard-logon"),
                mistake("exceptions: [{allow-expired: true}]",
                        ".exceptions[1]: 'certificate-map' is missing; name the map "
                                + "whose certificates are meant"),
                mistake("exceptions: [{certificate-map: a}]",
                        ".exceptions[1]: makes no difference; write allow-expired, "
                                + "skip-revocation-check, crl-urls or ocsp-urls"),
                mistake("exceptions: [{certificate-map: other, allow-expired: true}]",
                        ".exceptions[1].certificate-map: unknown"
                                + " certificate map 'other'; known: a"),
                mistake("exceptions: [{certificate-map: a, skip-revocation-check: true}]",
                        ".exceptions[1].skip-revocation-check: is for nobody: revocation-check asks nobody; keep one of "
                                + "them"),
                mistake("{revocation-check: crl, exceptions: [{certificate-map: a, skip-revocation-check: true, crl-urls: "
                        + "'http://a/'}]}",
                        ".exceptions[1].skip-revocation-check: stands beside URLs that are never asked "
                                + "then; keep one of them"),
                mistake("{revocation-check: crl, exceptions: [{certificate-map: a, ocsp-urls: 'http://a/'}]}",
                        ".exceptions[1]: has URLs of a method that revocation-check does not have; add it there, or remove "
                                + "them"),
                mistake("certificate: own.pem", ": 'private-key' is missing; a certificate needs its key"),
                mistake("private-key: own.key", ": 'certificate' is missing; a key needs its certificate"),
                mistake("{certificate: nameless.pem, private-key: nameless.key}",
                        ".certificate: the certificate bears no "
                                + "name that clients could look for; it needs the gateway's host name or address as "
                                + "subjectAltName"),
                mistake("{certificate: foreign.pem, private-key: foreign.key}",
                        ".certificate: none of the trust point's "
                                + "certificates issued it, or the end of its chain; add the authority there, or the intermediate "
                                + "certificates behind it in the file"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsRemedy(String point, String expected) {
        String body = point.startsWith("{") ? point.substring(1, point.length() - 1) : point;
        assertThat(complaints("trust-points: {office: {certificates: ca.pem, " + body + "}}\n"
                + "certificate-maps: {a: {any-of: [{all-of: subject contains x}]}}"))
                .containsExactly("1 trust-points.office" + expected);
    }

    @Test
    void aCertificateToSignWithHasToBeThere() {
        assertThat(complaints("profiles: {a: {authentication: {sign-with: office}}}\n"
                + "trust-points: {office: {certificates: ca.pem}}"))
                .containsExactly("1 profiles.a.authentication.sign-with: trust point 'office' has no certificate of"
                        + " ours; give it certificate and private-key");
        assertThat(
                complaints("profiles: {a: {authentication: {local: psk, remote: psk, keyring: k, sign-with: office}}}\n"
                        + "trust-points: {office: {certificates: ca.pem, certificate: own.pem, private-key: own.key}}\n"
                        + "keyrings: {k: {peers: {p: {identities: any fqdn, secret-env: SECRET}}}}"))
                .containsExactly("1 profiles.a.authentication.sign-with: is for nobody: authentication.local is psk;"
                        + " remove one of them");
    }

    @Test
    void networksWithoutTheLookupAreForNobody() {
        assertThat(complaints("pki: {http-url-networks: 10.0.0.0/8, crl-size: 1X, recheck: 0s}"))
                .containsExactlyInAnyOrder(
                        "1 pki.http-url-networks: is for nobody: http-url-certificates is false; set that to true, or "
                                + "remove this",
                        "1 pki.crl-size: '1X' is not a size; write 256M or 2G",
                        "1 pki.recheck: '0s' is not within 1s to 1d");
        assertThat(complaints("pki: {crl-size: 2G}"))
                .containsExactly("1 pki.crl-size: '2G' is not within 1K to 1024M");
    }

    private static Configuration parse(String text) throws ConfigurationException {
        Machine machine = Machines.plain(Map.of("SECRET", "a secret that is long enough"));
        return Configuration.parse(
                text, new Document(directory.resolve("g.yaml"), machine.environment()), machine, Overrides.NONE);
    }

    private static List<String> complaints(String text) {
        var thrown = catchThrowableOfType(ConfigurationException.class, () -> parse(text));
        assertThat(thrown).as("complaints about " + text).isNotNull();
        return thrown.complaints().stream()
                .map(complaint -> complaint.toString()
                        .substring(directory.resolve("g.yaml").toString().length() + 1)
                        .replace(directory.toString(), "DIRECTORY"))
                .toList();
    }

    private static Arguments mistake(String point, String complaint) {
        return Arguments.of(point, complaint);
    }
}
