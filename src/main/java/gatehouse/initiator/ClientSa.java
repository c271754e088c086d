package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.crypto.Prf;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The client's IKE SA: keys, and what is on its way in both directions.
final class ClientSa {
    final long spiI;
    final long spiR;
    final Prf prf;
    final IkeKeys keys;
    private final boolean initiator;
    private final SkCodec codec;
    private long nextRequest;
    private final NavigableMap<Long, List<Bytes>> replies = new TreeMap<>();
    private int window = 1;
    private long lowest;
    private int gatewayWindow = 1;
    private Optional<Secret> gatewayToken = Optional.empty();

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

    long nextRequest() {
        return nextRequest;
    }

    /// The gateway may send so many requests before it has the answer to the first (RFC 7296, section 2.3).
    void window(int size) {
        window = size;
    }

    /// What the gateway says of this SA: so many requests it takes at once, and this it will show if it loses the SA (RFC
    /// 6290).
    void heard(List<Payload> payloads) {
        Payloads.notify(payloads, NotifyType.SET_WINDOW_SIZE)
                .map(NotifyPayload::data)
                .filter(data -> data.length() == 4)
                .ifPresent(data -> gatewayWindow = Math.max(gatewayWindow, (int) Math.min(data.u32(0), 1000)));
        Payloads.notify(payloads, NotifyType.QUICK_CRASH_DETECTION)
                .ifPresent(token -> gatewayToken = Optional.of(Secret.copyOf(token.data())));
    }

    int gatewayWindow() {
        return gatewayWindow;
    }

    Optional<Secret> gatewayToken() {
        return gatewayToken;
    }

    /// The reply to a request of the gateway that was seen already.
    Optional<List<Bytes>> repeated(long messageId) {
        return Optional.ofNullable(replies.get(messageId));
    }

    boolean isNext(long messageId) {
        return messageId >= lowest && messageId < lowest + window && !replies.containsKey(messageId);
    }

    List<Bytes> reply(ExchangeType exchange, long messageId, List<Payload> payloads) {
        List<Bytes> reply = codec.seal(IkeHeader.of(spiI, spiR, exchange, initiator, true, messageId), payloads);
        replies.put(messageId, reply);
        while (replies.containsKey(lowest)) lowest++;
        replies.headMap(replies.lastKey() - window, true).clear();
        return reply;
    }
}
