package gatehouse.cli;

import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.server.ClientPorts;
import gatehouse.server.ClientTraffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs an initiator over its ports until it is over.
final class ClientLoop implements AutoCloseable {
    // RFC 3948, section 4: by default every 20 seconds.
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(20);
    /// More events than this waiting are a flood; what does not fit is lost, as on any network.
    private static final int BACKLOG = 1_000;

    private final ClientPorts ports;
    private final InstantSource clock;
    private final CountDownLatch over = new CountDownLatch(1);
    /// Messages; and nothing, where something was wished.
    private final BlockingQueue<Optional<Datagram>> events;
    private Optional<ClientTraffic> traffic = Optional.empty();
    private Instant nextKeepalive = Instant.MAX;
    private volatile boolean wantsOut;
    private volatile boolean wantsRekey;

    private ClientLoop(ClientPorts ports, BlockingQueue<Optional<Datagram>> events, InstantSource clock) {
        this.ports = ports;
        this.events = events;
        this.clock = clock;
    }

    /// Opens ports that can reach a server.
    ///
    /// @param natTraversal the server's port where messages carry the marker
    static ClientLoop open(InetSocketAddress natTraversal, InstantSource clock) throws IOException {
        var events = new ArrayBlockingQueue<Optional<Datagram>>(BACKLOG);
        ClientPorts ports = ClientPorts.open(natTraversal, message -> events.offer(Optional.of(message)));
        return new ClientLoop(ports, events, clock);
    }

    ClientPorts ports() {
        return ports;
    }

    /// Between us and a port of the server.
    Path pathTo(InetSocketAddress server) {
        return ports.pathTo(server);
    }

    /// Carries traffic too. Before [#run].
    void carry(ClientTraffic carrier) {
        traffic = Optional.of(carrier);
    }

    /// Runs until the session is over, and gives why.
    ///
    /// @param watcher is told everything but what is sent
    InitiatorEffect.Closed run(Initiator initiator, Consumer<InitiatorEffect> watcher) throws InterruptedException {
        boolean leaving = false;
        try {
            Optional<InitiatorEffect.Closed> closed = feed(initiator, new InitiatorInput.Start(), watcher);
            while (closed.isEmpty()) {
                Optional<Datagram> message = next(initiator);
                if (wantsOut && !leaving) {
                    leaving = true;
                    closed = feed(initiator, new InitiatorInput.Disconnect(), watcher);
                }
                if (wantsRekey && initiator.isConnected()) {
                    wantsRekey = false;
                    closed = feed(initiator, new InitiatorInput.RekeyChild(), watcher);
                }
                if (closed.isEmpty() && message.isPresent()) {
                    closed = feed(initiator, new InitiatorInput.Received(message.get()), watcher);
                }
                keepNatOpen();
                boolean due = initiator.nextDeadline().filter(when -> !when.isAfter(clock.instant())).isPresent();
                if (closed.isEmpty() && due) closed = feed(initiator, new InitiatorInput.TimeAdvanced(), watcher);
            }
            return closed.get();
        } finally {
            over.countDown();
        }
    }

    /// Waits for a message, a wish or the next deadline.
    private Optional<Datagram> next(Initiator initiator) throws InterruptedException {
        Optional<Instant> deadline = Stream.concat(initiator.nextDeadline().stream(), Stream.of(nextKeepalive))
                .filter(when -> !when.equals(Instant.MAX))
                .min(Instant::compareTo);
        if (deadline.isEmpty()) return events.take();
        long milliseconds = Math.max(1, Duration.between(clock.instant(), deadline.get()).toMillis());
        Optional<Datagram> event = events.poll(milliseconds, TimeUnit.MILLISECONDS);
        return event == null ? Optional.empty() : event;
    }

    /// Says goodbye as soon as it can be said. From any thread.
    void leave() {
        wantsOut = true;
        wake();
    }

    /// Has the Child SA replaced as soon as it can be. From any thread.
    void rekey() {
        wantsRekey = true;
        wake();
    }

    /// Where there is no room the loop is awake.
    private void wake() {
        events.offer(Optional.empty());
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /// Waits for the end; gives whether it came in time.
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<InitiatorEffect.Closed> feed(
            Initiator initiator, InitiatorInput input, Consumer<InitiatorEffect> watcher) {
        List<InitiatorEffect> effects = initiator.handle(input, clock.instant());
        Optional<InitiatorEffect.Closed> closed = effects.stream()
                .filter(InitiatorEffect.Closed.class::isInstance)
                .map(InitiatorEffect.Closed.class::cast)
                .findFirst();
        if (closed.isEmpty()) traffic.ifPresent(carrier -> carry(initiator, carrier));
        for (InitiatorEffect effect : effects) {
            if (effect instanceof InitiatorEffect.Send(var datagram)) ports.send(datagram);
            else watcher.accept(effect);
        }
        if (nextKeepalive.equals(Instant.MAX) && initiator.isConnected()) nextKeepalive = clock.instant();
        return closed;
    }

    /// Before the gateway has our answer: with it the gateway may use a new pair, and takes nothing more by one that it deletes.
    private static void carry(Initiator initiator, ClientTraffic carrier) {
        initiator.children().forEach(carrier::accept);
        initiator.child().ifPresent(carrier::use);
    }

    private void keepNatOpen() {
        Instant now = clock.instant();
        if (traffic.isEmpty() || now.isBefore(nextKeepalive)) return;
        ports.keepNatOpen();
        nextKeepalive = now.plus(KEEPALIVE_INTERVAL);
    }

    /// When what is carried has ended.
    @Override
    public void close() {
        ports.close();
    }
}
