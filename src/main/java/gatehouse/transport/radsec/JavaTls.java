package gatehouse.transport.radsec;

import gatehouse.pki.Credential;
import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Version;
import gatehouse.radius.secure.Trust;
import gatehouse.transport.radsec.Reasons.PeerRefusedException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS with certificates, by Java.
final class JavaTls {
    private static final char[] NO_PASSWORD = {};

    private JavaTls() {}

    static SSLEngine client(Trust.Certificates certificates, TlsPolicy policy) {
        PeerRule rule = certificates.peer();
        SSLEngine engine = context(certificates.own(), chain -> rule.objection(chain, Instant.now())).createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine, policy);
        rule.names().stream().flatMap(name -> hostName(name).stream()).findFirst().ifPresent(
                name -> parameters.setServerNames(List.of(name)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// @param objection why a client is none of those that may come
    static SSLEngine server(
            Credential own, TlsPolicy policy, Function<List<X509Certificate>, Optional<String>> objection) {
        SSLEngine engine = context(Optional.of(own), objection).createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine, policy);
        parameters.setNeedClientAuth(true);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLParameters parameters(SSLEngine engine, TlsPolicy policy) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(names(policy.versions()));
        parameters.setApplicationProtocols(Alpn.offer(policy).toArray(String[]::new));
        return parameters;
    }

    private static String[] names(Set<Version> versions) {
        return versions.stream()
                .sorted()
                .map(version -> switch (version) {
                    case TLS_1_2 -> "TLSv1.2";
                    case TLS_1_3 -> "TLSv1.3";
                })
                .toArray(String[]::new);
    }

    private static Optional<SNIHostName> hostName(String name) {
        try {
            return name.indexOf('.') > 0 && name.indexOf(':') < 0 && !name.matches("[0-9.]+")
                    ? Optional.of(new SNIHostName(name))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static SSLContext context(
            Optional<Credential> own, Function<List<X509Certificate>, Optional<String>> objection) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = own.isPresent() ? keys(own.get()) : new KeyManager[0];
            context.init(keys, new TrustManager[] {new Judge(objection)}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] keys(Credential own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        var chain = new ArrayList<X509Certificate>();
        chain.add(own.certificate());
        chain.addAll(own.intermediates());
        store.setKeyEntry("own", own.privateKey(), NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /// What was agreed on.
    static Handshake handshake(SSLEngine engine) {
        String protocol = engine.getApplicationProtocol();
        return new Handshake(
                engine.getSession().getProtocol(), engine.getSession().getCipherSuite(),
                protocol == null ? "" : protocol, PeerRule.subject(peer(engine).getFirst()));
    }

    static List<X509Certificate> peer(SSLEngine engine) {
        try {
            return Arrays.stream(engine.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Asks our own rules, which know names and fingerprints, instead of Java's.
    private static final class Judge extends X509ExtendedTrustManager {
        private final Function<List<X509Certificate>, Optional<String>> objection;

        Judge(Function<List<X509Certificate>, Optional<String>> objection) {
            this.objection = objection;
        }

        private void judge(X509Certificate... chain) throws CertificateException {
            Optional<String> refusal = objection.apply(List.of(chain));
            if (refusal.isPresent()) throw new PeerRefusedException(refusal.get());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String method) throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String method, SSLEngine engine)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String method, Socket socket)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method) throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method, SSLEngine engine)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method, Socket socket)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
