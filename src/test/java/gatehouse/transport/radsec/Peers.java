package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Radius11;
import gatehouse.radius.secure.TlsPolicy.Version;
import gatehouse.radius.secure.Trust;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Certificates of one authority, and servers that send every packet back.
final class Peers {
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final Secret KEY = Secret.ofUtf8("sixteen octets and more");

    final LaboratoryCa authority =
            LaboratoryCa.create("Lab", LaboratoryCa.KeyKind.ECDSA_P256, new SecureRandom(), Instant.now());
    final Credential server = issue("radius.example", Instant.now());
    final Credential client =
            authority.issueClient("gateway.example", LaboratoryCa.KeyKind.ECDSA_P256, Instant.now());

    Credential issue(String name, Instant at) {
        return authority.issueGateway(List.of(name), LaboratoryCa.KeyKind.ECDSA_P256, at);
    }

    static Bytes packet(int length, int fill) {
        byte[] octets = new byte[length];
        Arrays.fill(octets, (byte) fill);
        octets[2] = (byte) (length >> 8);
        octets[3] = (byte) length;
        return Bytes.wrap(octets);
    }

    TlsPolicy policy(PeerRule rule, Radius11 radius11) {
        return new TlsPolicy(new Trust.Certificates(Optional.of(client), rule), EnumSet.allOf(Version.class), radius11);
    }

    TlsPolicy named(String name) {
        return policy(new PeerRule(List.of(authority.certificate()), List.of(name), List.of()), Radius11.ALLOW);
    }

    TlsPolicy pinned(X509Certificate certificate) {
        return policy(new PeerRule(List.of(), List.of(), List.of(PeerRule.fingerprint(certificate))), Radius11.ALLOW);
    }

    static TlsPolicy sharedKey(String identity, Secret key, Version... versions) {
        return new TlsPolicy(
                new Trust.SharedKey(identity, key), EnumSet.copyOf(List.of(versions)), Radius11.ALLOW);
    }

    /// Java's own TLS server, which demands a certificate of our authority and sends packets back. It is closed by the test.
    SSLServerSocket javaServer(Credential own, List<String> alpn, String... versions) throws Exception {
        var socket = (SSLServerSocket) context(own).getServerSocketFactory().createServerSocket();
        socket.bind(ANY_PORT);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        if (versions.length > 0) parameters.setProtocols(versions);
        socket.setSSLParameters(parameters);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var peer = (SSLSocket) socket.accept();
                    Thread.ofVirtual().start(() -> echo(peer));
                } catch (IOException _) {
                    // Refused, or closed by the test.
                }
            }
        });
        return socket;
    }

    private static void echo(SSLSocket peer) {
        try (peer) {
            echo(peer.getInputStream(), peer.getOutputStream());
        } catch (IOException _) {
            // It is gone.
        }
    }

    /// A packet whose first octet is 99 ends the connection instead.
    static void echo(InputStream from, OutputStream to) throws IOException {
        var in = new DataInputStream(from);
        while (true) {
            byte[] head = new byte[4];
            try {
                in.readFully(head);
            } catch (EOFException _) {
                return;
            }
            byte[] rest = new byte[((head[2] & 0xff) << 8 | head[3] & 0xff) - 4];
            in.readFully(rest);
            if (head[0] == 99) return;
            to.write(Bytes.concat(Bytes.wrap(head), Bytes.wrap(rest)).toArray());
            to.flush();
        }
    }

    private SSLContext context(Credential own) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", own.privateKey(), new char[0], new X509Certificate[] {own.certificate()});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("lab", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
