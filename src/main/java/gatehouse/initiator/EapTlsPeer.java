package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLKeyException;

/// The client's end of EAP-TLS (RFC 5216; with TLS 1.3, RFC 9190), whose messages travel in fragments that the other side
/// acknowledges one by one. Every login is a full handshake.
final class EapTlsPeer {
    private static final int LENGTH_INCLUDED = 0x80;
    private static final int MORE_FRAGMENTS = 0x40;
    private static final int START = 0x20;
    /// What RADIUS and IKE carry without trouble, and servers send, too.
    private static final int FRAGMENT = 1024;
    private static final int LONGEST_MESSAGE = 1 << 16;
    private static final int KEY_MATERIAL = 128;
    private static final int MSK = 64;
    private static final byte[] TYPE = {13};
    private static final Bytes NOTHING = Bytes.copyOf((byte) 0);
    private static final String TLS_1_3 = "TLSv1.3";

    private final SSLContext context;
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private SSLEngine engine;
    private Bytes outgoing = Bytes.EMPTY;
    private int sent;
    private boolean handshakeDone;
    private boolean committed;
    private Optional<Secret> msk = Optional.empty();
    private String problem = "";

    EapTlsPeer(SSLContext context) {
        this.context = context;
    }

    /// The key, once the handshake is done and the server is bound to it.
    Optional<Secret> msk() {
        return msk;
    }

    /// What is wrong, or still missing; empty if nothing.
    String problem() {
        if (!problem.isEmpty()) return problem;
        return msk.isPresent() ? "" : "the TLS handshake is not done";
    }

    /// The response's data to a request's data (RFC 5216, section 3.1).
    Bytes answer(Bytes request) {
        if (!problem.isEmpty() || msk.isPresent()) return NOTHING;
        int flags = request.isEmpty() ? 0 : request.u8(0);
        int header = (flags & LENGTH_INCLUDED) != 0 ? 5 : 1;
        if (request.length() < header) return fail("a request of EAP-TLS with " + request.length() + " octets");
        if ((flags & START) != 0) {
            begin();
            return say(Bytes.EMPTY);
        }
        if (engine == null) return fail("EAP-TLS without a start");
        // Section 2.1.5: what has no data acknowledges a fragment.
        if (sent < outgoing.length()) return nextFragment();
        incoming.writeBytes(request.from(header).toArray());
        if (incoming.size() > LONGEST_MESSAGE) return fail("a TLS message of more than " + LONGEST_MESSAGE + " octets");
        if ((flags & MORE_FRAGMENTS) != 0) return NOTHING;
        Bytes message = Bytes.wrap(incoming.toByteArray());
        incoming.reset();
        return say(message);
    }

    private void begin() {
        engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        incoming.reset();
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java's TLS cannot begin", e);
        }
    }

    private Bytes fail(String why) {
        problem = why;
        return NOTHING;
    }

    private Bytes say(Bytes message) {
        sent = 0;
        outgoing = converse(message);
        return nextFragment();
    }

    private Bytes nextFragment() {
        int left = outgoing.length() - sent;
        if (left == 0) return NOTHING;
        int size = Math.min(left, FRAGMENT);
        boolean first = sent == 0 && size < left;
        var out = new ByteWriter(size + 5);
        out.u8((first ? LENGTH_INCLUDED : 0) | (size < left ? MORE_FRAGMENTS : 0));
        if (first) out.u32(outgoing.length());
        out.bytes(outgoing.slice(sent, sent + size));
        sent += size;
        return out.toBytes();
    }

    /// Lets TLS read a message, and gives what it says to it. If it refuses, that is an alert.
    private Bytes converse(Bytes message) {
        var said = new ByteArrayOutputStream();
        try {
            exchange(ByteBuffer.wrap(message.toArray()), said);
            if (handshakeDone && (committed || !isTls13())) derive();
        } catch (SSLException e) {
            problem = "TLS: " + e.getMessage();
            alert(said);
        }
        return Bytes.wrap(said.toByteArray());
    }

    private void exchange(ByteBuffer in, ByteArrayOutputStream said) throws SSLException {
        var heard = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(said);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    if (!in.hasRemaining()) return;
                    heard.clear();
                    SSLEngineResult result = engine.unwrap(in, heard);
                    switch (result.getStatus()) {
                        case OK, CLOSED -> {}
                        case BUFFER_UNDERFLOW, BUFFER_OVERFLOW ->
                                throw new SSLException("a record that is cut, or too long");
                    }
                    finished(result);
                    listen(heard.flip());
                    if (result.getStatus() == SSLEngineResult.Status.CLOSED) return;
                }
            }
        }
    }

    // RFC 9190, section 2.5: one octet of zero is the server's word that nothing more will come.
    private void listen(ByteBuffer heard) throws SSLException {
        if (!heard.hasRemaining()) return;
        if (!handshakeDone || !isTls13() || heard.remaining() != 1 || heard.get() != 0) {
            throw new SSLException("application data");
        }
        committed = true;
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) task.run();
    }

    private void wrap(ByteArrayOutputStream said) throws SSLException {
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), record);
        finished(result);
        said.write(record.array(), 0, record.position());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && record.position() == 0) {
            throw new SSLException("closed");
        }
    }

    private void finished(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) handshakeDone = true;
    }

    private void alert(ByteArrayOutputStream said) {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) wrap(said);
        } catch (SSLException _) {
            // It was said, or cannot be.
        }
    }

    private boolean isTls13() {
        return engine.getSession().getProtocol().equals(TLS_1_3);
    }

    // RFC 5216, section 2.3, is what RFC 5705 exports without a context; RFC 9190, section 2.3, has the type for one.
    private void derive() throws SSLKeyException {
        var session = (ExtendedSSLSession) engine.getSession();
        byte[] material = isTls13()
                ? session.exportKeyingMaterialData("EXPORTER_EAP_TLS_Key_Material", TYPE, KEY_MATERIAL)
                : session.exportKeyingMaterialData("client EAP encryption", null, KEY_MATERIAL);
        msk = Optional.of(Secret.wrap(Arrays.copyOf(material, MSK)));
        Arrays.fill(material, (byte) 0);
        // Of thousands of clients that stay, none needs it any more.
        engine = null;
    }
}
