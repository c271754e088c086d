package gatehouse.transport.radsec;

import gatehouse.bytes.Bytes;
import gatehouse.radius.secure.TlsPolicy;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/// DTLS with one server, on two virtual threads, for Bouncy Castle waits: one shakes hands and receives, one sends.
final class DtlsAssociation implements Link {
    /// More packets than this wait for nothing: the network is gone.
    private static final int BACKLOG = 4096;
    private static final int LONGEST_PACKET = 4096;
    /// What is sure to get through in one piece (RFC 9147, section 4.4): the parts of a handshake.
    private static final int SAFE_DATAGRAM = 1200;
    private static final int LONGEST_DATAGRAM = 0xffff;
    private static final int RECEIVE_MILLIS = 10_000;

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final BouncyClient client;
    private final User user;
    private final BlockingQueue<Bytes> outgoing = new ArrayBlockingQueue<>(BACKLOG);
    private volatile boolean dismissed;
    private volatile Thread receiver;
    private volatile Thread sender;

    DtlsAssociation(InetSocketAddress from, InetSocketAddress to, TlsPolicy policy, User user) {
        this.from = from;
        this.to = to;
        this.client = new BouncyClient(policy, true);
        this.user = user;
    }

    void start() {
        receiver = Thread.ofVirtual().name("dtls").start(this::live);
    }

    @Override
    public void send(Bytes packet) {
        // What does not fit is lost, as the network loses datagrams.
        outgoing.offer(packet);
    }

    @Override
    public void close() {
        dismissed = true;
        Thread waits = receiver;
        if (waits != null) waits.interrupt();
    }

    private void live() {
        String reason = Reasons.closed(true);
        boolean connected = false;
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(from);
            socket.connect(to);
            var datagrams = new Datagrams(socket);
            DTLSTransport transport = new DTLSClientProtocol().connect(client, datagrams);
            datagrams.handshaking = false;
            connected = true;
            user.connected(client.handshake());
            sender = Thread.ofVirtual().name("dtls-send").start(() -> sendAll(transport));
            receiveAll(transport);
            transport.close();
        } catch (IOException | RuntimeException e) {
            reason = Reasons.of(e, to, connected);
        } finally {
            if (sender != null) sender.interrupt();
        }
        if (!dismissed) user.lost(reason);
    }

    private void receiveAll(DTLSTransport transport) throws IOException {
        byte[] buffer = new byte[LONGEST_PACKET];
        while (!dismissed && !client.closedByPeer()) {
            int length = transport.receive(buffer, 0, buffer.length, RECEIVE_MILLIS);
            if (length > 0 && !dismissed) user.arrived(Bytes.copyOf(buffer, 0, length));
        }
    }

    private void sendAll(DTLSTransport transport) {
        try {
            while (true) {
                Bytes packet = outgoing.take();
                transport.send(packet.array(), packet.offset(), packet.length());
            }
        } catch (InterruptedException _) {
            // It is over.
        } catch (IOException _) {
            // Whoever receives hears of it too, or the watchdog will.
        }
    }

    /// The socket, as the library wants it: a handshake is cut into pieces, packets are not.
    private static final class Datagrams implements DatagramTransport {
        private final DatagramSocket socket;
        private volatile boolean handshaking = true;

        Datagrams(DatagramSocket socket) {
            this.socket = socket;
        }

        @Override
        public int getReceiveLimit() {
            return LONGEST_DATAGRAM;
        }

        @Override
        public int getSendLimit() {
            return handshaking ? SAFE_DATAGRAM : LONGEST_DATAGRAM;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            socket.setSoTimeout(Math.max(1, waitMillis));
            var packet = new DatagramPacket(buffer, offset, length);
            try {
                socket.receive(packet);
                if (handshaking) HelloVerifyRequest.mend(buffer, offset, packet.getLength());
                return packet.getLength();
            } catch (SocketTimeoutException _) {
                return -1;
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) throws IOException {
            socket.send(new DatagramPacket(buffer, offset, length));
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
