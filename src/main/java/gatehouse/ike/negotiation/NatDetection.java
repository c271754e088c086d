package gatehouse.ike.negotiation;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.net.Path;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.net.InetSocketAddress;
import java.util.List;

/// NAT detection (RFC 7296, section 2.23): each side sends a hash of the addresses it sees, the other compares.
public final class NatDetection {
    private NatDetection() {}

    /// Whether the address of the peer was translated: none of the hashes that it sent for its own fits what we see.
    /// A peer that sends none does not support NAT traversal.
    public static boolean peerIsTranslated(Algorithms algorithms, IkeMessage message, Path path) {
        return peerIsTranslated(
                algorithms,
                message.header().initiatorSpi(),
                message.header().responderSpi(),
                message.payloads(),
                path);
    }

    /// The same of the payloads of a message inside an SA (RFC 4555, section 3.8).
    public static boolean peerIsTranslated(
            Algorithms algorithms, long initiatorSpi, long responderSpi, List<Payload> payloads, Path path) {
        List<NotifyPayload> sources = Payloads.all(payloads, NotifyPayload.class).stream()
                .filter(n -> n.notifyType().equals(NotifyType.NAT_DETECTION_SOURCE_IP))
                .toList();
        if (sources.isEmpty()) return false;
        Bytes seen = hash(algorithms, initiatorSpi, responderSpi, path.remote());
        return sources.stream().noneMatch(n -> n.data().equals(seen));
    }

    /// The notifies of our answer. The hash of our own address is made over port 0, so that it never fits: the client
    /// concludes that a NAT is in front of us and encapsulates ESP in UDP, which is the only ESP that we carry.
    public static List<NotifyPayload> answer(
            Algorithms algorithms, long initiatorSpi, long responderSpi, Path path) {
        var nowhere = new InetSocketAddress(path.local().getAddress(), 0);
        return List.of(
                NotifyPayload.of(
                        NotifyType.NAT_DETECTION_SOURCE_IP,
                        hash(algorithms, initiatorSpi, responderSpi, nowhere)),
                NotifyPayload.of(
                        NotifyType.NAT_DETECTION_DESTINATION_IP,
                        hash(algorithms, initiatorSpi, responderSpi, path.remote())));
    }

    /// SHA-1 of SPIs, address and port.
    static Bytes hash(Algorithms algorithms, long initiatorSpi, long responderSpi, InetSocketAddress endpoint) {
        return algorithms.sha1(new ByteWriter(34)
                .u64(initiatorSpi)
                .u64(responderSpi)
                .bytes(endpoint.getAddress().getAddress())
                .u16(endpoint.getPort())
                .toBytes());
    }
}
