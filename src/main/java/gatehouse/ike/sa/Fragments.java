package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.PayloadType;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Collects the fragments of messages, already decrypted (RFC 7383, section 2.6). Several may be under way where the window
/// is larger than one. What does not fit the rules is dropped without harm to what has been collected.
final class Fragments {
    private static final int MOST_FRAGMENTS = 128;
    private static final int MOST_OCTETS = 1 << 16;
    /// More than are under way in either direction; the one that was begun first gives way.
    private static final int MOST_MESSAGES = 8;

    // Hardly ever is one under way: no table stands by for it.
    private Map<Which, Collection> collections = Map.of();

    /// A message that is complete.
    record Whole(PayloadType first, Bytes inner) {}

    private record Which(long messageId, boolean response) {}

    private static final class Collection {
        final Bytes[] parts;
        int collected;
        int octets;
        PayloadType first = PayloadType.NONE;

        Collection(int total) {
            parts = new Bytes[total];
        }
    }

    /// The number of the fragment in a datagram of SKF; 0 for any other message.
    static int numberOf(IkeHeader header, Bytes datagram) {
        return header.nextPayload().equals(PayloadType.SKF) && datagram.length() >= IkeHeader.LENGTH + 6
                ? datagram.u16(IkeHeader.LENGTH + 4)
                : 0;
    }

    /// Adds a fragment; gives the message when it was the last that was missing.
    Optional<Whole> add(long id, boolean isResponse, int number, int total, PayloadType firstInner, Bytes inner) {
        if (number < 1 || number > total || total > MOST_FRAGMENTS) return Optional.empty();
        var which = new Which(id, isResponse);
        Collection message = collections.get(which);
        if (message == null || total > message.parts.length) {
            // RFC 7383, section 2.6: a larger Total Fragments means that the sender fragments anew.
            message = begin(which, total);
        } else if (total < message.parts.length) {
            return Optional.empty();
        }
        if (message.parts[number - 1] != null || message.octets + inner.length() > MOST_OCTETS) return Optional.empty();
        message.parts[number - 1] = inner;
        message.octets += inner.length();
        if (number == 1) message.first = firstInner;
        if (++message.collected < total) return Optional.empty();
        collections.remove(which);
        if (collections.isEmpty()) collections = Map.of();
        return Optional.of(new Whole(message.first, Bytes.concat(message.parts)));
    }

    private Collection begin(Which which, int total) {
        var message = new Collection(total);
        if (collections.isEmpty()) collections = new LinkedHashMap<>(2);
        collections.remove(which);
        if (collections.size() == MOST_MESSAGES) {
            Iterator<Which> oldest = collections.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        collections.put(which, message);
        return message;
    }
}
