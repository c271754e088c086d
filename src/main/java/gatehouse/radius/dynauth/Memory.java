package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The requests of late and what they were answered, so that a repeat is known for one (RFC 5080, section 2.2.2) and gets the same
/// octets. Its bound does not depend on how fast requests come: beyond so many answers the oldest is dropped, and its request is
/// still known and never done again; beyond so many requests no new one is taken.
///
/// Requests are forgotten by the second: those of one second lie together, so that it costs the same however many there are.
final class Memory {
    /// How much is remembered.
    ///
    /// @param answers  10,000 a second for the minute in which a client may repeat, and some more
    /// @param requests 10,000 a second for as long as one with an Event-Timestamp may be sent again, by the window of the
    ///                 reference configuration (five minutes), and some more
    record Limits(int answers, int requests) {
        static final Limits USUAL = new Limits(1_000_000, 4_000_000);
    }

    private static final int UNDECIDED = -1;

    private final Limits limits;
    /// With each its [DynAuthId] while it is undecided, then where its answer is.
    private final RequestTable requests = new RequestTable();
    /// What is forgotten in which second: the first of a list of slots.
    private final TreeMap<Long, Integer> bySecond = new TreeMap<>();
    private final Answers answers;

    Memory(Limits limits) {
        this.limits = limits;
        this.answers = new Answers(limits.answers());
    }

    /// What makes a request the same as another: whose it is, where it is from, its identifier and its authenticator.
    ///
    /// @param client its name
    static RequestTable.Key key(String client, Origin from, RadiusPacket request) {
        long who = mixed(client.hashCode() + (long) request.identifier() * 0x1_0000_0001L);
        who = mixed(who + switch (from) {
            case Origin.Datagram(var address) -> mixed(address.hashCode());
            case Origin.Connection connection -> mixed(~connection.number());
        });
        return new RequestTable.Key(request.authenticator().u64(0), request.authenticator().u64(Long.BYTES), who);
    }

    /// Every bit of the result depends on every bit (the last step of SplitMix64).
    private static long mixed(long number) {
        long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /// The slot of the same request, if it was here before, which is its own until it is forgotten; else
    /// [RequestTable#NONE].
    int find(RequestTable.Key request) {
        return requests.find(request);
    }

    boolean isFull() {
        return requests.size() >= limits.requests();
    }

    /// @param until when it may be forgotten, which is up to a second before it is
    /// @return its slot
    int add(RequestTable.Key request, DynAuthId id, Instant until) {
        int slot = requests.add(request);
        long second = second(until);
        requests.link(slot, bySecond.getOrDefault(second, RequestTable.NONE));
        bySecond.put(second, slot);
        requests.first(slot, UNDECIDED);
        requests.second(slot, id.number());
        return slot;
    }

    private static long second(Instant until) {
        return until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0);
    }

    /// @param until as it was when the request came
    void answered(int slot, Bytes answer, Instant until) {
        Answers.Place place = answers.add(answer, second(until));
        requests.first(slot, place.number());
        requests.second(slot, place.place());
    }

    /// Empty while the request is undecided, and when too many others were answered since.
    Optional<Bytes> answer(int slot) {
        long number = requests.first(slot);
        return number == UNDECIDED ? Optional.empty() : answers.find(number, requests.second(slot));
    }

    boolean isUndecided(int slot) {
        return requests.first(slot) == UNDECIDED;
    }

    Optional<Instant> nextDeadline() {
        return bySecond.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(bySecond.firstKey()));
    }

    /// @param undecided hears of each that is forgotten before it was answered
    void expire(Instant now, Consumer<DynAuthId> undecided) {
        while (!bySecond.isEmpty() && bySecond.firstKey() <= now.getEpochSecond()) {
            Map.Entry<Long, Integer> due = bySecond.pollFirstEntry();
            int following;
            for (int slot = due.getValue(); slot != RequestTable.NONE; slot = following) {
                following = requests.link(slot);
                if (isUndecided(slot)) undecided.accept(new DynAuthId(requests.second(slot)));
                requests.remove(slot);
            }
            answers.expire(due.getKey());
        }
    }
}
