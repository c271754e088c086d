package gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Wish;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OcspTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final LaboratoryCa ca = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final X509Certificate client = ca
            .issue(Wish.client(List.of("alice")).askedAt("", "http://ocsp.example.org/ask"), KeyKind.ECDSA_P256, NOW)
            .certificate();
    private final Bytes request = Ocsp.request(client, ca.certificate());

    @Test
    void whatTheIssuerSaysIsBelieved() {
        OcspResponder issuer = responder(ca.credential()).knows(client);
        assertThat(judge(issuer.answer(request))).isEqualTo(new CertificateStatus.Good(LATER));
        issuer.revoke(client, NOW.minusSeconds(60));
        assertThat(judge(issuer.answer(request)))
                .isEqualTo(new CertificateStatus.Revoked("revoked at 2026-11-25T11:59:00Z (keyCompromise)"));
    }

    @Test
    void whomTheIssuerAppointedIsBelieved() {
        var wish = Wish.client(List.of("responder")).withPurposes(List.of(KeyPurposes.OCSP_SIGNING));
        Credential appointed = ca.issue(wish, KeyKind.ED25519, NOW);
        assertThat(judge(responder(appointed).knows(client).answer(request))).isInstanceOf(
                CertificateStatus.Good.class);
    }

    @Test
    void nobodyElseIs() {
        Credential leaf = ca.issueClient("mallory", KeyKind.ECDSA_P256, NOW);
        assertUnknown(responder(leaf).knows(client).answer(request),
                "the OCSP response is signed by nobody who may speak for CN=Ours");
        LaboratoryCa foreign = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
        assertUnknown(responder(foreign.credential()).knows(client).answer(request),
                "the OCSP response is signed by nobody who may speak for CN=Ours");
        Bytes answer = responder(foreign.credential()).knows(client).answer(request);
        assertThat(Ocsp.judge(answer, client, ca.certificate(), List.of(foreign.certificate()), NOW))
                .isInstanceOf(CertificateStatus.Good.class);
    }

    @Test
    void whatIsOldOrOfTheFutureIsNotBelieved() {
        OcspResponder issuer = responder(ca.credential()).knows(client);
        issuer.holds(NOW.minus(Duration.ofHours(3)), NOW.minus(Duration.ofHours(2)));
        assertUnknown(issuer.answer(request), "the OCSP response expired at 2026-11-25T10:00:00Z");
        issuer.holds(NOW.plus(Duration.ofHours(3)), NOW.plus(Duration.ofHours(4)));
        assertUnknown(issuer.answer(request), "the OCSP response is of the future, 2026-11-25T15:00:00Z");
        issuer.holds(NOW.minus(Duration.ofHours(1)), null);
        assertUnknown(issuer.answer(request), "the OCSP response expired at 2026-11-25T11:05:00Z");
    }

    @Test
    void whatIsNoAnswerIsNotBelieved() {
        assertUnknown(OcspResponder.busy(), "the OCSP response says tryLater");
        assertUnknown(responder(ca.credential()).answer(request),
                "the OCSP response says that the responder does not know the certificate");
        X509Certificate other = ca.issueClient("bob", KeyKind.ECDSA_P256, NOW).certificate();
        assertUnknown(responder(ca.credential()).knows(other).answer(Ocsp.request(other, ca.certificate())),
                "the OCSP response is about another certificate");
        assertThat(judge(Bytes.ofUtf8("<html>"))).isInstanceOfSatisfying(CertificateStatus.Unknown.class,
                unknown -> assertThat(unknown.why()).startsWith("the OCSP response cannot be read: "));
    }

    @Test
    void aCertificateNamesItsResponders() {
        assertThat(Ocsp.responders(client)).containsExactly(URI.create("http://ocsp.example.org/ask"));
        assertThat(Ocsp.responders(ca.certificate())).isEmpty();
        X509Certificate ldap = ca
                .issue(Wish.client(List.of("a")).askedAt("", "ldap://ocsp.example.org"), KeyKind.ECDSA_P256, NOW)
                .certificate();
        assertThat(Ocsp.responders(ldap)).isEmpty();
    }

    private void assertUnknown(Bytes response, String why) {
        assertThat(judge(response)).isEqualTo(new CertificateStatus.Unknown(why));
    }

    private CertificateStatus judge(Bytes response) {
        return Ocsp.judge(response, client, ca.certificate(), List.of(), NOW);
    }

    private static OcspResponder responder(Credential signer) {
        return new OcspResponder(signer, NOW.minusSeconds(60), LATER);
    }
}
