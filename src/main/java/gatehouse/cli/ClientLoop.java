package gatehouse.cli;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs an initiator over one UDP socket until it is over. Messages to the port of NAT traversal carry the non-ESP
/// marker (RFC 3948, section 2.2).
final class ClientLoop {
    private static final Bytes MARKER = Bytes.copyOf((byte) 0, (byte) 0, (byte) 0, (byte) 0);
    private static final int LARGEST_DATAGRAM = 65_535;

    private final DatagramChannel channel;
    private final InetSocketAddress natTraversal;
    private final Selector selector;
    private final InstantSource clock;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean wantsOut;

    private ClientLoop(DatagramChannel channel, InetSocketAddress natTraversal, InstantSource clock)
            throws IOException {
        this.channel = channel;
        this.natTraversal = natTraversal;
        this.clock = clock;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /// Opens a socket that can reach a server.
    ///
    /// @param natTraversal the server's port where messages carry the marker
    static ClientLoop open(InetSocketAddress natTraversal, InstantSource clock) throws IOException {
        InetSocketAddress local;
        // A connected socket knows which of our addresses leads there; NAT detection needs it.
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(natTraversal);
            local = (InetSocketAddress) probe.getLocalAddress();
        }
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(local.getAddress(), 0));
        return new ClientLoop(channel, natTraversal, clock);
    }

    /// Between us and a port of the server.
    Path pathTo(InetSocketAddress server) throws IOException {
        return new Path((InetSocketAddress) channel.getLocalAddress(), server);
    }

    /// Runs until the session is over, and gives why.
    ///
    /// @param watcher is told everything but what is sent
    InitiatorEffect.Closed run(Initiator initiator, Consumer<InitiatorEffect> watcher) throws IOException {
        var buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        boolean leaving = false;
        try {
            Optional<InitiatorEffect.Closed> closed = feed(initiator, new InitiatorInput.Start(), watcher);
            while (closed.isEmpty()) {
                selector.select(untilDeadline(initiator));
                selector.selectedKeys().clear();
                if (wantsOut && !leaving) {
                    leaving = true;
                    closed = feed(initiator, new InitiatorInput.Disconnect(), watcher);
                }
                Optional<Datagram> received = receive(buffer);
                while (closed.isEmpty() && received.isPresent()) {
                    closed = feed(initiator, new InitiatorInput.Received(received.get()), watcher);
                    received = receive(buffer);
                }
                boolean due = initiator.nextDeadline().filter(when -> !when.isAfter(clock.instant())).isPresent();
                if (closed.isEmpty() && due) closed = feed(initiator, new InitiatorInput.TimeAdvanced(), watcher);
            }
            return closed.get();
        } finally {
            over.countDown();
            selector.close();
            channel.close();
        }
    }

    /// Says goodbye as soon as it can be said. From any thread.
    void leave() {
        wantsOut = true;
        selector.wakeup();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /// Waits for the end; gives whether it came in time.
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<InitiatorEffect.Closed> feed(
            Initiator initiator, InitiatorInput input, Consumer<InitiatorEffect> watcher) throws IOException {
        Optional<InitiatorEffect.Closed> closed = Optional.empty();
        for (InitiatorEffect effect : initiator.handle(input, clock.instant())) {
            switch (effect) {
                case InitiatorEffect.Send(var datagram) -> send(datagram);
                case InitiatorEffect.Closed end -> {
                    closed = Optional.of(end);
                    watcher.accept(end);
                }
                case InitiatorEffect.Told _,InitiatorEffect.Connected _,InitiatorEffect.Rekeyed _,InitiatorEffect.Alive _ ->
                        watcher.accept(effect);
            }
        }
        return closed;
    }

    private void send(Datagram datagram) throws IOException {
        InetSocketAddress to = datagram.path().remote();
        var writer = new ByteWriter(datagram.payload().length() + MARKER.length());
        if (to.equals(natTraversal)) writer.bytes(MARKER);
        writer.bytes(datagram.payload());
        channel.send(ByteBuffer.wrap(writer.toBytes().toArray()), to);
    }

    private Optional<Datagram> receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        InetSocketAddress from;
        try {
            from = (InetSocketAddress) channel.receive(buffer);
        } catch (PortUnreachableException _) {
            return Optional.empty();
        }
        if (from == null) return Optional.empty();
        buffer.flip();
        var copy = new byte[buffer.remaining()];
        buffer.get(copy);
        Bytes octets = Bytes.wrap(copy);
        if (from.equals(natTraversal)) {
            // ESP and keepalives begin otherwise, and are nothing that we could do something with.
            if (!octets.startsWith(MARKER)) return Optional.empty();
            octets = octets.from(MARKER.length());
        }
        return Optional.of(new Datagram(pathTo(from), octets));
    }

    /// For how long to wait; zero for ever.
    private long untilDeadline(Initiator initiator) {
        return initiator.nextDeadline()
                .map(deadline -> Math.max(1, Duration.between(clock.instant(), deadline).toMillis()))
                .orElse(0L);
    }
}
