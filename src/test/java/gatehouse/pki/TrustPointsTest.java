package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.Revocation.Method;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustPointsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final LaboratoryCa ours = authority("Ours");
    private final TrustPoints trusted = TrustPoints.of(List.of(ours.certificate()));
    private final X509Certificate gateway = gateway(ours);

    @Test
    void whatATrustedAuthorityIssuedIsTrusted() {
        assertThat(trusted.objection(List.of(gateway), NOW)).isEmpty();
        assertThat(trusted.objection(List.of(gateway, ours.certificate()), NOW)).isEmpty();
    }

    @Test
    void whatAnotherIssuedIsNot() {
        LaboratoryCa other = authority("Another");
        assertThat(trusted.objection(List.of(gateway(other), other.certificate()), NOW)).contains(
                "no trusted authority vouches for the certificate of CN=gate, issued by CN=Another");
        assertThat(trusted.objection(List.of(gateway(authority("Ours"))), NOW)).isPresent();
        assertThat(TrustPoints.ofPlatform().objection(List.of(gateway), NOW)).isPresent();
    }

    @Test
    void afterItsEndItIsNot() {
        assertThat(trusted.objection(List.of(gateway), NOW.plus(Duration.ofDays(731)))).contains(
                "its certificate expired at 2028-11-24T12:00:00Z");
        assertThat(trusted.objection(List.of(gateway), NOW.minus(Duration.ofDays(1)))).isPresent();
    }

    @Test
    void whoTrustsNobodyIsToldSo() {
        assertThat(TrustPoints.of(List.of()).objection(List.of(gateway), NOW)).contains("no authority is trusted");
    }

    @Test
    void anAuthorityBelowATrustedOneVouchesIfItsCertificateIsThere() {
        LaboratoryCa below = ours.authorityBelow("Below", KeyKind.ED25519, "", NOW);
        X509Certificate leaf = gateway(below);
        assertThat(trusted.verify(List.of(leaf, below.certificate()), NOW)).isEqualTo(new TrustVerdict.Trusted(
                new VerifiedPath(
                        TrustPoint.of("", List.of(ours.certificate())),
                        List.of(leaf, below.certificate()),
                        ours.certificate())));
        assertThat(refusal(trusted, List.of(leaf))).isEqualTo(
                "no trusted authority vouches for the certificate of CN=gate, issued by CN=Below");
    }

    @Test
    void namesThatTheAuthorityMayNotVouchForAreNot() {
        LaboratoryCa below = ours.authorityBelow("Branch", KeyKind.ECDSA_P256, "branch.example.org", NOW);
        X509Certificate own = below.issueClient("a.branch.example.org", KeyKind.ECDSA_P256, NOW).certificate();
        X509Certificate foreign = below.issueClient("a.example.org", KeyKind.ECDSA_P256, NOW).certificate();
        assertThat(trusted.objection(List.of(own, below.certificate()), NOW)).isEmpty();
        assertThat(refusal(trusted, List.of(foreign, below.certificate())))
                .startsWith("the certificate of CN=a.example.org does not hold: ")
                .contains("constraints");
    }

    @Test
    void whatIsForAnotherPurposeIsNotTrustedWhereTheTrustPointMinds() {
        var minding = new TrustPoint(
                "office", List.of(ours.certificate()), Set.of(KeyPurposes.CLIENT_AUTH, KeyPurposes.ANY),
                Revocation.NOT_ASKED, List.of());
        TrustPoints points = TrustPoints.ofPoints(List.of(minding));
        assertThat(refusal(points, List.of(gateway))).isEqualTo(
                "its certificate is for other purposes (extended key usage server-auth, ike-intermediate); trust point"
                        + " 'office' wants one of any, client-auth");
        X509Certificate client = ours.issueClient("a", KeyKind.ECDSA_P256, NOW).certificate();
        assertThat(points.objection(List.of(client), NOW)).isEmpty();
        X509Certificate silent = ours
                .issue(LaboratoryCa.Wish.client(List.of("a")).withPurposes(List.of()), KeyKind.ECDSA_P256, NOW)
                .certificate();
        assertThat(points.objection(List.of(silent), NOW)).isEmpty();
    }

    @Test
    void theCertificateOfAnAuthorityDoesNotSignLogins() {
        LaboratoryCa below = ours.authorityBelow("Below", KeyKind.ECDSA_P256, "", NOW);
        assertThat(trusted.objection(List.of(below.certificate()), NOW))
                .contains("its certificate is not for signing (key usage)");
    }

    @Test
    void anExpiredCertificateIsTrustedIfAMapSaysSo() {
        X509Certificate old = ours.issueClient("printer-1", KeyKind.ECDSA_P256, NOW).certificate();
        X509Certificate other = ours.issueClient("laptop-1", KeyKind.ECDSA_P256, NOW).certificate();
        var exception = new TrustPoint.CertificateException(map("printer"), true, false, List.of(), List.of());
        var point = new TrustPoint(
                "office", List.of(ours.certificate()), Set.of(), Revocation.NOT_ASKED, List.of(exception));
        TrustPoints points = TrustPoints.ofPoints(List.of(point));
        Instant late = NOW.plus(Duration.ofDays(800));
        assertThat(points.objection(List.of(old), late)).isEmpty();
        assertThat(refusal(points, List.of(other), late)).startsWith("its certificate expired at ");
    }

    @Test
    void ofSeveralTrustPointsTheOneThatVouchesHasTheSay() {
        LaboratoryCa other = authority("Another");
        var first = TrustPoint.of("first", List.of(ours.certificate()));
        var second = TrustPoint.of("second", List.of(other.certificate()));
        TrustPoints points = TrustPoints.ofPoints(List.of(first, second));
        assertThat(points.verify(List.of(gateway(other)), NOW)).isInstanceOfSatisfying(
                TrustVerdict.Trusted.class, trust -> assertThat(trust.path().point()).isEqualTo(second));
    }

    @Test
    void aMapChangesWhereRevocationIsAskedFor() {
        var usual = new Revocation(
                List.of(Method.OCSP), List.of(), List.of(), List.of(URI.create("http://usual/")), List.of(), true);
        var elsewhere = new TrustPoint.CertificateException(
                map("laptop"), false, false, List.of(), List.of(URI.create("http://other/")));
        var never = new TrustPoint.CertificateException(map("printer"), false, true, List.of(), List.of());
        var point = new TrustPoint(
                "office", List.of(ours.certificate()), Set.of(), usual, List.of(elsewhere, never));
        assertThat(point.revocationOf(client("laptop-1")).ocspUrls()).containsExactly(URI.create("http://other/"));
        assertThat(point.revocationOf(client("phone-1"))).isEqualTo(usual);
        assertThat(point.revocationOf(client("printer-1")).asks()).isFalse();
    }

    private X509Certificate client(String name) {
        return ours.issueClient(name, KeyKind.ECDSA_P256, NOW).certificate();
    }

    private static CertificateMap map(String subject) {
        return new CertificateMap(subject, List.of(List.of(new CertificateMap.Condition(
                CertificateMap.Field.SUBJECT, CertificateMap.Operator.CONTAINS, subject))));
    }

    private static String refusal(TrustPoints points, List<X509Certificate> chain) {
        return refusal(points, chain, NOW);
    }

    private static String refusal(TrustPoints points, List<X509Certificate> chain, Instant now) {
        return points.objection(chain, now).orElseThrow();
    }

    private static LaboratoryCa authority(String name) {
        return LaboratoryCa.create(name, KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    }

    private static X509Certificate gateway(LaboratoryCa authority) {
        return authority.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, NOW).certificate();
    }
}
