package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.Profile;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Requests of ours (RFC 7296, section 2.3): as many as the peer takes are on their way, one until it says more; the others
/// wait for their turn, in order.
///
/// What waits is an [Errand], not a message: its request is made when its turn comes, for by then the SA that it is about may
/// have gone, or have been dealt with by the peer. A request that changes the IKE SA itself goes alone: nothing is sent
/// beside it.
public final class RequestWindow {
    private final Queue<Errand> waiting = new ArrayDeque<>(1);
    private final TreeMap<Long, Outstanding> outstanding = new TreeMap<>();
    private long nextMessageId;
    private int size = 1;

    /// What an errand is about.
    public enum Scope {
        /// The session: whichever IKE SA carries it then.
        SESSION,
        /// This IKE SA: no successor has to do it.
        THIS_SA,
        /// This IKE SA, which changes so much by it that nothing may be sent beside it.
        ALONE
    }

    /// Something that we want of the peer, once it is our turn.
    public record Errand(Scope scope, Making making) {
        /// A request that is known already.
        public static Errand of(Scope scope, Request request) {
            return new Errand(scope, (_, _) -> Optional.of(request));
        }
    }

    /// Makes the request of an errand; empty if it is of no use any more.
    public interface Making {
        Optional<Request> make(IkeSa sa, Step step);
    }

    /// A request of ours and what its answer means.
    public interface Purpose {
        /// It was answered with these payloads; with none if the answer could not be read.
        void answered(IkeSa sa, List<Payload> payloads, Step step);

        /// The SA is over. An answer may come all the same.
        default void abandoned(Step step) {}

        /// What a successor has to do if this IKE SA is replaced before the answer comes; empty for nothing.
        default Optional<Errand> again() {
            return Optional.empty();
        }

        /// Until it is repeated for the first time.
        default Duration patience(Profile policy) {
            return policy.lifetimes().retransmitTimeout();
        }
    }

    public record Request(ExchangeType exchange, List<Payload> payloads, Purpose purpose) {
        public Request {
            payloads = List.copyOf(payloads);
        }
    }

    /// A request on its way, with what was sent, how often, and when it is sent again.
    public record Outstanding(
            Scope scope, Request request, long messageId, List<Bytes> datagrams, int sent, Instant deadline) {
        public Outstanding {
            datagrams = List.copyOf(datagrams);
        }

        /// Sent once more.
        Outstanding repeated(Instant next) {
            return new Outstanding(scope, request, messageId, datagrams, sent + 1, next);
        }
    }

    public void add(Errand errand) {
        waiting.add(errand);
    }

    /// A request about the session.
    public void add(Request request) {
        waiting.add(Errand.of(Scope.SESSION, request));
    }

    /// The peer takes so many at once (N(SET_WINDOW_SIZE)); a window grows only.
    public void grow(int requests) {
        size = Math.max(size, requests);
    }

    public int size() {
        return size;
    }

    /// The SA is over: what was not sent yet is dropped, and what is on its way will have no effect.
    void abandon(Step step) {
        waiting.clear();
        outstanding.values().forEach(o -> o.request().purpose().abandoned(step));
    }

    /// Whether none of ours is on its way.
    public boolean isIdle() {
        return outstanding.isEmpty();
    }

    /// Whether a request of this kind is on its way.
    public boolean asks(ExchangeType exchange) {
        // Asked of every message that arrives, and mostly there is none.
        for (Outstanding one : outstanding.values()) {
            if (one.request().exchange().equals(exchange)) return true;
        }
        return false;
    }

    public boolean awaits(long messageId, ExchangeType exchange) {
        Outstanding request = outstanding.get(messageId);
        return request != null && request.request().exchange().equals(exchange);
    }

    /// How many wait for their turn.
    public int waiting() {
        return waiting.size();
    }

    /// Those on their way, oldest first.
    public Collection<Outstanding> outstanding() {
        return List.copyOf(outstanding.values());
    }

    /// The purpose of this kind that is on its way.
    public <P extends Purpose> Optional<P> underway(Class<P> kind, Predicate<P> which) {
        return outstanding.values()
                .stream()
                .map(o -> o.request().purpose())
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(which)
                .findFirst();
    }

    /// What is to be sent now.
    record Ready(Scope scope, Request request) {}

    /// The request to send now, if the window is open and one waits that is still of use.
    Optional<Ready> ready(IkeSa sa, Step step) {
        while (!waiting.isEmpty() && isOpenFor(waiting.peek().scope())) {
            Errand errand = waiting.poll();
            Optional<Request> request = errand.making().make(sa, step);
            if (request.isPresent()) return Optional.of(new Ready(errand.scope(), request.get()));
        }
        return Optional.empty();
    }

    private boolean isOpenFor(Scope next) {
        if (outstanding.isEmpty()) return true;
        if (next == Scope.ALONE || outstanding.values().stream().anyMatch(o -> o.scope() == Scope.ALONE)) return false;
        // The peer's window begins at the oldest request that it may not have seen.
        return nextMessageId - outstanding.firstKey() < size;
    }

    public long nextMessageId() {
        return nextMessageId;
    }

    void sent(Ready ready, List<Bytes> datagrams, Instant deadline) {
        outstanding.put(
                nextMessageId,
                new Outstanding(ready.scope(), ready.request(), nextMessageId, datagrams, 1, deadline));
        nextMessageId++;
    }

    /// The peer is elsewhere, and may have got none of those on their way: they are sent there as if for the first time.
    void begunAnew(long messageId, Instant deadline) {
        outstanding.computeIfPresent(
                messageId,
                (_, o) -> new Outstanding(o.scope(), o.request(), o.messageId(), o.datagrams(), 1, deadline));
    }

    void repeated(long messageId, Instant deadline) {
        outstanding.computeIfPresent(messageId, (_, request) -> request.repeated(deadline));
    }

    /// When the first of those on their way is to be repeated.
    public Optional<Instant> deadline() {
        return outstanding.values().stream().map(Outstanding::deadline).min(Instant::compareTo);
    }

    /// Takes the request that a response with `messageId` answers.
    public Optional<Request> answered(long messageId) {
        return Optional.ofNullable(outstanding.remove(messageId)).map(Outstanding::request);
    }

    /// The errands of an IKE SA that this one's takes the place of.
    public void inherit(RequestWindow predecessor) {
        predecessor.outstanding.values().forEach(o -> o.request().purpose().again().ifPresent(waiting::add));
        predecessor.waiting.stream().filter(errand -> errand.scope() == Scope.SESSION).forEach(waiting::add);
        predecessor.waiting.clear();
    }
}
