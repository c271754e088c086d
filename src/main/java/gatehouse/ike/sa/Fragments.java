package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.PayloadType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Collects the fragments of an SA's messages, already decrypted (RFC 7383, section 2.6). Several may be under way where the window
/// is larger than one. What does not fit the rules is dropped without harm to what has been collected.
final class Fragments {
    private static final int MOST_FRAGMENTS = 128;
    private static final int MOST_OCTETS = 1 << 16;
    /// More than are under way in either direction; the one that was begun first gives way.
    private static final int MOST_MESSAGES = 8;
    /// What a fragment takes besides its octets, and a place for one.
    private static final int OBJECTS = 64;
    private static final int PLACE = 8;
    private static final SequencedMap<Which, Incomplete> NONE =
            Collections.unmodifiableSequencedMap(new LinkedHashMap<>(0));

    private final Reassembly budget;
    // Hardly ever is one under way: no table stands by for it.
    private SequencedMap<Which, Incomplete> messages = NONE;
    private int size;

    Fragments(Reassembly budget) {
        this.budget = budget;
    }

    /// A message that is complete.
    record Whole(PayloadType first, Bytes inner) {}

    private record Which(long messageId, boolean response) {}

    /// A message of which fragments are missing.
    final class Incomplete implements Reassembly.Incomplete {
        private final Which which;
        private final Bytes[] parts;
        private int collected;
        private int octets;
        private int size;
        private boolean gone;
        private PayloadType first = PayloadType.NONE;

        private Incomplete(Which which, int total) {
            this.which = which;
            this.parts = new Bytes[total];
        }

        /// It gives way: what else comes of it begins anew.
        @Override
        public void forget() {
            if (gone) return;
            gone = true;
            messages.remove(which);
            if (messages.isEmpty()) messages = NONE;
            Fragments.this.size -= size;
            budget.ended(this, size);
        }

        private void grow(int by) {
            if (gone) return;
            size += by;
            Fragments.this.size += by;
            budget.grew(by);
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
        Incomplete message = messages.get(which);
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
        if (++message.collected == total) {
            message.forget();
            return Optional.of(new Whole(message.first, Bytes.concat(message.parts)));
        }
        // An array that is kept for a part of it is kept as a whole.
        message.grow(inner.array().length + OBJECTS);
        while (size > budget.octetsPerSa()) giveWay();
        return Optional.empty();
    }

    /// The SA is gone.
    void clear() {
        List.copyOf(messages.values()).forEach(Incomplete::forget);
    }

    private Incomplete begin(Which which, int total) {
        Incomplete before = messages.get(which);
        if (before != null) before.forget();
        if (messages.size() == MOST_MESSAGES) giveWay();
        var message = new Incomplete(which, total);
        if (messages.isEmpty()) messages = new LinkedHashMap<>(2);
        messages.put(which, message);
        budget.begun(message);
        message.grow(OBJECTS + PLACE * total);
        return message;
    }

    private void giveWay() {
        budget.droppedOfSa();
        messages.firstEntry().getValue().forget();
    }
}
