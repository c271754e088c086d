package gatehouse.radius.dynauth;

import java.net.InetSocketAddress;

/// Where a request came from, and where its answer goes.
public sealed interface Origin {
    /// For complaints.
    InetSocketAddress address();

    /// A datagram: its address says whose it is.
    record Datagram(InetSocketAddress address) implements Origin {}

    /// A connection inside TLS, which says whose it is.
    ///
    /// @param number     of the connection
    /// @param client     the name of who is at its other end
    /// @param isRadius11 whether it speaks RADIUS/1.1
    record Connection(
            long number, InetSocketAddress address, String client, boolean isRadius11) implements Origin {}
}
