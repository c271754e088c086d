package gatehouse.initiator;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.net.Path;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageReader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadRules;
import gatehouse.wire.Payloads;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;

/// How the client keeps contact: what it says of MOBIKE (RFC 4555), of windows (RFC 7296, section 2.3) and of crashes (RFC
/// 6290); and requests of the kind that may be on their way beside another.
final class ClientContact {
    private final InitiatorSettings settings;
    private final Algorithms algorithms;
    private final Talk talk;
    private final List<Beside> underway = new ArrayList<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean mobike;

    /// What a request beside others is for.
    private enum Purpose {
        UPDATE,
        PROBE,
        LIVENESS
    }

    /// A request that is on its way.
    private static final class Beside {
        final ClientSa sa;
        final ClientSa.Outgoing request;
        Waiting what;
        int sent;
        Instant deadline = Instant.MIN;

        Beside(ClientSa sa, Waiting what, ClientSa.Outgoing request) {
            this.sa = sa;
            this.what = what;
            this.request = request;
        }
    }

    /// A request that waits until the window is open.
    ///
    /// @param path by which it is tried; empty for wherever we are
    private record Waiting(Purpose purpose, Optional<Path> path, List<NotifyPayload> more) {}

    ClientContact(InitiatorSettings settings, Algorithms algorithms, Talk talk) {
        this.settings = settings;
        this.algorithms = algorithms;
        this.talk = talk;
    }

    /// For the message of IKE_AUTH that has the SA payload.
    List<Payload> offer() {
        var payloads = new ArrayList<Payload>(3);
        InitiatorSettings.Contact contact = settings.contact();
        if (contact.mobike()) payloads.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        if (contact.window() > 1) payloads.add(windowSize(contact.window()));
        if (!contact.crashToken().isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.QUICK_CRASH_DETECTION, contact.crashToken()));
        }
        payloads.addAll(contact.more());
        return payloads;
    }

    static NotifyPayload windowSize(int size) {
        return NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, new ByteWriter(4).u32(size).toBytes());
    }

    /// What the gateway says of it, in the response that has the SA payload.
    void accepted(List<Payload> payloads) {
        mobike = settings.contact().mobike() && Payloads.notify(payloads, NotifyType.MOBIKE_SUPPORTED).isPresent();
    }

    /// We are elsewhere. Where the gateway knows MOBIKE it is told, else it sees.
    void move(Path path, List<NotifyPayload> more, Instant now) {
        talk.move(path);
        // What was on its way may have been lost with the address.
        talk.repeat(now);
        for (Beside request : underway) if (request.what.path().isEmpty()) send(request, now);
        waiting.add(new Waiting(mobike ? Purpose.UPDATE : Purpose.LIVENESS, Optional.empty(), more));
    }

    /// Tries whether the gateway can be reached by another path, without going there.
    void probe(Path path) {
        waiting.add(new Waiting(Purpose.PROBE, Optional.of(path), List.of()));
    }

    /// Asks so many times at once whether the gateway lives.
    void crowd(int requests) {
        for (int i = 0; i < requests; i++) waiting.add(new Waiting(Purpose.LIVENESS, Optional.empty(), List.of()));
    }

    /// Sends what waits in the SA that is in use, as far as the gateway's window is open. If another was before, what was on
    /// its way there is said again.
    void follow(ClientSa sa, Instant now) {
        List<Beside> before = underway.stream().filter(request -> request.sa != sa).toList();
        before.forEach(request -> waiting.add(request.what));
        underway.removeAll(before);
        while (!waiting.isEmpty() && isOpen(sa)) {
            Waiting next = waiting.poll();
            List<Payload> payloads = payloads(sa, next);
            ClientSa.Outgoing request = sa.request(ExchangeType.INFORMATIONAL, payloads);
            talk.show("->", ExchangeType.INFORMATIONAL, request.messageId(), payloads);
            var beside = new Beside(sa, next, request);
            underway.add(beside);
            send(beside, now);
        }
    }

    // The window begins at the oldest request that is not answered.
    private boolean isOpen(ClientSa sa) {
        Stream<Long> others = talk.asked().filter(asked -> asked == sa).flatMap(_ -> talk.waiting()).stream();
        long oldest = Stream.concat(others, underway.stream().map(request -> request.request.messageId()))
                .min(Long::compare)
                .orElse(sa.nextRequest());
        return sa.nextRequest() - oldest < sa.gatewayWindow();
    }

    private List<Payload> payloads(ClientSa sa, Waiting next) {
        if (next.purpose == Purpose.LIVENESS) return List.copyOf(next.more);
        var payloads = new ArrayList<Payload>(4);
        Path path = next.path.orElseGet(talk::path);
        if (next.purpose == Purpose.UPDATE) payloads.add(NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES));
        payloads.add(natHash(NotifyType.NAT_DETECTION_SOURCE_IP, sa, path.local()));
        payloads.add(natHash(NotifyType.NAT_DETECTION_DESTINATION_IP, sa, path.remote()));
        payloads.addAll(next.more);
        return payloads;
    }

    private NotifyPayload natHash(NotifyType type, ClientSa sa, InetSocketAddress endpoint) {
        Bytes octets = new ByteWriter(34)
                .u64(sa.spiI)
                .u64(sa.spiR)
                .bytes(endpoint.getAddress().getAddress())
                .u16(endpoint.getPort())
                .toBytes();
        return NotifyPayload.of(type, algorithms.sha1(octets));
    }

    private void send(Beside request, Instant now) {
        long factor = 1L << Math.min(request.sent, 6);
        request.sent++;
        request.deadline = now.plus(settings.retransmitTimeout().multipliedBy(factor));
        Path path = request.what.path().orElseGet(talk::path);
        request.request.datagrams().forEach(octets -> talk.put(path, octets));
    }

    /// Whether this response answered a request of the kind.
    boolean answered(IkeHeader header, Bytes octets) throws MalformedException {
        Optional<Beside> found = underway.stream()
                .filter(one -> one.sa.owns(header) && one.request.messageId() == header.messageId())
                .findFirst();
        if (found.isEmpty()) return false;
        Beside request = found.get();
        Optional<List<Payload>> opened = request.sa.codec().open(octets);
        if (opened.isEmpty()) return true;
        PayloadRules.check(header, opened.get());
        talk.show("<-", header.exchangeType(), header.messageId(), opened.get());
        underway.remove(request);
        switch (request.what.purpose()) {
            case UPDATE -> updated(request, opened.get());
            case PROBE -> talk.emit(new InitiatorEffect.Reached(request.what.path().orElseThrow(), opened.get()));
            case LIVENESS -> talk.emit(new InitiatorEffect.Alive());
        }
        return true;
    }

    // Who answers nothing knows nothing of addresses in that SA any more: it has a successor.
    private void updated(Beside request, List<Payload> answer) {
        if (answer.isEmpty()) waiting.add(request.what);
        else talk.emit(new InitiatorEffect.Moved(answer));
    }

    /// Whether an unprotected response shows the gateway's token: it has lost our SA (RFC 6290, section 4.5).
    static boolean isCrash(ClientSa sa, Bytes octets) {
        if (sa.gatewayToken().isEmpty()) return false;
        try {
            List<Payload> payloads = MessageReader.read(octets).payloads();
            return Payloads.notify(payloads, NotifyType.INVALID_IKE_SPI).isPresent()
                    && Payloads.notify(payloads, NotifyType.QUICK_CRASH_DETECTION)
                            .map(token -> Secret.copyOf(token.data()))
                            .filter(sa.gatewayToken().get()::equals)
                            .isPresent();
        } catch (MalformedException _) {
            return false;
        }
    }

    Optional<Instant> nextDeadline() {
        return underway.stream().map(request -> request.deadline).min(Instant::compareTo);
    }

    /// Repeats what is overdue; `false` if anything was sent often enough.
    boolean advance(Instant now) {
        for (Beside request : List.copyOf(underway)) {
            if (request.deadline.isAfter(now)) continue;
            if (request.sent >= settings.retransmitTries()) {
                if (request.what.purpose() != Purpose.PROBE) return false;
                // A path that does not work is no reason to give up; but the request has to be answered some time.
                talk.emit(new InitiatorEffect.Unreached(request.what.path().orElseThrow()));
                request.what = new Waiting(Purpose.LIVENESS, Optional.empty(), List.of());
                request.sent = 0;
                send(request, now);
            } else {
                send(request, now);
            }
        }
        return true;
    }
}
