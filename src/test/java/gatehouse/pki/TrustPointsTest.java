package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.pki.LaboratoryCa.KeyKind;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private static LaboratoryCa authority(String name) {
        return LaboratoryCa.create(name, KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    }

    private static X509Certificate gateway(LaboratoryCa authority) {
        return authority.issueGateway(List.of("gate"), KeyKind.ECDSA_P256, NOW).certificate();
    }
}
