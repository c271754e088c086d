package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.AuthenticatedCipher;
import gatehouse.crypto.CipherSpec;
import gatehouse.crypto.IkeKeys;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.SkPayload;
import gatehouse.wire.SkfPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Seals and opens the messages of the client's IKE SA, whole or in fragments (RFC 7296, section 3.14; RFC 7383).
final class SkCodec {
    private static final int LOWER_HEADERS = 40 + 8 + 4;

    private final AuthenticatedCipher out;
    private final AuthenticatedCipher in;
    private final int room;
    private final Map<Integer, Piece> pieces = new TreeMap<>();
    private Optional<Collecting> collecting = Optional.empty();

    private record Piece(PayloadType first, Bytes text) {}

    /// Which message the pieces are of.
    private record Collecting(ExchangeType exchange, long messageId, boolean response, int total) {
        boolean isSameMessage(Collecting other) {
            return exchange.equals(other.exchange) && messageId == other.messageId && response == other.response;
        }
    }

    /// @param fragmentSize 0 not to fragment
    SkCodec(CipherSpec cipher, IkeKeys keys, int fragmentSize) {
        this(cipher, keys, fragmentSize, true);
    }

    /// @param initiator whether we asked for the SA
    SkCodec(CipherSpec cipher, IkeKeys keys, int fragmentSize, boolean initiator) {
        AuthenticatedCipher fromInitiator = cipher.bind(keys.skEi(), keys.skAi());
        AuthenticatedCipher fromResponder = cipher.bind(keys.skEr(), keys.skAr());
        this.out = initiator ? fromInitiator : fromResponder;
        this.in = initiator ? fromResponder : fromInitiator;
        this.room = fragmentSize == 0 ? Integer.MAX_VALUE : fragmentSize - LOWER_HEADERS;
    }

    List<Bytes> seal(IkeHeader header, List<Payload> payloads) {
        Bytes inner = MessageWriter.writePayloads(payloads);
        PayloadType first = MessageWriter.first(payloads);
        int fixed = IkeHeader.LENGTH + 8 + out.ivLength() + out.blockLength() + out.icvLength();
        if (inner.length() + fixed <= room) return List.of(sealOne(header, first, inner, Optional.empty()));
        int piece = room - fixed;
        int total = (inner.length() + piece - 1) / piece;
        var datagrams = new ArrayList<Bytes>();
        for (int n = 1; n <= total; n++) {
            Bytes part = inner.slice(piece * (n - 1), Math.min(piece * n, inner.length()));
            var place = new ByteWriter(4).u16(n).u16(total).toBytes();
            datagrams.add(sealOne(header, n == 1 ? first : PayloadType.NONE, part, Optional.of(place)));
        }
        return datagrams;
    }

    private Bytes sealOne(IkeHeader header, PayloadType first, Bytes inner, Optional<Bytes> place) {
        int pad = out.blockLength() - 1 - inner.length() % out.blockLength();
        int text = inner.length() + pad + 1;
        int payload = 4 + place.map(Bytes::length).orElse(0) + out.ivLength() + text + out.icvLength();
        var writer = new ByteWriter(IkeHeader.LENGTH + payload);
        PayloadType type = place.isPresent() ? PayloadType.SKF : PayloadType.SK;
        header.with(type, IkeHeader.LENGTH + payload).write(writer);
        writer.u8(first.code()).u8(0).u16(payload);
        place.ifPresent(writer::bytes);
        int ivAt = writer.position();
        writer.zero(out.ivLength()).bytes(inner).zero(pad).u8(pad).zero(out.icvLength());
        out.seal(writer.array(), ivAt, text);
        return writer.toBytes();
    }

    /// The payloads of a message that is authentic and complete.
    Optional<List<Payload>> open(Bytes datagram) throws MalformedException {
        IkeMessage message = MessageReader.read(datagram);
        if (message.payloads().isEmpty()) return Optional.empty();
        return switch (message.payloads().getLast()) {
            case SkPayload sk -> {
                Optional<Bytes> inner = text(datagram, sk.body());
                yield inner.isEmpty()
                        ? Optional.empty()
                        : Optional.of(MessageReader.readPayloads(sk.firstInner(), inner.get()));
            }
            case SkfPayload skf -> fragment(message.header(), datagram, skf);
            default -> Optional.empty();
        };
    }

    private Optional<List<Payload>> fragment(IkeHeader header, Bytes datagram, SkfPayload skf)
            throws MalformedException {
        Optional<Bytes> inner = text(datagram, skf.body());
        if (inner.isEmpty()) return Optional.empty();
        var message = new Collecting(
                header.exchangeType(), header.messageId(), header.response(), skf.totalFragments());
        Optional<Collecting> before = collecting.filter(message::isSameMessage);
        // RFC 7383, section 2.6: with a larger total the peer tries smaller fragments, and the old ones are void; with a
        // smaller one it is a fragment of such an older try.
        if (before.isPresent() && before.get().total() > message.total()) return Optional.empty();
        if (before.isEmpty() || before.get().total() < message.total()) pieces.clear();
        collecting = Optional.of(message);
        pieces.put(skf.fragmentNumber(), new Piece(skf.firstInner(), inner.get()));
        if (pieces.size() < message.total()) return Optional.empty();
        PayloadType first = pieces.get(1).first();
        Bytes whole = Bytes.concat(pieces.values().stream().map(Piece::text).toArray(Bytes[]::new));
        collecting = Optional.empty();
        return Optional.of(MessageReader.readPayloads(first, whole));
    }

    private Optional<Bytes> text(Bytes datagram, Bytes body) {
        if (body.length() <= in.ivLength() + in.icvLength()) return Optional.empty();
        return in.open(datagram, datagram.length() - body.length())
                .filter(text -> !text.isEmpty() && text.u8(text.length() - 1) < text.length())
                .map(text -> text.slice(0, text.length() - 1 - text.u8(text.length() - 1)));
    }
}
