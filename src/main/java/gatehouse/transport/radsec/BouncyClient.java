package gatehouse.transport.radsec;

import gatehouse.pki.Credential;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Version;
import gatehouse.radius.secure.Trust;
import gatehouse.transport.radsec.Reasons.PeerRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.BasicTlsPSKExternal;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PRFAlgorithm;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsPSKIdentity;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/// What we say in a handshake of Bouncy Castle's, and what we take: for DTLS, and for pre-shared keys (RFC 9813).
final class BouncyClient extends AbstractTlsClient {
    private static final int[] WITH_CERTIFICATES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
    };
    // All with forward secrecy; OpenSSL has no other ECDHE_PSK of TLS 1.2 than those with CBC and ChaCha20.
    private static final int[] WITH_KEY = {
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256, CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256
    };
    // The key is tied to SHA-256 (RFC 8446, section 4.2.11).
    private static final int[] TLS_1_3_WITH_KEY = {
        CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256
    };
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(WITH_CERTIFICATES[0], "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(WITH_CERTIFICATES[1], "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry(WITH_CERTIFICATES[2], "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(WITH_CERTIFICATES[3], "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry(WITH_KEY[0], "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry(WITH_KEY[1], "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384"),
            Map.entry(WITH_KEY[2], "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"),
            Map.entry(WITH_KEY[3], "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256"),
            Map.entry(TLS_1_3_WITH_KEY[0], "TLS_AES_128_GCM_SHA256"),
            Map.entry(TLS_1_3_WITH_KEY[1], "TLS_CHACHA20_POLY1305_SHA256"));

    // Of Java's own not every cipher goes by the name that the library knows.
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private final TlsPolicy policy;
    private final boolean datagrams;
    private final JcaTlsCrypto crypto;
    private String peer = "";
    private volatile boolean closedByPeer;

    /// Over TCP.
    BouncyClient(TlsPolicy policy) {
        this(policy, false);
    }

    BouncyClient(TlsPolicy policy, boolean datagrams) {
        this(policy, datagrams, new JcaTlsCryptoProvider().setProvider(PROVIDER).create(new SecureRandom()));
    }

    private BouncyClient(TlsPolicy policy, boolean datagrams, JcaTlsCrypto crypto) {
        super(crypto);
        this.policy = policy;
        this.datagrams = datagrams;
        this.crypto = crypto;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        if (datagrams) return new ProtocolVersion[] {ProtocolVersion.DTLSv12};
        var versions = new ArrayList<ProtocolVersion>();
        if (policy.allows(Version.TLS_1_3)) versions.add(ProtocolVersion.TLSv13);
        if (policy.allows(Version.TLS_1_2)) versions.add(ProtocolVersion.TLSv12);
        return versions.toArray(ProtocolVersion[]::new);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        if (policy.trust() instanceof Trust.Certificates) return WITH_CERTIFICATES.clone();
        var suites = new ArrayList<Integer>();
        if (!datagrams && policy.allows(Version.TLS_1_3)) for (int suite : TLS_1_3_WITH_KEY) suites.add(suite);
        if (datagrams || policy.allows(Version.TLS_1_2)) for (int suite : WITH_KEY) suites.add(suite);
        return suites.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    @SuppressWarnings("JdkObsolete") // the library's own signature
    protected Vector<ProtocolName> getProtocolNames() {
        // RADIUS/1.1 needs TLS 1.3, of which there is no DTLS here.
        if (datagrams || !policy.offersRadius11()) return null;
        return new Vector<>(Alpn.offer(policy).stream().map(ProtocolName::asUtf8Encoding).toList());
    }

    @Override
    public TlsPSKIdentity getPSKIdentity() {
        return policy.trust() instanceof Trust.SharedKey(var identity, var key)
                ? new BasicTlsPSKIdentity(identity, key.expose())
                : null;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // the library's own signature
    public Vector<BasicTlsPSKExternal> getExternalPSKs() {
        if (!(policy.trust() instanceof Trust.SharedKey(var identity, var key))) return null;
        return new Vector<>(List.of(new BasicTlsPSKExternal(
                identity.getBytes(StandardCharsets.UTF_8), crypto.createSecret(key.expose()),
                PRFAlgorithm.tls13_hkdf_sha256)));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
                judge(shown.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return policy.trust() instanceof Trust.Certificates(var own, var _)
                        ? own.flatMap(credential -> signer(credential, request)).orElse(null)
                        : null;
            }
        };
    }

    private void judge(Certificate shown) throws IOException {
        if (!(policy.trust() instanceof Trust.Certificates(var _, var rule))) {
            throw new TlsFatalAlert(AlertDescription.unexpected_message);
        }
        try {
            List<X509Certificate> chain = chain(shown);
            if (chain.isEmpty()) throw new PeerRefusedException("it shows no certificate");
            Optional<String> objection = rule.objection(chain, Instant.now());
            if (objection.isPresent()) throw new PeerRefusedException(objection.get());
            peer = PeerRule.subject(chain.getFirst());
        } catch (CertificateException e) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
    }

    static List<X509Certificate> chain(Certificate shown) throws IOException, CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var chain = new ArrayList<X509Certificate>();
        for (TlsCertificate certificate : shown.getCertificateList()) {
            chain.add((X509Certificate) factory.generateCertificate(
                    new ByteArrayInputStream(certificate.getEncoded())));
        }
        return chain;
    }

    private Optional<TlsCredentials> signer(Credential own, CertificateRequest request) {
        try {
            var chain = new ArrayList<TlsCertificate>();
            chain.add(crypto.createCertificate(own.certificate().getEncoded()));
            for (X509Certificate other : own.intermediates()) chain.add(crypto.createCertificate(other.getEncoded()));
            var certificate = new Certificate(chain.toArray(TlsCertificate[]::new));
            // Which algorithm to sign with: the first that the server takes and the key can do.
            for (Object offered : request.getSupportedSignatureAlgorithms()) {
                var algorithm = (SignatureAndHashAlgorithm) offered;
                if (crypto.hasSignatureAndHashAlgorithm(algorithm) && fits(own, algorithm)) {
                    return Optional.of(new JcaDefaultTlsCredentialedSigner(
                            new TlsCryptoParameters(context), crypto, own.privateKey(), certificate, algorithm));
                }
            }
            return Optional.empty();
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean fits(Credential own, SignatureAndHashAlgorithm algorithm) {
        String key = own.privateKey().getAlgorithm();
        return switch (algorithm.getSignature()) {
            case SignatureAlgorithm.rsa, SignatureAlgorithm.rsa_pss_rsae_sha256, SignatureAlgorithm.rsa_pss_rsae_sha384,
                    SignatureAlgorithm.rsa_pss_rsae_sha512 -> key.equals("RSA");
            case SignatureAlgorithm.ecdsa -> key.equals("EC") || key.equals("ECDSA");
            case SignatureAlgorithm.ed25519 -> key.equals("Ed25519") || key.equals("EdDSA");
            default -> false;
        };
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return (int) Connector.LONGEST_HANDSHAKE.toMillis();
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        if (description == AlertDescription.close_notify) closedByPeer = true;
    }

    boolean closedByPeer() {
        return closedByPeer;
    }

    /// What was agreed on.
    Handshake handshake() {
        SecurityParameters agreed = context.getSecurityParametersConnection();
        ProtocolVersion version = agreed.getNegotiatedVersion();
        ProtocolName protocol = agreed.getApplicationProtocol();
        String who = policy.trust() instanceof Trust.SharedKey(var identity, var _) ? "psk " + identity : peer;
        return new Handshake(
                version.getName().replace(" ", "v"), NAMES.get(agreed.getCipherSuite()),
                protocol == null ? "" : protocol.getUtf8Decoding(), who);
    }
}
