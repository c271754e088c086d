package gatehouse.eap;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.pki.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// The server's end of EAP-TLS for tests and benchmarks: one login (RFC 5216, RFC 9190).
public final class EapTlsServer {
    private static final Bytes START = Bytes.copyOf((byte) 0x20);
    private static final Bytes ACKNOWLEDGMENT = Bytes.copyOf((byte) 0);

    private final SSLEngine engine;
    private final int fragment;
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private Bytes outgoing = Bytes.EMPTY;
    private int sent;
    private boolean finished;
    private boolean commits = true;
    private boolean committed;
    private String problem = "";

    /// @param version  `TLSv1.2` or `TLSv1.3`
    /// @param fragment octets of a TLS message in one packet
    public EapTlsServer(SSLContext context, String version, int fragment) {
        this.engine = context.createSSLEngine();
        this.fragment = fragment;
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        engine.setEnabledProtocols(new String[] {version});
    }

    /// Says nothing of being done with TLS 1.3, as RFC 9190 demands.
    public EapTlsServer withoutCommitment() {
        commits = false;
        return this;
    }

    /// A context with a certificate and those who are trusted.
    public static SSLContext context(Credential own, List<X509Certificate> trusted) {
        try {
            char[] none = {};
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, none);
            var chain = new ArrayList<Certificate>(List.of(own.certificate()));
            chain.addAll(own.intermediates());
            keys.setKeyEntry("own", own.privateKey(), none, chain.toArray(Certificate[]::new));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, none);
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, none);
            for (X509Certificate one : trusted) {
                authorities.setCertificateEntry(one.getSubjectX500Principal().getName(), one);
            }
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The first request's data.
    public static Bytes start() {
        return START;
    }

    /// What went wrong; empty if nothing did.
    public String problem() {
        return problem;
    }

    /// The MSK, once nothing more is to be said.
    public Optional<Secret> msk() {
        if (!isDone() || sent < outgoing.length()) return Optional.empty();
        boolean modern = engine.getSession().getProtocol().equals("TLSv1.3");
        try {
            byte[] material = ((ExtendedSSLSession) engine.getSession()).exportKeyingMaterialData(
                    modern ? "EXPORTER_EAP_TLS_Key_Material" : "client EAP encryption",
                    modern ? new byte[] {13} : null, 128);
            return Optional.of(Secret.wrap(Arrays.copyOf(material, 64)));
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The handshake of this client; to be looked at once there is an MSK.
    public ExtendedSSLSession session() {
        return (ExtendedSSLSession) engine.getSession();
    }

    private boolean isDone() {
        return finished && problem.isEmpty();
    }

    /// The next request's data. If there is an [#msk] instead, the client is to be told of success, and if there is a
    /// [#problem] and nothing more to say, of failure.
    public Bytes answer(Bytes response) {
        if (sent < outgoing.length()) return nextFragment();
        if (response.isEmpty()) return ACKNOWLEDGMENT;
        int flags = response.u8(0);
        incoming.writeBytes(response.from((flags & 0x80) != 0 ? 5 : 1).toArray());
        if ((flags & 0x40) != 0) return ACKNOWLEDGMENT;
        ByteBuffer in = ByteBuffer.wrap(incoming.toByteArray());
        incoming.reset();
        var said = new ByteArrayOutputStream();
        try {
            converse(in, said);
        } catch (SSLException e) {
            problem = e.getMessage();
            try {
                wrap(said, 0);
            } catch (SSLException _) {
                // Nothing can be said any more.
            }
        }
        outgoing = Bytes.wrap(said.toByteArray());
        sent = 0;
        return outgoing.isEmpty() ? ACKNOWLEDGMENT : nextFragment();
    }

    private void converse(ByteBuffer in, ByteArrayOutputStream said) throws SSLException {
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrap(said, 0);
            } else if (in.hasRemaining()) {
                ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
                SSLEngineResult result = engine.unwrap(in, plain);
                finished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
                if (result.getStatus() != SSLEngineResult.Status.OK) throw new SSLException("" + result.getStatus());
            } else {
                break;
            }
        }
        if (finished && !committed && commits && engine.getSession().getProtocol().equals("TLSv1.3")) {
            committed = true;
            wrap(said, 1);
        }
    }

    private void wrap(ByteArrayOutputStream said, int zeros) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(zeros), record);
        finished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
        said.write(record.array(), 0, record.position());
    }

    private Bytes nextFragment() {
        int left = outgoing.length() - sent;
        int size = Math.min(left, fragment);
        boolean first = sent == 0 && size < left;
        var out = new ByteWriter(size + 5).u8((first ? 0x80 : 0) | (size < left ? 0x40 : 0));
        if (first) out.u32(outgoing.length());
        out.bytes(outgoing.slice(sent, sent + size));
        sent += size;
        return out.toBytes();
    }
}
