package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.PayloadType;
import java.util.Optional;

/// Collects the fragments of one message, already decrypted (RFC 7383, section 2.6). What does not fit the rules is
/// dropped without harm to what has been collected.
final class Fragments {
    private static final int MOST_FRAGMENTS = 128;
    private static final int MOST_OCTETS = 1 << 16;

    private long messageId = -1;
    private boolean response;
    private Bytes[] parts = {};
    private int collected;
    private int octets;
    private PayloadType first = PayloadType.NONE;

    /// A message that is complete.
    record Whole(PayloadType first, Bytes inner) {}

    /// The number of the fragment in a datagram of SKF; 0 for any other message.
    static int numberOf(IkeHeader header, Bytes datagram) {
        return header.nextPayload().equals(PayloadType.SKF) && datagram.length() >= IkeHeader.LENGTH + 6
                ? datagram.u16(IkeHeader.LENGTH + 4)
                : 0;
    }

    /// Adds a fragment; gives the message when it was the last that was missing.
    Optional<Whole> add(long id, boolean isResponse, int number, int total, PayloadType firstInner, Bytes inner) {
        if (number < 1 || number > total || total > MOST_FRAGMENTS) return Optional.empty();
        if (id != messageId || isResponse != response || total > parts.length) {
            // RFC 7383, section 2.6: a larger Total Fragments means that the sender fragments anew.
            start(id, isResponse, total);
        } else if (total < parts.length) {
            return Optional.empty();
        }
        if (parts[number - 1] != null || octets + inner.length() > MOST_OCTETS) return Optional.empty();
        parts[number - 1] = inner;
        octets += inner.length();
        if (number == 1) first = firstInner;
        if (++collected < total) return Optional.empty();
        var whole = new Whole(first, Bytes.concat(parts));
        start(-1, false, 0);
        return Optional.of(whole);
    }

    private void start(long id, boolean isResponse, int total) {
        messageId = id;
        response = isResponse;
        parts = new Bytes[total];
        collected = 0;
        octets = 0;
    }
}
