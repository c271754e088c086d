package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import java.util.List;
import java.util.zip.CRC32C;

/// The receiving window of one (RFC 7296, sections 2.1 to 2.3): which request comes next, and what the last one was
/// answered with, so that its repeat gets the same octets.
public final class ReplyCache {
    private long expected;
    private long lastMark = -1;
    private long seenMark = -1;
    private List<Bytes> lastReply = List.of();

    /// What to do with a request.
    public enum Verdict {
        /// It is the next one.
        NEW,
        /// It is the one just answered, to the octet: send the same reply.
        REPEAT,
        /// It is the one being worked on, or only resembles the last: silence.
        IGNORE
    }

    /// Starts behind message id `next` - 1.
    public ReplyCache(long next) {
        expected = next;
    }

    /// Judges a request by its message id and its octets (of the first fragment, where it is fragmented: RFC 7383,
    /// section 2.6.1, has only fragment 1 of a repeat answered).
    public Verdict judge(long messageId, Bytes octets) {
        if (messageId == expected) return Verdict.NEW;
        if (messageId == expected - 1 && !lastReply.isEmpty() && mark(octets) == lastMark) return Verdict.REPEAT;
        return Verdict.IGNORE;
    }

    public long expected() {
        return expected;
    }

    /// An authentic datagram of request `expected` whose repeat shall be answered: the whole, or fragment 1.
    public void seen(Bytes octets) {
        seenMark = mark(octets);
    }

    /// Request `expected` is complete and being worked on: it will not be accepted again.
    public void accepted() {
        expected++;
        lastMark = seenMark;
        lastReply = List.of();
    }

    /// The reply to the request last accepted.
    public void answered(List<Bytes> datagrams) {
        lastReply = List.copyOf(datagrams);
    }

    public List<Bytes> lastReply() {
        return lastReply;
    }

    // Not a cryptographic mark: whoever forges it is only sent once more what the client was sent before.
    private static long mark(Bytes octets) {
        var crc = new CRC32C();
        crc.update(octets.array(), octets.offset(), octets.length());
        return crc.getValue() << 16 ^ octets.length();
    }
}
