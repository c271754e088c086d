package gatehouse.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapPacket;
import gatehouse.eap.EapTlsServer;
import gatehouse.eap.EapType;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EapTlsPeerTest {
    private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));
    private static final LaboratoryCa CA =
            LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
    private static final LaboratoryCa OTHER =
            LaboratoryCa.create("Others", KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
    private static final Credential SERVER = CA.issueGateway(List.of("aaa.example.org"), KeyKind.RSA_3072, YESTERDAY);
    private static final Credential CLIENT = CA.issueClient("alice", KeyKind.ECDSA_P256, YESTERDAY);

    private int largest;
    private int rounds;

    private static SSLContext trusting(Credential own, LaboratoryCa... authorities) {
        List<X509Certificate> trusted = List.of(authorities).stream().map(LaboratoryCa::certificate).toList();
        return EapTlsServer.context(own, trusted);
    }

    private static EapPeer peer(LaboratoryCa trusted) {
        return new EapPeer("alice", trusting(CLIENT, trusted), new SecureRandom());
    }

    /// Until the server has a key, or says that it refuses.
    private void converse(EapPeer peer, EapTlsServer server) {
        Bytes request = EapTlsServer.start();
        for (int id = 1; id < 200; id++) {
            EapPacket answer = peer.answer(EapPacket.request(id, EapType.TLS, request));
            assertThat(answer.type()).contains(EapType.TLS);
            rounds++;
            largest = Math.max(largest, answer.data().length());
            if (server.msk().isPresent()) return;
            request = server.answer(answer.data());
            if (!server.problem().isEmpty() && request.length() == 1) return;
        }
        throw new AssertionError("it does not end");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1024", "TLSv1.2, 100", "TLSv1.2, 60000", "TLSv1.3, 1024", "TLSv1.3, 100", "TLSv1.3, 60000"})
    void bothEndsHaveTheSameKeyHoweverTheMessagesAreCut(String version, int fragment) {
        EapPeer peer = peer(CA);
        var server = new EapTlsServer(trusting(SERVER, CA), version, fragment);
        converse(peer, server);
        assertThat(peer.problem()).isEmpty();
        assertThat(server.session().getProtocol()).isEqualTo(version);
        assertThat(peer.msk()).isPresent();
        assertThat(peer.msk().get().expose()).hasSize(64).isEqualTo(server.msk().orElseThrow().expose());
        assertThat(largest).isLessThanOrEqualTo(1029);
        if (fragment == 100) assertThat(rounds).isGreaterThan(10);
    }

    @Test
    void whatTheClientSaysIsCutToo() {
        LaboratoryCa below = CA.authorityBelow("Below", KeyKind.RSA_3072, "example.org", YESTERDAY);
        Credential chain = below.issueClient("alice@example.org", KeyKind.RSA_3072, YESTERDAY);
        var peer = new EapPeer("alice", trusting(chain, CA), new SecureRandom());
        var server = new EapTlsServer(trusting(SERVER, CA), "TLSv1.2", 1024);
        converse(peer, server);
        assertThat(largest).isEqualTo(1029);
        assertThat(peer.msk()).isEqualTo(server.msk());
    }

    @Test
    void everyLoginHasItsOwnKey() {
        SSLContext context = trusting(SERVER, CA);
        SSLContext own = trusting(CLIENT, CA);
        var one = new EapPeer("alice", own, new SecureRandom());
        converse(one, new EapTlsServer(context, "TLSv1.3", 1024));
        int first = rounds;
        var two = new EapPeer("alice", own, new SecureRandom());
        converse(two, new EapTlsServer(context, "TLSv1.3", 1024));
        assertThat(rounds - first).as("a full handshake again").isEqualTo(first);
        assertThat(one.msk()).isNotEqualTo(two.msk());
    }

    @Test
    void successBeforeTheEndIsNone() {
        EapPeer peer = peer(CA);
        assertThat(peer.problem()).isEqualTo("the TLS handshake is not done");
        peer.answer(EapPacket.request(1, EapType.TLS, EapTlsServer.start()));
        assertThat(peer.problem()).isEqualTo("the TLS handshake is not done");
        assertThat(peer.msk()).isEmpty();
    }

    /// RFC 9190, section 2.5.
    @Test
    void withTls13TheServerHasToSayThatItIsDone() {
        EapPeer peer = peer(CA);
        var server = new EapTlsServer(trusting(SERVER, CA), "TLSv1.3", 1024).withoutCommitment();
        converse(peer, server);
        assertThat(server.msk()).isPresent();
        assertThat(peer.msk()).isEmpty();
        assertThat(peer.problem()).isEqualTo("the TLS handshake is not done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerOfAnotherAuthorityIsToldSo(String version) {
        EapPeer peer = peer(OTHER);
        var server = new EapTlsServer(trusting(SERVER, CA), version, 1024);
        converse(peer, server);
        assertThat(peer.msk()).isEmpty();
        assertThat(peer.problem()).startsWith("TLS: ").contains("path");
        assertThat(server.problem()).contains("fatal alert: certificate_unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientOfAnotherAuthorityHearsIt(String version) {
        EapPeer peer = peer(CA);
        var server = new EapTlsServer(trusting(SERVER, OTHER), version, 1024);
        converse(peer, server);
        assertThat(server.problem()).isNotEmpty();
        assertThat(peer.msk()).isEmpty();
        assertThat(peer.problem()).startsWith("TLS: ").contains("fatal alert");
    }

    @Test
    void whatIsNoEapTlsIsSaid() {
        EapPeer unstarted = peer(CA);
        unstarted.answer(EapPacket.request(1, EapType.TLS, Bytes.fromHex("00160301")));
        assertThat(unstarted.problem()).isEqualTo("EAP-TLS without a start");

        EapPeer shortLength = peer(CA);
        shortLength.answer(EapPacket.request(1, EapType.TLS, Bytes.fromHex("a0000000")));
        assertThat(shortLength.problem()).isEqualTo("a request of EAP-TLS with 4 octets");

        EapPeer nonsense = peer(CA);
        nonsense.answer(EapPacket.request(1, EapType.TLS, EapTlsServer.start()));
        nonsense.answer(EapPacket.request(2, EapType.TLS, Bytes.fromHex("00160303000401020304")));
        assertThat(nonsense.problem()).startsWith("TLS: ");
        // It stays so, and nothing more is said.
        assertThat(nonsense.answer(EapPacket.request(3, EapType.TLS, EapTlsServer.start())).data())
                .isEqualTo(Bytes.fromHex("00"));
    }

    @Test
    void aMessageWithoutEndIsNotKept() {
        EapPeer peer = peer(CA);
        peer.answer(EapPacket.request(1, EapType.TLS, EapTlsServer.start()));
        Bytes part = new ByteWriter(1001).u8(0x40).zero(1000).toBytes();
        for (int i = 0; i < 66; i++) peer.answer(EapPacket.request(2 + i, EapType.TLS, part));
        assertThat(peer.problem()).isEqualTo("a TLS message of more than 65536 octets");
    }
}
