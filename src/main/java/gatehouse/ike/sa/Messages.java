package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.Outbox;
import gatehouse.net.Datagram;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.Payload;
import java.time.Instant;
import java.util.List;

/// Sends the messages of an SA: replies, which are kept for repeats, and requests, which are repeated until answered.
public final class Messages {
    private Messages() {}

    /// Answers request `messageId`.
    public static void reply(IkeSa sa, ExchangeType exchange, long messageId, List<Payload> payloads, Outbox out) {
        List<Bytes> datagrams =
                sa.channel().orElseThrow().seal(sa.header(exchange, true, messageId), payloads);
        sa.replies().answered(datagrams);
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

    /// Sends the next request that waits, if the window is free.
    public static void sendRequests(IkeSa sa, Instant now, Outbox out) {
        sa.requests().ready().ifPresent(request -> {
            long id = sa.requests().nextMessageId();
            List<Bytes> datagrams = sa.channel()
                    .orElseThrow()
                    .seal(sa.header(request.exchange(), false, id), request.payloads());
            sa.requests().sent(request, datagrams);
            sa.timers().set(Timer.RETRANSMIT, now.plus(sa.policy().lifetimes().retransmitTimeout()));
            send(sa, datagrams, out);
        });
    }

    /// Sends the outstanding request once more and waits twice as long as before; `false` if it was sent often enough.
    public static boolean repeatRequest(IkeSa sa, Instant now, Outbox out) {
        RequestWindow.Outstanding request = sa.requests().outstanding().orElseThrow();
        if (request.sent() >= sa.policy().lifetimes().retransmitTries()) return false;
        sa.requests().repeated();
        long factor = 1L << Math.min(request.sent(), 5);
        sa.timers().set(
                Timer.RETRANSMIT, now.plus(sa.policy().lifetimes().retransmitTimeout().multipliedBy(factor)));
        send(sa, request.datagrams(), out);
        return true;
    }

    private static void send(IkeSa sa, List<Bytes> datagrams, Outbox out) {
        datagrams.forEach(octets -> out.add(new Effect.Send(new Datagram(sa.path(), octets))));
    }
}
