package gatehouse.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Prefix;
import gatehouse.pki.HashAndUrl;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateLookupTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final LaboratoryCa ca = LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), NOW);
    private final X509Certificate alice = ca.issueClient("alice", KeyKind.ECDSA_P256, NOW).certificate();
    private final X509Certificate bob = ca.issueClient("bob", KeyKind.ECDSA_P256, NOW).certificate();
    private final FetchStats stats = new FetchStats();
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = new WebServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCertificateIsFetchedOnceAndKept() throws Exception {
        CertificateLookup lookup = lookup(200, 8);
        server.page("/alice", der(alice));
        HashAndUrl named = named(der(alice), "/alice", false);
        assertThat(lookup.fetch(List.of(named))).containsExactly(List.of(alice));
        assertThat(lookup.fetch(List.of(named))).containsExactly(List.of(alice));
        assertThat(server.asked).hasSize(1);
        assertThat(lookup.size()).isEqualTo(1);
    }

    @Test
    void noMoreAreKeptThanMayBe() throws Exception {
        CertificateLookup lookup = lookup(1, 8);
        server.page("/alice", der(alice));
        server.page("/bob", der(bob));
        lookup.fetch(List.of(named(der(alice), "/alice", false), named(der(bob), "/bob", false)));
        assertThat(lookup.size()).isEqualTo(1);
        lookup.fetch(List.of(named(der(bob), "/bob", false)));
        assertThat(server.asked).hasSize(2);
        lookup.fetch(List.of(named(der(alice), "/alice", false)));
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void anotherCertificateThanTheNamedOneIsRefused() throws Exception {
        server.page("/alice", der(bob));
        assertThatThrownBy(() -> lookup(200, 8).fetch(List.of(named(der(alice), "/alice", false))))
                .isInstanceOf(FetchException.class)
                .hasMessage(server.uri("/alice") + " is another certificate than the one that was named (SHA-1)");
        assertThat(stats.failures(FetchStats.Kind.CERTIFICATE)).isEqualTo(1);
    }

    @Test
    void aBundleHasSeveral() throws Exception {
        var elements = new ASN1EncodableVector();
        for (X509Certificate one : List.of(alice, ca.certificate())) {
            elements.add(new DERTaggedObject(true, 0, Certificate.getInstance(one.getEncoded())));
        }
        Bytes bundle = Bytes.wrap(new DERSequence(elements).getEncoded());
        server.page("/bundle", bundle);
        assertThat(lookup(200, 8).fetch(List.of(named(bundle, "/bundle", true))))
                .containsExactly(List.of(alice, ca.certificate()));
    }

    @Test
    void whatIsNoCertificateIsRefused() {
        Bytes text = Bytes.ofUtf8("hello");
        server.page("/text", text);
        for (boolean bundle : List.of(false, true)) {
            assertThatThrownBy(() -> lookup(200, 8).fetch(List.of(named(text, "/text", bundle))))
                    .hasMessageStartingWith(server.uri("/text") + " cannot be read: ");
        }
    }

    @Test
    void tooManyAtTheSameTimeAreRefused() {
        assertThatThrownBy(() -> lookup(200, 0).fetch(List.of(named(der(alice), "/alice", false))))
                .hasMessage("more than 0 certificates are being fetched already");
    }

    @Test
    void addressesThatAreNotAllowedAreNotAsked() {
        var settings = new CertificateLookup.Settings(Targets.publicAnd(List.of()), 200, Duration.ofSeconds(5), 8);
        assertThatThrownBy(() -> new CertificateLookup(settings, stats).fetch(List.of(named(der(alice), "/a", false))))
                .hasMessage(server.uri("/a") + " is not gone to: 127.0.0.1 is no public address (127.0.0.0/8)");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void whatNamesNoUrlIsMalformed() {
        assertThatThrownBy(() -> HashAndUrl.read(Bytes.wrap(new byte[20]), false))
                .isInstanceOf(MalformedException.class).hasMessage("CERT hash and URL: 20 octets");
        assertThatThrownBy(() -> HashAndUrl.read(
                Bytes.concat(Bytes.wrap(new byte[20]), Bytes.ofUtf8("http://a b")), false))
                .isInstanceOf(MalformedException.class).hasMessageStartingWith("CERT URL: ");
        assertThatThrownBy(() -> HashAndUrl.read(Bytes.wrap(new byte[1045]), false))
                .hasMessage("CERT URL is longer than 1024");
    }

    private CertificateLookup lookup(int cached, int underWay) {
        var targets = Targets.publicAnd(List.of(Prefix.parse("127.0.0.1")));
        return new CertificateLookup(
                new CertificateLookup.Settings(targets, cached, Duration.ofSeconds(5), underWay), stats);
    }

    private HashAndUrl named(Bytes content, String path, boolean bundle) throws Exception {
        Bytes hash = Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(content.toArray()));
        URI uri = server.uri(path);
        return HashAndUrl.read(Bytes.concat(hash, Bytes.ofUtf8(uri.toString())), bundle);
    }

    private static Bytes der(X509Certificate certificate) throws Exception {
        return Bytes.wrap(certificate.getEncoded());
    }
}
