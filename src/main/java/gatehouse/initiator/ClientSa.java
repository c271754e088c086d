package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.Prf;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.Payload;
import java.util.List;
import java.util.Optional;

/// The client's IKE SA: keys, and what is on its way in both directions, one message each.
final class ClientSa {
    final long spiI;
    final long spiR;
    final Prf prf;
    final IkeKeys keys;
    private final boolean initiator;
    private final SkCodec codec;
    private long nextRequest;
    private long nextFromGateway;
    private List<Bytes> lastReply = List.of();

    /// @param initiator whether we asked for it
    ClientSa(
            long spiI, long spiR, Prf prf, CipherSpec cipher, IkeKeys keys, int fragmentSize, long nextRequest,
            boolean initiator) {
        this.spiI = spiI;
        this.spiR = spiR;
        this.prf = prf;
        this.keys = keys;
        this.initiator = initiator;
        this.codec = new SkCodec(cipher, keys, fragmentSize, initiator);
        this.nextRequest = nextRequest;
    }

    long ourSpi() {
        return initiator ? spiI : spiR;
    }

    SkCodec codec() {
        return codec;
    }

    boolean owns(IkeHeader header) {
        return header.initiatorSpi() == spiI && header.responderSpi() == spiR && header.fromInitiator() != initiator;
    }

    /// A request on its way.
    record Outgoing(ExchangeType exchange, long messageId, List<Bytes> datagrams) {}

    Outgoing request(ExchangeType exchange, List<Payload> payloads) {
        long id = nextRequest++;
        return new Outgoing(
                exchange, id, codec.seal(IkeHeader.of(spiI, spiR, exchange, initiator, false, id), payloads));
    }

    /// The reply to a request of the gateway that was seen already.
    Optional<List<Bytes>> repeated(long messageId) {
        return messageId == nextFromGateway - 1 && !lastReply.isEmpty() ? Optional.of(lastReply) : Optional.empty();
    }

    boolean isNext(long messageId) {
        return messageId == nextFromGateway;
    }

    List<Bytes> reply(ExchangeType exchange, List<Payload> payloads) {
        lastReply = codec.seal(IkeHeader.of(spiI, spiR, exchange, initiator, true, nextFromGateway), payloads);
        nextFromGateway++;
        return lastReply;
    }
}
