package gatehouse.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Revoked;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.Ocsp;
import gatehouse.pki.OcspResponder;
import gatehouse.pki.Revocation;
import gatehouse.pki.Revocation.Method;
import gatehouse.pki.TrustPoint;
import gatehouse.pki.TrustPoints;
import gatehouse.pki.TrustVerdict;
import gatehouse.pki.VerifiedPath;
import gatehouse.pki.fetch.RevocationCheck.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    private final LaboratoryCa ca = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final FetchStats stats = new FetchStats();
    private final RevocationCheck check = new RevocationCheck(FetchLimits.DEFAULT, stats);
    private final OcspResponder responder =
            new OcspResponder(ca.credential(), NOW.minusSeconds(60), NOW.plus(Duration.ofHours(2)));
    private WebServer server;
    private X509Certificate client;

    @BeforeEach
    void start() throws IOException {
        server = new WebServer();
        client = client(server.uri("/crl").toString(), server.uri("/ocsp").toString());
        responder.knows(client);
        server.page("/ocsp", new WebServer.Page(200, false, responder::answer));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aListIsFetchedOnceForAll() {
        publish(List.of());
        VerifiedPath path = path(client, Method.CRL);
        assertThat(check.check(path, List.of(), NOW)).isEqualTo(new Verdict.Fine());
        assertThat(check.check(path, List.of(), NOW.plusSeconds(60))).isEqualTo(new Verdict.Fine());
        assertThat(server.asked).containsExactly("GET /crl");
        assertThat(stats.succeeded(FetchStats.Kind.CRL)).isEqualTo(1);
    }

    @Test
    void whenItWasRefreshedItTellsWhoWasRevokedMeanwhile() {
        publish(List.of());
        VerifiedPath path = path(client, Method.CRL);
        check.check(path, List.of(), NOW);
        publish(List.of(new Revoked(client.getSerialNumber(), NOW)));
        assertThat(check.check(path, List.of(), NOW.plus(Duration.ofMinutes(59)))).isEqualTo(new Verdict.Fine());
        assertThat(check.check(path, List.of(), NOW.plus(Duration.ofMinutes(60)))).isEqualTo(new Verdict.Revoked(
                "the certificate of CN=alice was revoked at 2026-11-25T12:00:00Z (cessationOfOperation)"));
    }

    @Test
    void whileItHoldsAServerThatIsAwayDoesNoHarm() {
        publish(List.of());
        VerifiedPath path = path(client, Method.CRL);
        check.check(path, List.of(), NOW);
        server.page("/crl", new WebServer.Page(503, false, _ -> Bytes.EMPTY));
        assertThat(check.check(path, List.of(), NOW.plus(Duration.ofHours(2)))).isEqualTo(new Verdict.Fine());
        assertThat(check.check(path, List.of(), NOW.plus(DAY).plusSeconds(3600))).isEqualTo(new Verdict.Unknown(
                "it is not known whether the certificate of CN=alice was revoked: " + server.uri("/crl")
                        + ": the revocation list expired at 2026-11-26T12:00:00Z"));
        assertThat(stats.failures(FetchStats.Kind.CRL)).isEqualTo(2);
    }

    @Test
    void afterAFailureItIsNotTriedAtEveryLogin() {
        VerifiedPath path = path(client, Method.CRL);
        String reason = "it is not known whether the certificate of CN=alice was revoked: " + server.uri("/crl")
                + ": answers 404 Not Found";
        assertThat(check.check(path, List.of(), NOW)).isEqualTo(new Verdict.Unknown(reason));
        assertThat(check.check(path, List.of(), NOW.plusSeconds(29))).isEqualTo(new Verdict.Unknown(reason));
        publish(List.of());
        assertThat(check.check(path, List.of(), NOW.plusSeconds(30))).isEqualTo(new Verdict.Fine());
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aResponderThatIsAwayIsNotTriedAtEveryLogin() {
        server.page("/ocsp", new WebServer.Page(503, false, _ -> Bytes.EMPTY));
        VerifiedPath path = path(client, Method.OCSP);
        Verdict verdict = check.check(path, List.of(), NOW);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Unknown.class, unknown -> assertThat(unknown.reason())
                .startsWith("it is not known whether the certificate of CN=alice was revoked: " + server.uri("/ocsp")
                        + ": answers 503"));
        assertThat(check.check(path, List.of(), NOW.plusSeconds(29))).isEqualTo(verdict);
        assertThat(server.asked).hasSize(1);
        server.page("/ocsp", new WebServer.Page(200, false, responder::answer));
        assertThat(check.check(path, List.of(), NOW.plusSeconds(30))).isEqualTo(new Verdict.Fine());
        assertThat(stats.failures(FetchStats.Kind.OCSP)).isEqualTo(1);
    }

    @Test
    void theMethodsAreTriedInTheirOrderAndNoneEndsThemWell() {
        assertThat(check.check(path(client, Method.CRL, Method.OCSP), List.of(), NOW)).isEqualTo(new Verdict.Fine());
        assertThat(server.asked).containsExactly("GET /crl", "POST /ocsp");
        server.page("/ocsp", OcspResponder.busy());
        X509Certificate other = client(server.uri("/crl").toString(), server.uri("/ocsp").toString());
        assertThat(check.check(path(other, Method.CRL, Method.OCSP), List.of(), NOW)).isEqualTo(new Verdict.Unknown(
                "it is not known whether the certificate of CN=alice was revoked: " + server.uri("/crl")
                        + ": answers 404 Not Found; " + server.uri("/ocsp") + ": the OCSP response says tryLater"));
        assertThat(check.check(path(other, Method.CRL, Method.OCSP, Method.NONE), List.of(), NOW))
                .isEqualTo(new Verdict.Fine());
    }

    @Test
    void whoIsRevokedByTheFirstIsNotHelpedByTheNext() {
        publish(List.of(new Revoked(client.getSerialNumber(), NOW)));
        assertThat(check.check(path(client, Method.CRL, Method.OCSP, Method.NONE), List.of(), NOW))
                .isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aResponderIsAskedOnceWhileItsAnswerHolds() {
        VerifiedPath path = path(client, Method.OCSP);
        check.check(path, List.of(), NOW);
        check.check(path, List.of(), NOW.plus(Duration.ofMinutes(59)));
        assertThat(server.asked).hasSize(1);
        responder.revoke(client, NOW);
        responder.holds(NOW, NOW.plus(DAY));
        assertThat(check.check(path, List.of(), NOW.plus(Duration.ofMinutes(61)))).isEqualTo(new Verdict.Revoked(
                "the certificate of CN=alice was revoked at 2026-11-25T12:00:00Z (keyCompromise)"));
    }

    @Test
    void anAnswerThatTheClientBringsSavesAsking() {
        Bytes brought = responder.answer(Ocsp.request(client, ca.certificate()));
        assertThat(check.check(path(client, Method.OCSP), List.of(brought), NOW)).isEqualTo(new Verdict.Fine());
        assertThat(server.asked).isEmpty();
    }

    @Test
    void oneThatIsOldOrForgedDoesNot() {
        responder.holds(NOW.minus(DAY), NOW.minus(Duration.ofHours(1)));
        Bytes old = responder.answer(Ocsp.request(client, ca.certificate()));
        LaboratoryCa foreign = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
        Bytes forged = new OcspResponder(foreign.credential(), NOW, NOW.plus(DAY)).knows(client)
                .answer(Ocsp.request(client, ca.certificate()));
        server.page("/ocsp", OcspResponder.busy());
        assertThat(check.check(path(client, Method.OCSP), List.of(old, forged), NOW)).isEqualTo(new Verdict.Unknown(
                "it is not known whether the certificate of CN=alice was revoked: in band: the OCSP response expired at"
                        + " 2026-11-25T11:00:00Z; in band: the OCSP response is signed by nobody who may speak for"
                        + " CN=Ours; " + server.uri("/ocsp") + ": the OCSP response says tryLater"));
    }

    @Test
    void aListInAFileIsReadAgainWhenItIsReplaced() throws Exception {
        Path file = directory.resolve("ours.crl");
        var rule = new Revocation(List.of(Method.CRL), List.of(file), List.of(), List.of(), List.of(), true);
        VerifiedPath path = path(client("", ""), rule);
        assertThat(check.check(path, List.of(), NOW)).isEqualTo(new Verdict.Unknown(
                "it is not known whether the certificate of CN=alice was revoked: " + file + " does not exist"));
        Files.write(file, ca.revocationList(List.of(), NOW, DAY));
        assertThat(check.check(path, List.of(), NOW)).isEqualTo(new Verdict.Fine());
        Files.write(file, ca.revocationList(
                List.of(new Revoked(path.leaf().getSerialNumber(), NOW)), NOW, DAY));
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        assertThat(check.check(path, List.of(), NOW)).isInstanceOf(Verdict.Revoked.class);
        Files.writeString(file, "nonsense");
        assertThat(check.check(path, List.of(), NOW)).isInstanceOfSatisfying(Verdict.Unknown.class,
                unknown -> assertThat(unknown.reason()).contains(file + " is no revocation list: "));
    }

    @Test
    void whoeverNamesNoPlaceIsNotKnown() {
        X509Certificate silent = client("", "");
        assertThat(check.check(path(silent, Method.CRL, Method.OCSP), List.of(), NOW)).isEqualTo(new Verdict.Unknown(
                "it is not known whether the certificate of CN=alice was revoked: neither it nor the trust point says"
                        + " where a revocation list is; neither it nor the trust point names an OCSP responder"));
    }

    @Test
    void authoritiesBetweenAreAskedAboutToo() {
        LaboratoryCa below = ca.authorityBelow("Below", KeyKind.ECDSA_P256, "", NOW);
        X509Certificate leaf = below.issueClient("bob", KeyKind.ECDSA_P256, NOW).certificate();
        server.page("/below", Bytes.wrap(below.revocationList(List.of(), NOW, DAY)));
        var urls = List.of(server.uri("/below"), server.uri("/crl"));
        var rule = new Revocation(List.of(Method.CRL), List.of(), urls, List.of(), List.of(), true);
        VerifiedPath path = path(List.of(leaf, below.certificate()), rule);
        publish(List.of());
        assertThat(check.check(path, List.of(), NOW)).isEqualTo(new Verdict.Fine());
        publish(List.of(new Revoked(below.certificate().getSerialNumber(), NOW)));
        assertThat(check.check(path, List.of(), NOW.plus(Duration.ofHours(1)))).isEqualTo(new Verdict.Revoked(
                "the certificate of CN=Below was revoked at 2026-11-25T12:00:00Z (cessationOfOperation)"));
    }

    @Test
    void anAnswerAboutOurselvesIsThereToBeHandedOn() {
        Bytes own = check.own(client, ca.certificate(), NOW).orElseThrow();
        assertThat(Ocsp.judge(own, client, ca.certificate(), List.of(), NOW))
                .isInstanceOf(gatehouse.pki.CertificateStatus.Good.class);
        assertThat(check.own(client("", ""), ca.certificate(), NOW)).isEmpty();
        X509Certificate revoked = client("", server.uri("/ocsp").toString());
        responder.revoke(revoked, NOW);
        assertThat(check.own(revoked, ca.certificate(), NOW)).isEmpty();
    }

    private void publish(List<Revoked> revoked) {
        server.page("/crl", Bytes.wrap(ca.revocationList(revoked, NOW, DAY)));
    }

    private X509Certificate client(String crl, String ocsp) {
        return ca.issue(Wish.client(List.of("alice")).askedAt(crl, ocsp), KeyKind.ECDSA_P256, NOW).certificate();
    }

    private VerifiedPath path(X509Certificate leaf, Method... methods) {
        return path(leaf, new Revocation(
                List.of(methods), List.of(), List.<URI>of(), List.of(), List.of(), true));
    }

    private VerifiedPath path(X509Certificate leaf, Revocation rule) {
        return path(List.of(leaf), rule);
    }

    private VerifiedPath path(List<X509Certificate> chain, Revocation rule) {
        var point = new TrustPoint("office", List.of(ca.certificate()), Set.of(), rule, List.of());
        return ((TrustVerdict.Trusted) TrustPoints.ofPoints(List.of(point)).verify(chain, NOW)).path();
    }
}
