package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Ticket;
import gatehouse.admin.MetricFamily;
import gatehouse.config.Configuration;
import gatehouse.config.Configuration.Overrides;
import gatehouse.config.FirstStart;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.ike.policy.Policies;
import gatehouse.pki.HashAndUrl;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Revoked;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.TrustVerdict;
import gatehouse.pki.VerifiedPath;
import gatehouse.bytes.Bytes;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final SessionId SESSION = new SessionId("A1");

    @TempDir
    private Path directory;

    private final LaboratoryCa ca = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final X509Certificate laptop = ca.issueClient("laptop", KeyKind.ECDSA_P256, NOW).certificate();
    private final List<SessionCommand> orders = new ArrayList<>();
    private Instant now = NOW;
    private int changes;
    private PkiDesk desk;

    @BeforeEach
    void open() throws Exception {
        PemFiles.writeCertificates(directory.resolve("ca.pem"), List.of(ca.certificate()));
        publish(List.of());
        GatewayConfig config = config("revocation-check: crl, crl-files: ca.crl");
        desk = new PkiDesk(config.pki(), policies(config), () -> now, orders::add);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aSessionWhoseCertificateWasRevokedEnds() throws Exception {
        PkiPort port = desk.of((_, _) -> {});
        port.vouched(SESSION, path());
        desk.look();
        assertThat(orders).isEmpty();
        publish(List.of(new Revoked(laptop.getSerialNumber(), NOW)));
        desk.look();
        assertThat(orders).containsExactly(new SessionCommand.Disconnect(SESSION, TerminateCause.ADMIN_RESET,
                "the certificate of CN=laptop was revoked at 2026-11-25T12:00:00Z (cessationOfOperation)"));
        port.ended(SESSION);
        desk.look();
        assertThat(orders).hasSize(1);
    }

    @Test
    void oneOfWhichNothingIsKnownAnyMoreStays() throws Exception {
        desk.of((_, _) -> {}).vouched(SESSION, path());
        Files.delete(directory.resolve("ca.crl"));
        desk.look();
        assertThat(orders).isEmpty();
    }

    @Test
    void afterAReloadTheNewRulesHoldForWhoIsConnected() throws Exception {
        desk.of((_, _) -> {}).vouched(SESSION, path());
        publish(List.of(new Revoked(laptop.getSerialNumber(), NOW)));
        desk.replace(policies(config("revocation-check: crl, crl-files: ca.crl, disconnect-revoked-peers: false")));
        desk.look();
        assertThat(orders).isEmpty();
    }

    @Test
    void anAnswerComesToWhoeverAsked() throws Exception {
        var answered = new CompletableFuture<PkiAnswer>();
        var ticket = new CompletableFuture<Ticket>();
        PkiPort port = desk.of((of, answer) -> {
            ticket.complete(of);
            answered.complete(answer);
        });
        port.ask(new Ticket(7), new PkiQuestion.Revoked(path(), List.of()));
        assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo(new PkiAnswer.NotRevoked());
        assertThat(ticket.get(1, TimeUnit.SECONDS)).isEqualTo(new Ticket(7));
    }

    @Test
    void whatCannotBeFoundOutIsRefused() throws Exception {
        publish(List.of(new Revoked(laptop.getSerialNumber(), NOW)));
        assertThat(desk.answer(new PkiQuestion.Revoked(path(), List.of()))).isEqualTo(new PkiAnswer.Refused(
                "the certificate of CN=laptop was revoked at 2026-11-25T12:00:00Z (cessationOfOperation)"));
        VerifiedPath path = path();
        Files.delete(directory.resolve("ca.crl"));
        assertThat(desk.answer(new PkiQuestion.Revoked(path, List.of()))).isInstanceOfSatisfying(
                PkiAnswer.Refused.class, refused -> assertThat(refused.reason()).contains("does not exist"));
        var named = new HashAndUrl(Bytes.wrap(new byte[20]), URI.create("http://127.0.0.1/a"), false);
        assertThat(desk.answer(new PkiQuestion.Certificates(List.of(named)))).isEqualTo(new PkiAnswer.Refused(
                "http://127.0.0.1/a is not gone to: 127.0.0.1 is no public address (127.0.0.0/8)"));
    }

    @Test
    void whatIsLoadedIsToldWithItsEnd() throws Exception {
        assertThat(desk.loaded()).extracting(LoadedCertificate::role)
                .containsExactly("gateway", "trust point office");
        MetricFamily expiry = desk.tally().metrics().stream()
                .filter(family -> family.name().equals("gatehouse_certificate_expiry_seconds"))
                .findFirst()
                .orElseThrow();
        assertThat(expiry.samples()).filteredOn(sample -> sample.labels().get("role").equals("trust point office"))
                .singleElement()
                .satisfies(sample -> assertThat(sample.value())
                        .isEqualTo(ca.certificate().getNotAfter().toInstant().getEpochSecond()));
    }

    @Test
    void aCertificateThatExpiresSoonIsWarnedOfOnceADay() throws Exception {
        Policies policies = policies(config("revocation-check: none"));
        var expiry = new CertificateExpiry(() -> now);
        Instant end = desk.loaded().getFirst().certificate().getNotAfter().toInstant();
        now = end.minus(Duration.ofDays(30));
        assertThat(expiry.due(policies)).isEmpty();
        now = end.minus(Duration.ofDays(30)).plusSeconds(1);
        try (var lines = new LogLines(CertificateExpiry.class)) {
            expiry.look(policies);
            assertThat(lines.all()).singleElement().asString()
                    .startsWith("WARN a certificate expires within 30 days; renew it, and reload "
                            + "event=certificate-expires role=gateway subject=CN=");
            expiry.look(policies);
            assertThat(lines.all()).hasSize(1);
            now = now.plus(Duration.ofDays(31));
            expiry.look(policies);
            assertThat(lines.all().getLast()).startsWith("WARN a certificate has expired; renew it, and reload ");
        }
    }

    private void publish(List<Revoked> revoked) throws Exception {
        Path file = directory.resolve("ca.crl");
        Files.write(file, ca.revocationList(revoked, NOW, Duration.ofDays(1)));
        // A file system may not tell two writes of the same second apart.
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(changes++)));
    }

    private VerifiedPath path() throws Exception {
        var points = policies(config("revocation-check: crl, crl-files: ca.crl")).profiles().all().getFirst()
                .trustPoints();
        return ((TrustVerdict.Trusted) points.verify(List.of(laptop), NOW)).path();
    }

    private Policies policies(GatewayConfig config) throws Exception {
        return FirstStart.prepare(config, machine(), new SecureRandom(), false, NOW).policies();
    }

    private GatewayConfig config(String point) throws Exception {
        Path file = Files.writeString(directory.resolve("gatehouse.yaml"), """
                trust-points: {office: {certificates: ca.pem, %s}}
                profiles: {a: {authentication: {remote: certificate, trust-points: office}}}
                """.formatted(point));
        return Configuration.read(
                file, machine(), new Overrides(directory.resolve("state").toString(), true)).gateway();
    }

    private Machine machine() {
        return new Machine("gate", List.of(), Map.of(), "operator", directory, Path.of(""));
    }
}
