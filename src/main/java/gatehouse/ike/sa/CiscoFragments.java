package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.MessageRules;
import gatehouse.wire.CiscoFragment;
import java.util.Arrays;
import java.util.Optional;

/// Collects the fragments of one message as Cisco cut it before RFC 7383. They are not authenticated: whoever is on the path can
/// add some of his own, and then the whole is no genuine message and its sender repeats it. So there is little room, for one
/// message at a time; another one takes its place. There are senders that number all their messages alike, so a fragment that
/// contradicts those that are here belongs to another message, too: what was forged or given up bars nobody's way for longer than
/// until the next repetition.
public final class CiscoFragments {
    /// With the smallest datagrams that anybody sends, what [#ROOM] has room for.
    private static final int MOST_FRAGMENTS = 64;
    private static final int OBJECTS = 64;
    private static final int PLACE = 8;

    /// Small, since anybody on the path could fill it: a message with a chain of certificates, and a few hundred of them.
    public static final MessageRules.Reassembly ROOM = new MessageRules.Reassembly(24 << 10, 1 << 20, 256);

    private final Reassembly budget;
    private Optional<Collected> message = Optional.empty();

    public CiscoFragments(Reassembly budget) {
        this.budget = budget;
    }

    private final class Collected implements Reassembly.Incomplete {
        private final int id;
        private Bytes[] parts = new Bytes[1];
        private int collected;
        /// 0 until the last one is here.
        private int total;
        private int size;
        private boolean gone;

        Collected(int id) {
            this.id = id;
        }

        boolean has(CiscoFragment fragment) {
            int number = fragment.number();
            return number <= parts.length
                    && fragment.data().equals(parts[number - 1])
                    && fragment.last() == (number == total);
        }

        boolean contradicts(CiscoFragment fragment) {
            int number = fragment.number();
            boolean behindLast = total > 0 && number > total;
            boolean secondLast = fragment.last() && (total > 0 || number < parts.length);
            return behindLast || secondLast || number <= parts.length && parts[number - 1] != null;
        }

        @Override
        public void forget() {
            if (gone) return;
            gone = true;
            message = Optional.empty();
            budget.ended(this, size);
        }

        private void grow(int by) {
            if (gone) return;
            size += by;
            budget.grew(by);
        }
    }

    /// Adds a fragment; gives the message when it was the last that was missing.
    public Optional<Bytes> add(CiscoFragment fragment) {
        int number = fragment.number();
        if (number > MOST_FRAGMENTS) return Optional.empty();
        Collected into = message.filter(one -> one.id == fragment.id()).orElseGet(() -> begin(fragment.id()));
        if (into.has(fragment)) return Optional.empty();
        if (into.contradicts(fragment)) into = begin(fragment.id());
        if (number > into.parts.length) into.parts = Arrays.copyOf(into.parts, number);
        if (fragment.last()) into.total = number;
        into.parts[number - 1] = fragment.data();
        if (++into.collected == into.total) {
            into.forget();
            return Optional.of(Bytes.concat(into.parts));
        }
        into.grow(fragment.data().array().length + OBJECTS + PLACE);
        if (into.size > budget.octetsPerSa()) {
            budget.droppedOfSa();
            into.forget();
        }
        return Optional.empty();
    }

    /// The SA is gone.
    void clear() {
        message.ifPresent(Collected::forget);
    }

    private Collected begin(int id) {
        clear();
        var begun = new Collected(id);
        message = Optional.of(begun);
        budget.begun(begun);
        begun.grow(OBJECTS);
        return begun;
    }
}
