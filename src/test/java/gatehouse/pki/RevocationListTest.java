package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Revoked;
import gatehouse.pki.LaboratoryCa.Wish;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class RevocationListTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String PLACE = "http://crl.example.org/ours.crl";

    private final LaboratoryCa ca = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final X509Certificate client = ca
            .issue(Wish.client(List.of("alice")).askedAt(PLACE, ""), KeyKind.ECDSA_P256, NOW).certificate();

    @Test
    void whatIsNotInItIsGoodUntilItsNextUpdate() throws Exception {
        assertThat(list(ca, List.of()).judge(client, ca.certificate(), NOW))
                .isEqualTo(new CertificateStatus.Good(NOW.plus(DAY)));
    }

    @Test
    void whatIsInItIsRevoked() throws Exception {
        RevocationList list = list(ca, List.of(new Revoked(client.getSerialNumber(), NOW.minusSeconds(60))));
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.judge(client, ca.certificate(), NOW)).isEqualTo(
                new CertificateStatus.Revoked("revoked at 2026-11-25T11:59:00Z (cessationOfOperation)"));
    }

    @Test
    void anExpiredOneSaysNothing() throws Exception {
        RevocationList list = list(ca, List.of());
        assertUnknown(list, NOW.plus(DAY).plusSeconds(301), "the revocation list expired at 2026-11-26T12:00:00Z");
        assertUnknown(list, NOW.minusSeconds(301), "the revocation list is of the future, 2026-11-25T12:00:00Z");
        assertThat(list.judge(client, ca.certificate(), NOW.plus(DAY).plusSeconds(299)))
                .isInstanceOf(CertificateStatus.Good.class);
    }

    @Test
    void oneOfAnotherSignerSaysNothing() throws Exception {
        LaboratoryCa sameName = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
        assertUnknown(list(sameName, List.of()), NOW, "the revocation list was not signed by CN=Ours");
        LaboratoryCa other = LaboratoryCa.create("Other", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
        assertUnknown(list(other, List.of()), NOW, "the revocation list is of CN=Other");
    }

    @Test
    void oneForOtherCertificatesSaysNothing() throws Exception {
        assertUnknown(scoped(new IssuingDistributionPoint(null, false, true, null, false, false)), NOW,
                "the revocation list is for authorities only");
        assertUnknown(scoped(new IssuingDistributionPoint(null, false, false, null, true, false)), NOW,
                "the revocation list is an indirect one");
        assertUnknown(scoped(new IssuingDistributionPoint(point("http://crl.example.org/other.crl"), false, false,
                null, false, false)), NOW, "the revocation list is for certificates with another distribution point,"
                        + " [http://crl.example.org/other.crl]");
        assertThat(scoped(new IssuingDistributionPoint(point(PLACE), true, false, null, false, false))
                .judge(client, ca.certificate(), NOW)).isInstanceOf(CertificateStatus.Good.class);
    }

    @Test
    void aCertificateSaysWhereItsListIs() {
        assertThat(RevocationList.distributionPoints(client)).containsExactly(URI.create(PLACE));
        assertThat(RevocationList.distributionPoints(ca.certificate())).isEmpty();
    }

    @Test
    void whatIsNoListIsRefused() {
        assertThatThrownBy(() -> RevocationList.read("<html>".getBytes())).isInstanceOf(PkiException.class)
                .hasMessageStartingWith("is no revocation list: ");
    }

    private void assertUnknown(RevocationList list, Instant now, String why) {
        assertThat(list.judge(client, ca.certificate(), now)).isEqualTo(new CertificateStatus.Unknown(why));
    }

    private static RevocationList list(LaboratoryCa authority, List<Revoked> revoked) throws PkiException {
        return RevocationList.read(authority.revocationList(revoked, NOW, DAY));
    }

    private static DistributionPointName point(String uri) {
        return new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    }

    private RevocationList scoped(IssuingDistributionPoint scope) throws Exception {
        var builder = new X509v2CRLBuilder(
                new JcaX509CertificateHolder(ca.certificate()).getSubject(), Date.from(NOW));
        builder.setNextUpdate(Date.from(NOW.plus(DAY)));
        builder.addExtension(Extension.issuingDistributionPoint, true, scope);
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ca.credential().privateKey());
        return RevocationList.read(builder.build(signer).getEncoded());
    }
}
