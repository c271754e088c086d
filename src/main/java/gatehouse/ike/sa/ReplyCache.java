package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import java.util.List;
import java.util.zip.CRC32C;

/// The receiving window (RFC 7296, sections 2.1 to 2.3): which requests may come next, in any order, and what the last ones
/// were answered with, so that their repeats get the same octets. It has room for one request until we say that it has more.
///
/// Request `id` has the place `id` modulo the size. "The responder MUST remember each response until it receives a request
/// whose sequence number is larger than or equal to the sequence number in the response plus its window size": that request
/// takes the same place.
public final class ReplyCache {
    private static final Place NOTHING = new Place(-1);

    private Place[] places = {NOTHING};
    private long lowest;

    /// What to do with a request.
    public enum Verdict {
        /// It may come, and has not yet.
        NEW,
        /// It is one that was answered, to the octet: send the same reply.
        REPEAT,
        /// It is being worked on, only resembles one that was answered, or is none of the window: silence.
        IGNORE
    }

    /// What is known of one request.
    private static final class Place {
        final long messageId;
        long mark = -1;
        boolean accepted;
        List<Bytes> reply = List.of();
        Path from;
        int repeats;

        Place(long messageId) {
            this.messageId = messageId;
        }
    }

    /// Starts behind message id `next` - 1.
    public ReplyCache(long next) {
        lowest = next;
    }

    /// The peer may send so many requests before it has the answer to the first; a window grows only.
    public void grow(int size) {
        if (size <= places.length) return;
        Place[] before = places;
        places = new Place[size];
        for (int i = 0; i < size; i++) places[i] = NOTHING;
        for (Place place : before) if (place != NOTHING) places[at(place.messageId)] = place;
    }

    public int size() {
        return places.length;
    }

    /// Judges a request by its message id and its octets (of the first fragment, where it is fragmented: RFC 7383,
    /// section 2.6.1, has only fragment 1 of a repeat answered).
    public Verdict judge(long messageId, Bytes octets) {
        Place place = places[at(messageId)];
        if (place.messageId == messageId && place.accepted) {
            return !place.reply.isEmpty() && mark(octets) == place.mark ? Verdict.REPEAT : Verdict.IGNORE;
        }
        return messageId >= lowest && messageId < lowest + places.length ? Verdict.NEW : Verdict.IGNORE;
    }

    /// An authentic datagram of a request that is new, whose repeat shall be answered: the whole, or fragment 1.
    public void seen(long messageId, Bytes octets) {
        place(messageId).mark = mark(octets);
    }

    /// A request is complete and being worked on: it will not be accepted again. It came by this path, and is answered there.
    public void accepted(long messageId, Path path) {
        Place place = place(messageId);
        place.accepted = true;
        place.from = path;
        for (Place next = place; next.messageId == lowest && next.accepted; next = places[at(lowest)]) lowest++;
    }

    /// A repeat of a request came by this path: its answer goes there.
    public void repeated(long messageId, Path path) {
        Place place = place(messageId);
        place.from = path;
        place.repeats++;
    }

    /// How many repeats of a request had their answer.
    public int repeats(long messageId) {
        return place(messageId).repeats;
    }

    /// The reply to a request that was accepted.
    public void answered(long messageId, List<Bytes> datagrams) {
        place(messageId).reply = List.copyOf(datagrams);
    }

    public List<Bytes> reply(long messageId) {
        return place(messageId).reply;
    }

    /// By which path a request came that was accepted.
    public Path from(long messageId) {
        return place(messageId).from;
    }

    private Place place(long messageId) {
        int at = at(messageId);
        if (places[at].messageId != messageId) places[at] = new Place(messageId);
        return places[at];
    }

    private int at(long messageId) {
        return (int) (messageId % places.length);
    }

    // Not a cryptographic mark: whoever forges it is only sent once more what the client was sent before.
    private static long mark(Bytes octets) {
        var crc = new CRC32C();
        crc.update(octets.array(), octets.offset(), octets.length());
        return crc.getValue() << 16 ^ octets.length();
    }
}
