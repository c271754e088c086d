package gatehouse.server;

import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import gatehouse.radius.dynauth.DynAuthEffect;
import gatehouse.radius.dynauth.DynAuthInput;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// One address at which RADIUS servers change and end sessions by datagrams.
final class DynamicAuthorizationPort implements UdpPort.Receiver {
    private final ChangeRequests requests;
    private final UdpPort port;

    DynamicAuthorizationPort(
            EventLoops loops,
            int index,
            EngineLoop loop,
            InetSocketAddress local,
            DynamicAuthorization engine,
            ChangeRequests.Desks desks)
            throws PortException {
        this.requests = new ChangeRequests(loop, engine, desks, this::send);
        this.port = UdpPort.open(loops, index, local, UdpPort.Use.MESSAGES, this);
    }

    InetSocketAddress local() {
        return port.local();
    }

    ChangeRequests requests() {
        return requests;
    }

    void close() {
        port.close();
    }

    @Override
    public void received(Path path, Bytes message) {
        requests.submit(new DynAuthInput.Received(path.remote(), message));
    }

    @Override
    public void receivedEsp(Path path, ByteBuffer packet) {
        throw new IllegalStateException("ESP on a port for messages");
    }

    private void send(DynAuthEffect effect) {
        if (effect instanceof DynAuthEffect.Send(var to, var octets)) port.send(to, octets);
    }
}
