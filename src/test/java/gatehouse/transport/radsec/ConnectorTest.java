package gatehouse.transport.radsec;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Radius11;
import gatehouse.radius.secure.TlsPolicy.Version;
import gatehouse.transport.EventLoops;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Connections over loopback, to Java's own TLS server and to Bouncy Castle's.
class ConnectorTest {
    private static EventLoops loops;
    private static Peers peers;

    private final Events events = new Events();

    @BeforeAll
    static void open() {
        loops = EventLoops.start(1);
        peers = new Peers();
    }

    @AfterAll
    static void close() {
        loops.close();
    }

    private Link tls(ServerSocket server, TlsPolicy policy) {
        return Connector.tls(
                loops, 0, Peers.ANY_PORT, (InetSocketAddress) server.getLocalSocketAddress(), policy, events);
    }

    private void comesBack(Link link) {
        link.send(Peers.packet(20, 1));
        link.send(Peers.packet(4096, 2));
        assertThat(events.packet()).isEqualTo(Peers.packet(20, 1));
        assertThat(events.packet()).isEqualTo(Peers.packet(4096, 2));
    }

    @Test
    void aServerIsKnownByItsName() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            Link link = tls(server, peers.named("radius.example"));
            assertThat(events.handshake()).isEqualTo(
                    new Handshake("TLSv1.3", "TLS_AES_256_GCM_SHA384", "", "CN=radius.example"));
            comesBack(link);
            link.close();
        }
    }

    @Test
    void orByItsFingerprint() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of(), "TLSv1.2")) {
            Link link = tls(server, peers.pinned(peers.server.certificate()));
            assertThat(events.handshake().version()).isEqualTo("TLSv1.2");
            comesBack(link);
            link.close();
        }
    }

    @Test
    void anotherNameIsRefused() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            tls(server, peers.named("other.example"));
            assertThat(events.lost()).isEqualTo(
                    "its certificate bears radius.example, not other.example: compare 'server-name'");
        }
    }

    @Test
    void anotherFingerprintIsRefused() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            tls(server, peers.pinned(peers.client.certificate()));
            assertThat(events.lost()).isEqualTo("its certificate (CN=radius.example) has the fingerprint "
                    + PeerRule.fingerprint(peers.server.certificate()).hex()
                    + ", which is not the one in 'fingerprint'");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofDays(3650));
        try (var server = peers.javaServer(peers.issue("radius.example", longAgo), List.of())) {
            tls(server, peers.named("radius.example"));
            assertThat(events.lost()).matches("its certificate expired at 20.*Z: renew it there");
        }
    }

    @Test
    void anotherAuthorityIsRefused() throws Exception {
        Peers others = new Peers();
        try (var server = others.javaServer(others.server, List.of())) {
            tls(server, peers.named("radius.example"));
            assertThat(events.lost())
                    .startsWith("no trusted authority vouches for the certificate of CN=radius.example")
                    .endsWith(": compare 'ca'");
        }
    }

    @Test
    void aServerThatDoesNotKnowUsSaysSo() throws Exception {
        Peers others = new Peers();
        TlsPolicy stranger = new TlsPolicy(
                others.pinned(peers.server.certificate()).trust(), Set.of(Version.TLS_1_2), Radius11.OFF);
        try (var server = peers.javaServer(peers.server, List.of())) {
            tls(server, stranger);
            assertThat(events.lost())
                    .startsWith("it refused the handshake (")
                    .endsWith("it does not take our certificate; see 'certificate', and what it knows of us");
        }
    }

    @Test
    void radius11IsSpokenIfTheServerCan() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of("radius/1.1"))) {
            Link link = tls(server, peers.named("radius.example"));
            assertThat(events.handshake().isRadius11()).isTrue();
            link.close();
        }
        try (var server = peers.javaServer(peers.server, List.of("radius/1.0"))) {
            Link link = tls(server, peers.named("radius.example"));
            assertThat(events.handshake().protocol()).isEqualTo("radius/1.0");
            link.close();
        }
    }

    @Test
    void radius11CanBeDemanded() throws Exception {
        var rule = new PeerRule(List.of(peers.authority.certificate()), List.of("radius.example"), List.of());
        try (var server = peers.javaServer(peers.server, List.of())) {
            tls(server, peers.policy(rule, Radius11.REQUIRE));
            assertThat(events.lost()).isEqualTo(
                    "it does not speak RADIUS/1.1, which 'radius-1.1: require' demands");
        }
    }

    // RFC 9765, section 3.5.
    @Test
    void radius11NeedsTls13() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of("radius/1.1"), "TLSv1.2")) {
            tls(server, peers.named("radius.example"));
            assertThat(events.lost()).isEqualTo("it chose RADIUS/1.1 over TLSv1.2, which needs TLS 1.3");
        }
    }

    @Test
    void whatIsLostIsTold() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            Link link = tls(server, peers.named("radius.example"));
            events.handshake();
            link.send(Peers.packet(20, 99));
            assertThat(events.lost()).isEqualTo("it closed the connection");
        }
    }

    @Test
    void nobodyListensThere() throws Exception {
        var server = new ServerSocket();
        server.bind(Peers.ANY_PORT);
        server.close();
        tls(server, peers.named("radius.example"));
        assertThat(events.lost()).startsWith("it does not listen at ");
    }

    @Test
    void somethingElseListensThere() throws Exception {
        try (var server = new ServerSocket()) {
            server.bind(Peers.ANY_PORT);
            Thread.ofVirtual().start(() -> greet(server));
            tls(server, peers.named("radius.example"));
            assertThat(events.lost()).startsWith("it does not speak TLS at ");
        }
    }

    private static void greet(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException _) {
            // It is gone.
        }
    }

    @Test
    void aThousandPacketsShareAConnection() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            Link link = tls(server, peers.named("radius.example"));
            events.handshake();
            for (int i = 0; i < 1000; i++) link.send(Peers.packet(20 + i, i % 90));
            for (int i = 0; i < 1000; i++) assertThat(events.packet()).isEqualTo(Peers.packet(20 + i, i % 90));
            link.close();
        }
    }

    @Test
    void aKeyOfBothIsEnoughInTls13() throws Exception {
        try (var server = BouncyServer.withKey("gateway", Peers.KEY, ProtocolVersion.TLSv13)) {
            Link link = tls(server, Peers.sharedKey("gateway", Peers.KEY, Version.TLS_1_2, Version.TLS_1_3));
            assertThat(events.handshake()).isEqualTo(
                    new Handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", "radius/1.1", "psk gateway"));
            comesBack(link);
            link.send(Peers.packet(20, 99));
            assertThat(events.lost()).isEqualTo("it closed the connection");
        }
    }

    @Test
    void andInTls12() throws Exception {
        try (var server = BouncyServer.withKey("gateway", Peers.KEY, ProtocolVersion.TLSv12)) {
            Link link = tls(server, Peers.sharedKey("gateway", Peers.KEY, Version.TLS_1_2, Version.TLS_1_3));
            assertThat(events.handshake()).isEqualTo(new Handshake(
                    "TLSv1.2", "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "", "psk gateway"));
            comesBack(link);
            link.close();
        }
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        for (ProtocolVersion version : List.of(ProtocolVersion.TLSv13, ProtocolVersion.TLSv12)) {
            try (var server = BouncyServer.withKey("gateway", Secret.ofUtf8("not what we have"), version)) {
                tls(server, Peers.sharedKey("gateway", Peers.KEY, Version.TLS_1_2, Version.TLS_1_3));
                assertThat(events.lost())
                        .startsWith("it refused the handshake (")
                        .endsWith("compare 'psk-identity' and the key");
            }
        }
    }

    @Test
    void dtlsWithCertificates() throws Exception {
        try (var server = BouncyServer.datagrams(peers.server, "", Peers.KEY)) {
            Link link = Connector.dtls(Peers.ANY_PORT,
                    (InetSocketAddress) server.getLocalSocketAddress(), peers.named("radius.example"), events);
            assertThat(events.handshake()).isEqualTo(new Handshake(
                    "DTLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "", "CN=radius.example"));
            comesBack(link);
            link.send(Peers.packet(20, 99));
            assertThat(events.lost()).isEqualTo("it closed the connection");
        }
    }

    @Test
    void dtlsWithAKey() throws Exception {
        try (var server = BouncyServer.datagrams(null, "gateway", Peers.KEY)) {
            Link link = Connector.dtls(Peers.ANY_PORT, (InetSocketAddress) server.getLocalSocketAddress(),
                    Peers.sharedKey("gateway", Peers.KEY, Version.TLS_1_2), events);
            assertThat(events.handshake().cipher()).isEqualTo("TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256");
            comesBack(link);
            link.close();
        }
    }

    @Test
    void dtlsRefusesAnotherName() throws Exception {
        try (var server = BouncyServer.datagrams(peers.server, "", Peers.KEY)) {
            Connector.dtls(Peers.ANY_PORT, (InetSocketAddress) server.getLocalSocketAddress(),
                    peers.named("other.example"), events);
            assertThat(events.lost()).isEqualTo(
                    "its certificate bears radius.example, not other.example: compare 'server-name'");
        }
    }

    @Test
    void nobodyListensForDtls() throws Exception {
        var server = new DatagramSocket(Peers.ANY_PORT);
        var gone = (InetSocketAddress) server.getLocalSocketAddress();
        server.close();
        Connector.dtls(Peers.ANY_PORT, gone, peers.named("radius.example"), events);
        assertThat(events.lost()).startsWith("it does not listen at ");
    }

    @Test
    void aListenerKnowsWhoComes() throws Exception {
        var guests = new Events();
        var refused = new LinkedBlockingQueue<String>();
        var rule = new PeerRule(List.of(peers.authority.certificate()), List.of("gateway.example"), List.of());
        var links = new LinkedBlockingQueue<Link>();
        var door = new TlsListener.Door() {
            @Override
            public Link.User enter(String client, InetSocketAddress from, Link link) {
                assertThat(client).isEqualTo("ise");
                links.add(link);
                return guests;
            }

            @Override
            public void refused(InetSocketAddress from, String reason) {
                refused.add(reason);
            }
        };
        try (var listener = TlsListener.open(loops, 0, Peers.ANY_PORT, peers.server, peers.named("unused.example"),
                List.of(new TlsListener.Known("ise", rule)), door)) {
            Link link =
                    Connector.tls(loops, 0, Peers.ANY_PORT, listener.local(), peers.named("radius.example"), events);
            assertThat(events.handshake().peer()).isEqualTo("CN=radius.example");
            assertThat(guests.handshake().isRadius11()).isTrue();
            link.send(Peers.packet(44, 1));
            assertThat(guests.packet()).isEqualTo(Peers.packet(44, 1));
            links.take().send(Peers.packet(45, 2));
            assertThat(events.packet()).isEqualTo(Peers.packet(45, 2));
            link.close();
            assertThat(guests.lost()).isEqualTo("it closed the connection");

            var stranger = new Peers();
            Connector.tls(loops, 0, Peers.ANY_PORT, listener.local(),
                    stranger.pinned(peers.server.certificate()), new Events());
            assertThat(refused.take())
                    .startsWith("no trusted authority vouches for the certificate of CN=gateway.example");
        }
    }

    @Test
    void aStreamThatMakesNoSenseIsClosed() throws Exception {
        try (var server = peers.javaServer(peers.server, List.of())) {
            Link link = tls(server, peers.named("radius.example"));
            events.handshake();
            // The other end sends it back before it looks at it; its length can be no packet's.
            link.send(Bytes.fromHex("010000ff" + "00".repeat(251)));
            assertThat(events.packet().length()).isEqualTo(255);
            link.send(Bytes.fromHex("01000005" + "00"));
            assertThat(events.lost()).isEqualTo("it sent a malformed packet: packet of 5 octets in a stream");
        }
    }
}
