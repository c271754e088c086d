package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Requests of ours: one at a time is on its way (window 1 until the peer says more, RFC 7296, section 2.3), the others
/// wait.
public final class RequestWindow {
    private final Queue<Request> waiting = new ArrayDeque<>(1);
    private long nextMessageId;
    private Optional<Outstanding> outstanding = Optional.empty();

    /// Why we ask; decides what the answer means.
    public sealed interface Purpose {
        /// Are you there?
        record Liveness() implements Purpose {}

        /// The client is told something; whatever it answers is taken for having heard it.
        record Inform() implements Purpose {}

        /// This IKE SA is over.
        record DeleteIkeSa() implements Purpose {}

        /// This pair of ESP SAs is over.
        record DeleteChildSa(int inboundSpi) implements Purpose {}
    }

    public record Request(ExchangeType exchange, List<Payload> payloads, Purpose purpose) {
        public Request {
            payloads = List.copyOf(payloads);
        }
    }

    /// A request on its way, with what was sent and how often.
    public record Outstanding(Request request, long messageId, List<Bytes> datagrams, int sent) {}

    public void add(Request request) {
        waiting.add(request);
    }

    /// Drops what was not sent yet.
    public void forgetWaiting() {
        waiting.clear();
    }

    /// Whether some request with this kind of purpose is on its way or waits.
    public boolean has(Class<? extends Purpose> purpose) {
        return outstanding.filter(o -> purpose.isInstance(o.request().purpose())).isPresent()
                || waiting.stream().anyMatch(r -> purpose.isInstance(r.purpose()));
    }

    public Optional<Outstanding> outstanding() {
        return outstanding;
    }

    /// The request to send now, if the window is free and one waits.
    public Optional<Request> ready() {
        return outstanding.isPresent() ? Optional.empty() : Optional.ofNullable(waiting.poll());
    }

    public long nextMessageId() {
        return nextMessageId;
    }

    public void sent(Request request, List<Bytes> datagrams) {
        outstanding = Optional.of(new Outstanding(request, nextMessageId++, List.copyOf(datagrams), 1));
    }

    public void repeated() {
        outstanding = outstanding.map(o -> new Outstanding(o.request(), o.messageId(), o.datagrams(), o.sent() + 1));
    }

    /// Takes the request that a response with `messageId` answers.
    public Optional<Request> answered(long messageId) {
        Optional<Request> request =
                outstanding.filter(o -> o.messageId() == messageId).map(Outstanding::request);
        if (request.isPresent()) outstanding = Optional.empty();
        return request;
    }
}
