package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Sends the messages of an SA: replies, which are kept for repeats, and requests, which are repeated until answered.
public final class Messages {
    private Messages() {}

    /// Answers request `messageId`, to where it came from (RFC 7296, section 2.11), wherever requests of ours go.
    public static void reply(IkeSa sa, ExchangeType exchange, long messageId, List<Payload> payloads, Outbox out) {
        List<Bytes> datagrams =
                sa.channel().orElseThrow().seal(sa.header(exchange, true, messageId), payloads);
        sa.replies().answered(messageId, datagrams);
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().isError()) {
                out.refused(notify.notifyType());
            }
        }
        send(sa.replies().from(messageId), datagrams, out);
    }

    /// Answers a request with these payloads.
    public static void reply(IkeSa sa, Request request, List<Payload> payloads, Step step) {
        reply(sa, request.exchange(), request.messageId(), payloads, step.out());
    }

    /// Sends the reply to a request that came again, to where it came from now.
    public static void repeatReply(IkeSa sa, long messageId, Path path, Outbox out) {
        sa.replies().repeated(messageId, path);
        send(path, sa.replies().reply(messageId), out);
    }

    /// Sends the requests that wait, as far as the window is open.
    public static void sendRequests(IkeSa sa, Step step) {
        if (sa.channel().isEmpty()) return;
        Optional<RequestWindow.Ready> next = sa.requests().ready(sa, step);
        while (next.isPresent()) {
            RequestWindow.Request request = next.get().request();
            IkeHeader header = sa.header(request.exchange(), false, sa.requests().nextMessageId());
            List<Bytes> datagrams = sa.channel().get().seal(header, request.payloads());
            sa.requests().sent(
                    next.get(), datagrams, step.now().plus(request.purpose().patience(sa.policy())));
            send(sa.path(), datagrams, step.out());
            next = sa.requests().ready(sa, step);
        }
        awaitAnswers(sa);
    }

    /// Sends the requests once more whose answers are overdue, and waits twice as long as before; `false` if one was sent
    /// often enough.
    public static boolean repeatRequests(IkeSa sa, Step step) {
        for (RequestWindow.Outstanding request : sa.requests().outstanding()) {
            if (request.deadline().isAfter(step.now())) continue;
            if (request.sent() >= sa.policy().lifetimes().retransmitTries()) return false;
            long factor = 1L << Math.min(request.sent(), 5);
            Duration patience =
                    request.request().purpose().patience(sa.policy()).multipliedBy(factor);
            sa.requests().repeated(request.messageId(), step.now().plus(patience));
            send(sa.path(), request.datagrams(), step.out());
        }
        awaitAnswers(sa);
        return true;
    }

    /// Sends the requests on their way to where the peer is now.
    public static void repeatElsewhere(IkeSa sa, Step step) {
        for (RequestWindow.Outstanding request : sa.requests().outstanding()) {
            Duration patience = request.request().purpose().patience(sa.policy());
            sa.requests().begunAnew(request.messageId(), step.now().plus(patience));
            send(sa.path(), request.datagrams(), step.out());
        }
        awaitAnswers(sa);
    }

    /// Wakes the SA when the next answer is overdue.
    public static void awaitAnswers(IkeSa sa) {
        sa.requests().deadline().ifPresentOrElse(
                at -> sa.timers().set(Timer.RETRANSMIT, at), () -> sa.timers().stop(Timer.RETRANSMIT));
    }

    private static void send(Path path, List<Bytes> datagrams, Outbox out) {
        datagrams.forEach(octets -> out.add(new Effect.Send(new Datagram(path, octets))));
    }
}
