package gatehouse.initiator;

import gatehouse.bytes.Bytes;
import gatehouse.wire.NotifyType;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.Payload;
import gatehouse.wire.RedirectTarget;
import gatehouse.wire.Payloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the client has to say, one request at a time, and what it shows to whoever watches.
final class Talk {
    private final InitiatorSettings settings;
    private List<InitiatorEffect> out = List.of();
    private Path path;
    private Optional<Pending> pending = Optional.empty();
    private final boolean tells;
    private Optional<ClientSa> asked = Optional.empty();
    private boolean over;

    /// @param tells whether somebody watches: what is shown costs more than the cryptography
    Talk(InitiatorSettings settings, boolean tells) {
        this.settings = settings;
        this.tells = tells;
        this.path = settings.ikePath();
    }

    /// A request that the gateway has not answered.
    private static final class Pending {
        final ExchangeType exchange;
        final long messageId;
        final List<Bytes> datagrams;
        final Instant began;
        int sent;
        Instant deadline = Instant.MIN;

        Pending(ExchangeType exchange, long messageId, List<Bytes> datagrams, Instant began) {
            this.exchange = exchange;
            this.messageId = messageId;
            this.datagrams = datagrams;
            this.began = began;
        }
    }

    /// Begins to collect the effects of a step.
    void collect(List<InitiatorEffect> effects) {
        out = effects;
    }

    void emit(InitiatorEffect effect) {
        out.add(effect);
    }

    Path path() {
        return path;
    }

    /// What follows goes by the ports of NAT traversal (RFC 7296, section 2.23).
    void changePorts() {
        path = settings.natTraversalPath();
    }

    /// What follows goes by this path.
    void move(Path now) {
        path = now;
    }

    /// Repeats what is on its way, for it may have been lost.
    void repeat(Instant now) {
        pending.ifPresent(request -> {
            request.sent = 0;
            send(request, now);
        });
    }

    /// The number of the request that is on its way.
    Optional<Long> waiting() {
        return pending.map(request -> request.messageId);
    }

    /// Sends a request inside an SA.
    void request(ClientSa sa, ExchangeType exchange, List<Payload> payloads, Instant now) {
        ClientSa.Outgoing request = sa.request(exchange, payloads);
        request(exchange, request.messageId(), payloads, request.datagrams(), now);
        asked = Optional.of(sa);
    }

    /// Sends a request, and repeats it until it is answered.
    void request(
            ExchangeType exchange, long messageId, List<Payload> payloads, List<Bytes> datagrams, Instant now) {
        show("->", exchange, messageId, payloads);
        pending = Optional.of(new Pending(exchange, messageId, datagrams, now));
        asked = Optional.empty();
        send(pending.get(), now);
    }

    boolean awaits(IkeHeader header) {
        return pending.filter(p -> p.messageId == header.messageId() && p.exchange.equals(header.exchangeType()))
                .isPresent();
    }

    /// The SA in which the request was sent that is not answered yet; none in IKE_SA_INIT.
    Optional<ClientSa> asked() {
        return asked;
    }

    boolean isWaiting() {
        return pending.isPresent();
    }

    /// Nobody waits for the answer any more.
    void forget() {
        pending = Optional.empty();
    }

    /// The request was answered.
    void settled(Instant now) {
        pending.ifPresent(p -> emit(
                new InitiatorEffect.Exchanged(p.exchange, Duration.between(p.began, now), p.sent - 1)));
        pending = Optional.empty();
    }

    Optional<Instant> nextDeadline() {
        return pending.map(p -> p.deadline);
    }

    /// Repeats what is overdue; `false` if it was sent often enough.
    boolean advance(Instant now) {
        if (pending.isEmpty() || pending.get().deadline.isAfter(now)) return true;
        Pending overdue = pending.get();
        if (overdue.sent >= settings.retransmitTries()) return false;
        told("no answer yet, repeating " + overdue.exchange + " " + overdue.messageId);
        send(overdue, now);
        return true;
    }

    private void send(Pending request, Instant now) {
        long factor = 1L << Math.min(request.sent, 6);
        request.sent++;
        request.deadline = now.plus(settings.retransmitTimeout().multipliedBy(factor));
        request.datagrams.forEach(this::put);
    }

    /// It is over, once.
    void over(boolean wished, String reason) {
        if (over) return;
        over = true;
        pending = Optional.empty();
        emit(new InitiatorEffect.Closed(wished, reason));
    }

    /// Where these payloads of an SA send us, if they do.
    static Optional<RedirectTarget> target(List<Payload> payloads) {
        return Payloads.all(payloads, NotifyPayload.class).stream()
                .filter(notify -> notify.notifyType().equals(NotifyType.REDIRECT))
                .findFirst()
                .flatMap(notify -> {
                    try {
                        return Optional.of(RedirectTarget.read(notify.data()));
                    } catch (MalformedException e) {
                        return Optional.empty();
                    }
                });
    }

    /// The gateway sends us to another; whoever runs this client decides.
    void redirected(RedirectTarget target) {
        emit(new InitiatorEffect.Redirected(target));
        over(false, "the gateway sends us to " + target);
    }

    boolean isOver() {
        return over;
    }

    void put(Bytes octets) {
        put(path, octets);
    }

    void put(Path by, Bytes octets) {
        emit(new InitiatorEffect.Send(new Datagram(by, octets)));
    }

    void told(String line) {
        if (tells) emit(new InitiatorEffect.Told(line));
    }

    void show(String direction, ExchangeType exchange, long messageId, List<Payload> payloads) {
        if (!tells) return;
        var names = new ArrayList<String>(payloads.size());
        for (Payload payload : payloads) {
            names.add(payload instanceof NotifyPayload notify
                    ? "N(" + notify.notifyType() + ")"
                    : payload.type().toString());
        }
        told(direction + " " + exchange + " " + messageId + " [" + String.join(" ", names) + "] "
                + (direction.equals("->") ? "to " : "from ") + Addresses.text(path.remote()));
    }

    /// Of which families the gateway gives addresses (RFC 8983), for people; nothing if it does not say.
    static Optional<String> allowed(List<Payload> payloads) {
        List<String> families = Payloads.all(payloads, NotifyPayload.class).stream()
                .map(NotifyPayload::notifyType)
                .filter(type -> type.equals(NotifyType.IP4_ALLOWED) || type.equals(NotifyType.IP6_ALLOWED))
                .map(type -> type.equals(NotifyType.IP4_ALLOWED) ? "IPv4" : "IPv6")
                .toList();
        return families.isEmpty()
                ? Optional.empty()
                : Optional.of("it gives addresses of " + String.join(" and ", families));
    }

    /// What the gateway reports, for people.
    static String errors(List<Payload> payloads) {
        List<String> errors = Payloads.all(payloads, NotifyPayload.class).stream()
                .filter(notify -> notify.notifyType().isError())
                .map(notify -> notify.notifyType().toString())
                .toList();
        String why = errors.isEmpty() ? "it does not say why" : String.join(", ", errors);
        return allowed(payloads).map(families -> why + "; " + families).orElse(why);
    }
}
