package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.pki.LaboratoryCa.KeyKind;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaboratoryCaTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final LaboratoryCa authority = LaboratoryCa.create("Laboratory", KeyKind.ECDSA_P256, random, NOW);

    @ParameterizedTest
    @EnumSource
    void whatItIssuesIsTrustedByWhoeverTrustsIt(KeyKind kind) throws Exception {
        LaboratoryCa ca = LaboratoryCa.create("Laboratory", kind, random, NOW);
        X509Certificate gateway = ca.issueGateway(List.of("gate.example.org"), kind, NOW).certificate();
        X509Certificate client = ca.issueClient("alice@example.org", kind, NOW).certificate();
        for (X509Certificate leaf : List.of(gateway, client)) {
            validate(leaf, ca.certificate(), NOW);
            validate(leaf, ca.certificate(), NOW.plus(Duration.ofDays(729)));
            assertThatThrownBy(() -> validate(leaf, ca.certificate(), NOW.plus(Duration.ofDays(731))))
                    .isInstanceOf(CertPathValidatorException.class);
        }
    }

    @Test
    void anotherAuthorityOfTheSameNameIsNotTrusted() {
        LaboratoryCa other = LaboratoryCa.create("Laboratory", KeyKind.ECDSA_P256, random, NOW);
        X509Certificate leaf = other.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, NOW).certificate();
        assertThatThrownBy(() -> validate(leaf, authority.certificate(), NOW))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aGatewaysCertificateHasWhatClientsLookFor() throws Exception {
        X509Certificate gateway = authority
                .issueGateway(List.of("gate.example.org", "192.0.2.1", "2001:db8::1"), KeyKind.ECDSA_P256, NOW)
                .certificate();
        assertThat(gateway.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.8.2.2");
        assertThat(gateway.getSubjectX500Principal()).hasToString("CN=gate.example.org");
        assertThat(SubjectNames.list(gateway)).containsExactly("gate.example.org", "192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(gateway.getBasicConstraints()).isEqualTo(-1);
        assertThat(gateway.getKeyUsage()[0]).isTrue();
        assertThat(Duration.between(gateway.getNotBefore().toInstant(), gateway.getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(825));
    }

    @Test
    void aClientsCertificateIsForClients() throws Exception {
        X509Certificate client = authority.issueClient("alice", KeyKind.ECDSA_P256, NOW).certificate();
        assertThat(client.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(SubjectNames.bearsHost(client, "alice")).isTrue();
    }

    @Test
    void whatCanBeNoAlternativeNameStandsInTheSubjectAlone() {
        X509Certificate client = authority.issueClient("Jörg Müller", KeyKind.ECDSA_P256, NOW).certificate();
        assertThat(SubjectNames.list(client)).isEmpty();
        assertThat(client.getSubjectX500Principal().getName()).isEqualTo("CN=Jörg Müller");
    }

    @Test
    void noTwoSerialNumbersAreAlike() {
        X509Certificate one = authority.issueClient("alice", KeyKind.ECDSA_P256, NOW).certificate();
        X509Certificate two = authority.issueClient("alice", KeyKind.ECDSA_P256, NOW).certificate();
        assertThat(one.getSerialNumber()).isPositive().isNotEqualTo(two.getSerialNumber());
        assertThat(one.getSerialNumber().bitLength()).isGreaterThan(64).isLessThan(160);
    }

    @Test
    void whatIsNoAuthorityCannotSign() {
        Credential client = authority.issueClient("alice", KeyKind.ECDSA_P256, NOW);
        assertThatThrownBy(() -> LaboratoryCa.of(client, random))
                .isInstanceOf(PkiException.class)
                .hasMessage("CN=alice is no authority; its certificate may not sign others");
    }

    @Test
    void oneFileHasKeyAndChain() throws Exception {
        Credential client = authority.issueClient("alice", KeyKind.ECDSA_P256, NOW);
        char[] password = "correct horse".toCharArray();
        byte[] file = LaboratoryCa.pkcs12("alice", client, authority.certificate(), password);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), password);
        assertThat(store.getCertificateChain("alice")).containsExactly(client.certificate(), authority.certificate());
        assertThat(store.getKey("alice", password)).isEqualTo(client.privateKey());
    }

    @Test
    void namesAreOfTheirKind() {
        X509Certificate certificate = authority
                .issueGateway(List.of("Gate.Example.org", "192.0.2.1", "admin@example.org"), KeyKind.ECDSA_P256, NOW)
                .certificate();
        assertThat(SubjectNames.bears(certificate, "gate.example.ORG")).isTrue();
        assertThat(SubjectNames.bears(certificate, "192.0.2.1")).isTrue();
        assertThat(SubjectNames.bears(certificate, "admin@example.org")).isTrue();
        assertThat(SubjectNames.bearsAddress(certificate, InetAddress.ofLiteral("192.0.2.2"))).isFalse();
        assertThat(SubjectNames.bearsHost(certificate, "192.0.2.1")).isFalse();
        assertThat(SubjectNames.bearsHost(certificate, "example.org")).isFalse();
        assertThat(SubjectNames.bearsMail(certificate, "gate.example.org")).isFalse();
    }

    @Test
    void anAuthorityIsNamedByItsKey() throws Exception {
        byte[] info = authority.certificate().getPublicKey().getEncoded();
        byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(info);
        assertThat(AuthorityHash.of(authority.certificate()).toArray()).isEqualTo(sha1);
        assertThat(AuthorityHash.ofAll(List.of(authority.certificate(), authority.certificate())).length())
                .isEqualTo(2 * AuthorityHash.LENGTH);
    }

    private static void validate(X509Certificate leaf, X509Certificate root, Instant when) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }
}
