package gatehouse.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Providers;
import gatehouse.crypto.SignatureScheme;
import gatehouse.crypto.Signers;
import gatehouse.ike.RefusedException;
import gatehouse.pki.AuthorityHash;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.AuthPayload;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertReqPayload;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialChoiceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Bytes OCTETS = Bytes.ofUtf8("x");
    private static final List<Integer> ALL = List.of(2, 3, 4, 5);
    private static final LaboratoryCa A = LaboratoryCa.create("A", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private static final LaboratoryCa B = LaboratoryCa.create("B", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private static final Credential RSA = credential(A, KeyKind.RSA_3072, "rsa.example.org");
    private static final Credential ECDSA = credential(B, KeyKind.ECDSA_P256, "ecdsa.example.org");
    private static final Credential ED = credential(A, KeyKind.ED25519, "ed.example.org");
    private static final List<Credential> OURS = List.of(RSA, ECDSA, ED);
    private static final Signers SIGNERS = new Signers(Providers.load());

    @Test
    void withoutAHintItIsTheFirst() {
        assertThat(choice(List.of(), List.of(), ALL).choose(OURS, Optional.empty())).isEqualTo(RSA);
    }

    @Test
    void theAuthorityThatTheClientTrustsDecides() {
        assertThat(choice(List.of(B), List.of(), ALL).choose(OURS, Optional.empty())).isEqualTo(ECDSA);
        assertThat(choice(List.of(A), List.of(), ALL).choose(OURS, Optional.empty())).isEqualTo(RSA);
    }

    @Test
    void theIdentityThatItAsksForGoesBefore() {
        var asked = new IdPayload(PayloadType.IDR, IdType.FQDN, Bytes.ofUtf8("ed.example.org"));
        assertThat(choice(List.of(B), List.of(), ALL).choose(OURS, Optional.of(asked))).isEqualTo(ED);
    }

    @Test
    void whatItCannotVerifyIsNotChosen() {
        assertThat(choice(List.of(A), List.of(), List.of(5)).choose(OURS, Optional.empty())).isEqualTo(ED);
        var ed25519 = AuthAnnouncement.signature(SignatureScheme.ED25519.algorithmIdentifier());
        assertThat(choice(List.of(A), List.of(ed25519), ALL).choose(OURS, Optional.empty())).isEqualTo(ED);
    }

    @Test
    void anAnnouncementMayBeForOneAuthorityOnly() {
        var ed25519 = new AuthAnnouncement(
                AuthMethod.DIGITAL_SIGNATURE, 2, SignatureScheme.ED25519.algorithmIdentifier());
        assertThat(choice(List.of(B, A), List.of(ed25519), ALL).methodsFor(ED)).containsExactly(ed25519);
        assertThat(choice(List.of(A, B), List.of(ed25519), ALL).methodsFor(ED)).isEmpty();
        assertThat(choice(List.of(), List.of(ed25519), ALL).methodsFor(ED)).isEmpty();
    }

    @Test
    void anAnnouncedMethodIsUsed() throws Exception {
        var sha384 = AuthAnnouncement.signature(SignatureScheme.RSA_SHA384.algorithmIdentifier());
        AuthPayload auth = SignatureAuth.sign(RSA, SIGNERS, ALL, List.of(sha384), OCTETS);
        assertThat(auth.method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
        assertThat(auth.data().from(1).startsWith(SignatureScheme.RSA_SHA384.algorithmIdentifier())).isTrue();
        AuthPayload old = SignatureAuth.sign(
                ECDSA, SIGNERS, ALL, List.of(AuthAnnouncement.of(AuthMethod.ECDSA_P256)), OCTETS);
        assertThat(old.method()).isEqualTo(AuthMethod.ECDSA_P256);
        assertThatThrownBy(() -> SignatureAuth.sign(
                RSA, SIGNERS, ALL, List.of(AuthAnnouncement.of(AuthMethod.SHARED_KEY)), OCTETS))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the client knows no signature that our RSA key can make; it announced 1 methods");
    }

    @Test
    void sha1IsForWhoListsNoHashes() throws Exception {
        PublicKey key = RSA.certificate().getPublicKey();
        AuthPayload auth = SignatureAuth.sign(RSA, SIGNERS, List.of(), List.of(), OCTETS);
        assertThat(auth.method()).isEqualTo(AuthMethod.RSA_SIGNATURE);
        assertThat(SignatureAuth.verify(auth, key, SIGNERS, List.of(), OCTETS)).isTrue();
        assertThatThrownBy(() -> SignatureAuth.sign(RSA, SIGNERS, List.of(1), List.of(), OCTETS))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the client knows no signature that our RSA key can make");
        assertThatThrownBy(() -> SignatureAuth.verify(auth, key, SIGNERS, ALL, OCTETS))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the client signs with SHA-1 (RSA_SIGNATURE), though it knows better hashes");
    }

    private static CredentialChoice choice(
            List<LaboratoryCa> trusted, List<AuthAnnouncement> methods, List<Integer> hashes) {
        Bytes authorities = AuthorityHash.ofAll(trusted.stream().map(LaboratoryCa::certificate).toList());
        return new CredentialChoice(
                List.of(new CertReqPayload(CertEncoding.X509_SIGNATURE, authorities)), methods, hashes);
    }

    private static Credential credential(LaboratoryCa ca, KeyKind kind, String name) {
        return ca.issueGateway(List.of(name), kind, NOW).under(List.of(ca.certificate()));
    }
}
