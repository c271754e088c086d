package gatehouse.net;

import java.net.InetSocketAddress;

/// Where a datagram goes between: our address and port, and the peer's.
public record Path(InetSocketAddress local, InetSocketAddress remote) {
    /// The same path as the other end sees it.
    @SuppressWarnings("ArgumentSelectionDefectChecker") // turning it round is the point
    public Path reversed() {
        return new Path(remote, local);
    }

    @Override
    public String toString() {
        return Addresses.text(remote) + " -> " + Addresses.text(local);
    }
}
