package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.net.Datagram;
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

    /// Answers request `messageId`.
    public static void reply(IkeSa sa, ExchangeType exchange, long messageId, List<Payload> payloads, Outbox out) {
        List<Bytes> datagrams =
                sa.channel().orElseThrow().seal(sa.header(exchange, true, messageId), payloads);
        sa.replies().answered(datagrams);
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().isError()) {
                out.refused(notify.notifyType());
            }
        }
        send(sa, datagrams, out);
    }

    /// Answers a request with these payloads.
    public static void reply(IkeSa sa, Request request, List<Payload> payloads, Step step) {
        reply(sa, request.exchange(), request.messageId(), payloads, step.out());
    }

    /// Sends the last reply again.
    public static void repeatReply(IkeSa sa, Outbox out) {
        send(sa, sa.replies().lastReply(), out);
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
                    next.get(), datagrams, step.now().plus(sa.policy().lifetimes().retransmitTimeout()));
            send(sa, datagrams, step.out());
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
            Duration patience = sa.policy().lifetimes().retransmitTimeout().multipliedBy(factor);
            sa.requests().repeated(request.messageId(), step.now().plus(patience));
            send(sa, request.datagrams(), step.out());
        }
        awaitAnswers(sa);
        return true;
    }

    /// Wakes the SA when the next answer is overdue.
    public static void awaitAnswers(IkeSa sa) {
        sa.requests().deadline().ifPresentOrElse(
                at -> sa.timers().set(Timer.RETRANSMIT, at), () -> sa.timers().stop(Timer.RETRANSMIT));
    }

    private static void send(IkeSa sa, List<Bytes> datagrams, Outbox out) {
        datagrams.forEach(octets -> out.add(new Effect.Send(new Datagram(sa.path(), octets))));
    }
}
