package gatehouse.transport;

import gatehouse.bytes.Bytes;
import io.netty.buffer.ByteBuf;

/// Tells apart what comes to a port by its first octets (RFC 3948, section 2).
public final class NattDemux {
    /// Four zero octets, where ESP has its SPI.
    static final int MARKER_LENGTH = 4;

    private static final int KEEPALIVE = 0xff;
    static final Bytes KEEPALIVE_DATAGRAM = Bytes.copyOf((byte) KEEPALIVE);

    private NattDemux() {}

    /// What a datagram is.
    public enum Kind {
        /// A message without a marker: whatever comes to a port that has no NAT traversal.
        PLAIN,
        /// An IKE message behind a non-ESP marker.
        MARKED,
        /// An ESP packet.
        ESP,
        /// One octet 0xFF: it has kept the mapping of a NAT alive by being sent; "the receiver SHOULD ignore" it.
        KEEPALIVE,
        /// Too short to be anything.
        RUNT
    }

    /// Looks at the readable octets of `datagram` without reading them.
    public static Kind kindOf(boolean natTraversal, ByteBuf datagram) {
        if (!natTraversal) return Kind.PLAIN;
        int start = datagram.readerIndex();
        int length = datagram.readableBytes();
        if (length == 1 && datagram.getUnsignedByte(start) == KEEPALIVE) return Kind.KEEPALIVE;
        if (length < MARKER_LENGTH) return Kind.RUNT;
        // RFC 4303, section 2.1: "The SPI value of zero (0) is reserved for local, implementation-specific use and MUST
        // NOT be sent on the wire", so no ESP packet begins like a marker.
        return datagram.getInt(start) == 0 ? Kind.MARKED : Kind.ESP;
    }
}
