package gatehouse.load;

import gatehouse.bytes.Bytes;
import gatehouse.net.Datagram;
import gatehouse.net.Path;

/// Where what the clients send goes.
interface Outlet {
    void send(Datagram message);

    /// ESP, without a marker.
    void sendEsp(Path path, Bytes packet);
}
