package gatehouse.cli;

import gatehouse.pki.Credential;
import gatehouse.pki.KeyPurposes;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoints;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a client proves itself with to the AAA server in EAP-TLS, and whom it takes for the AAA server.
final class EapTlsContext {
    private static final char[] NO_PASSWORD = {};
    private static final List<String> SERVER = List.of(KeyPurposes.SERVER_AUTH, KeyPurposes.ANY);

    private EapTlsContext() {}

    /// @param name what the AAA server's certificate has to bear; empty for any
    static SSLContext of(Credential own, TrustPoints trusted, String name, InstantSource clock) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(own), new TrustManager[] {new AaaServer(trusted, name, clock)}, null);
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

    private static final class AaaServer extends X509ExtendedTrustManager {
        private final TrustPoints trusted;
        private final String name;
        private final InstantSource clock;

        AaaServer(TrustPoints trusted, String name, InstantSource clock) {
            this.trusted = trusted;
            this.name = name;
            this.clock = clock;
        }

        private Optional<String> objection(List<X509Certificate> chain) throws CertificateException {
            X509Certificate own = chain.getFirst();
            List<String> usages = own.getExtendedKeyUsage();
            // RFC 5216, section 5.3: else anybody with a certificate of that authority could pose as the server.
            if (usages != null && usages.stream().noneMatch(SERVER::contains)) {
                return Optional.of("the AAA server's certificate is none of a server (extended key usage)");
            }
            if (!name.isEmpty() && !SubjectNames.bears(own, name)) {
                return Optional.of("the AAA server's certificate is for "
                        + String.join(", ", SubjectNames.list(own)) + ", not for " + name);
            }
            return trusted.objection(chain, clock.instant());
        }

        private void judge(X509Certificate... chain) throws CertificateException {
            Optional<String> refusal = objection(List.of(chain));
            if (refusal.isPresent()) throw new CertificateException(refusal.get());
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
            throw new CertificateException("a client is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("a client is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method, Socket socket)
                throws CertificateException {
            throw new CertificateException("a client is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
