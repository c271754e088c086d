package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.transport.EventLoops;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.function.Consumer;

/// The ports of `gatehouse client`: one from which an exchange begins, and one for NAT traversal.
public final class ClientPorts implements AutoCloseable {
    // As the gateway does (RFC 4594, section 3.2).
    private static final int CS6 = 48;

    private final EventLoops loops;
    private final UdpPort ike;
    private final UdpPort natTraversal;
    private final InetSocketAddress natTraversalOfServer;

    private ClientPorts(EventLoops loops, InetSocketAddress natTraversal, Consumer<Datagram> messages)
            throws IOException {
        this.loops = loops;
        this.natTraversalOfServer = natTraversal;
        InetSocketAddress local;
        // A connected socket knows which of our addresses leads there; NAT detection needs it.
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(natTraversal);
            local = new InetSocketAddress(((InetSocketAddress) probe.getLocalAddress()).getAddress(), 0);
        }
        var receiver = new UdpPort.Receiver() {
            @Override
            public void received(Path path, Bytes message) {
                messages.accept(new Datagram(path, message));
            }

            @Override
            public void receivedEsp(Path path, ByteBuffer packet) {
                // Nothing carries it, or not yet.
            }
        };
        this.ike = UdpPort.open(loops, 0, local, UdpPort.Use.MESSAGES, CS6, receiver);
        this.natTraversal = UdpPort.open(loops, 0, local, UdpPort.Use.NAT_TRAVERSAL, CS6, receiver);
    }

    /// Opens ports that can reach a server.
    ///
    /// @param natTraversal the server's port where messages carry the marker
    /// @param messages gets what comes in, on a thread of the ports
    public static ClientPorts open(InetSocketAddress natTraversal, Consumer<Datagram> messages) throws IOException {
        EventLoops loops = EventLoops.start(1);
        try {
            return new ClientPorts(loops, natTraversal, messages);
        } catch (IOException | RuntimeException e) {
            loops.close();
            throw e;
        }
    }

    /// Between us and a port of the server.
    public Path pathTo(InetSocketAddress server) {
        return new Path((server.equals(natTraversalOfServer) ? natTraversal : ike).local(), server);
    }

    public void send(Datagram datagram) {
        UdpPort port = datagram.path().local().equals(natTraversal.local()) ? natTraversal : ike;
        port.send(datagram.path().remote(), datagram.payload());
    }

    /// Has a NAT on the way keep its mapping.
    public void keepNatOpen() {
        natTraversal.sendKeepalive(natTraversalOfServer);
    }

    UdpPort natTraversal() {
        return natTraversal;
    }

    /// Nobody may use the sockets any more.
    @Override
    public void close() {
        ike.close();
        natTraversal.close();
        loops.close();
    }
}
