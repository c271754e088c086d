package gatehouse.net;

import java.net.InetSocketAddress;

/// Where a datagram goes between: our address and port, and the peer's.
public record Path(InetSocketAddress local, InetSocketAddress remote) {
    @Override
    public String toString() {
        return Addresses.text(remote) + " -> " + Addresses.text(local);
    }
}
