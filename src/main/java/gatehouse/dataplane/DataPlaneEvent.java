package gatehouse.dataplane;

import java.net.InetSocketAddress;

/// What the data plane tells IKE unasked.
public sealed interface DataPlaneEvent {
    /// The inbound SPI of the pair it is about.
    int inboundSpi();

    /// An authentic packet came from another address or port: a NAT has moved the client (RFC 7296, section 2.23).
    record PeerMoved(int inboundSpi, InetSocketAddress remote) implements DataPlaneEvent {}

    /// The pair nears the end of its sequence numbers, or of the octets or packets that it may carry.
    record NearlyExhausted(int inboundSpi) implements DataPlaneEvent {}

    /// The end is reached: nothing passes by the pair any more, in one direction at least.
    record Exhausted(int inboundSpi) implements DataPlaneEvent {}
}
