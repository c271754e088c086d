package gatehouse.transport.radsec;

import gatehouse.bytes.Secret;
import gatehouse.pki.Credential;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.PskIdentity;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsPSKExternal;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UDPTransport;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/// The other end of what Java has not: pre-shared keys, and DTLS. It sends every packet back.
final class BouncyServer extends AbstractTlsServer {
    private static final SignatureAndHashAlgorithm ECDSA =
            new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    private final JcaTlsCrypto crypto;
    private final Credential own;
    private final String identity;
    private final Secret key;
    private final ProtocolVersion version;

    private BouncyServer(Credential own, String identity, Secret key, ProtocolVersion version) {
        this(new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom()), own,
                identity, key, version);
    }

    private BouncyServer(JcaTlsCrypto crypto, Credential own, String identity, Secret key, ProtocolVersion version) {
        super(crypto);
        this.crypto = crypto;
        this.own = own;
        this.identity = identity;
        this.key = key;
        this.version = version;
    }

    /// Takes one connection by TLS with a key.
    static ServerSocket withKey(String identity, Secret key, ProtocolVersion version) throws IOException {
        var listener = new ServerSocket();
        listener.bind(Peers.ANY_PORT);
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                var protocol = new TlsServerProtocol(socket.getInputStream(), socket.getOutputStream());
                protocol.accept(new BouncyServer(null, identity, key, version));
                Peers.echo(protocol.getInputStream(), protocol.getOutputStream());
                protocol.close();
            } catch (IOException _) {
                // The test sees the other end of it.
            }
        });
        return listener;
    }

    /// Takes one association by DTLS.
    ///
    /// @param own null for a server with a key
    static DatagramSocket datagrams(Credential own, String identity, Secret key) throws IOException {
        var socket = new DatagramSocket(Peers.ANY_PORT);
        Thread.ofVirtual().start(() -> {
            try {
                // Peeks at who comes, to talk to nobody else.
                var first = new DatagramPacket(new byte[2048], 2048);
                socket.receive(first);
                socket.connect(first.getSocketAddress());
                DTLSTransport transport = new DTLSServerProtocol().accept(
                        new BouncyServer(own, identity, key, ProtocolVersion.DTLSv12), new UDPTransport(socket, 6000));
                byte[] buffer = new byte[4096];
                while (true) {
                    int length = transport.receive(buffer, 0, buffer.length, 10_000);
                    if (length > 0 && buffer[0] == 99) break;
                    if (length > 0) transport.send(buffer, 0, length);
                }
                transport.close();
            } catch (IOException _) {
                // The test sees the other end of it.
            }
        });
        return socket;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return new ProtocolVersion[] {version};
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        if (own != null) return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
        return TlsUtils.isTLSv13(version)
                ? new int[] {CipherSuite.TLS_AES_128_GCM_SHA256}
                : new int[] {CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256};
    }

    @Override
    protected Vector<ProtocolName> getProtocolNames() {
        return TlsUtils.isTLSv13(version) ? new Vector<>(List.of(ProtocolName.asUtf8Encoding("radius/1.1"))) : null;
    }

    @Override
    @SuppressWarnings("rawtypes") // the library's own signature
    public TlsPSKExternal getExternalPSK(Vector offered) {
        for (Object candidate : offered) {
            byte[] name = ((PskIdentity) candidate).getIdentity();
            if (new String(name, StandardCharsets.UTF_8).equals(identity)) {
                return new BasicTlsPSKExternal(name, crypto.createSecret(key.expose()), PRFAlgorithm.tls13_hkdf_sha256);
            }
        }
        return null;
    }

    @Override
    public TlsPSKIdentityManager getPSKIdentityManager() {
        return new TlsPSKIdentityManager() {
            @Override
            public byte[] getHint() {
                return null;
            }

            @Override
            public byte[] getPSK(byte[] name) {
                return new String(name, StandardCharsets.UTF_8).equals(identity) ? key.expose() : null;
            }
        };
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        if (own == null) return null;
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign}, new Vector<>(List.of(ECDSA)), null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        if (certificate.isEmpty()) throw new IOException("no certificate");
    }

    @Override
    public TlsCredentials getCredentials() {
        if (own == null) return null;
        try {
            X509Certificate certificate = own.certificate();
            return new JcaDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context), crypto, own.privateKey(),
                    new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate.getEncoded())}), ECDSA);
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
