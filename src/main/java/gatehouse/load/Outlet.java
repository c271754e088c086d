package gatehouse.load;

import gatehouse.bytes.Bytes;
import gatehouse.net.Datagram;
import gatehouse.net.Path;

/// Where what the clients send goes.
interface Outlet {
    void send(Datagram message);

    /// ESP, without a marker.
    void sendEsp(Path path, Bytes packet);

    /// The way to the gateway from the next of our ports; the same if there is no other.
    Path elsewhere(Path path);
}
