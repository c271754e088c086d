package gatehouse.cli;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.server.ClientTraffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs an initiator over one UDP socket until it is over. Messages to the port of NAT traversal carry the non-ESP
/// marker (RFC 3948, section 2.2).
final class ClientLoop {
    private static final Bytes MARKER = Bytes.copyOf((byte) 0, (byte) 0, (byte) 0, (byte) 0);
    // RFC 3948, section 2.3: "a one-octet-long payload with the value 0xFF"; section 4: by default every 20 seconds.
    private static final byte KEEPALIVE = (byte) 0xff;
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(20);
    private static final int LARGEST_DATAGRAM = 65_535;
    /// What the system gives of it is enough for bursts of a fast sender.
    private static final int SOCKET_BUFFER = 4 << 20;
    /// Datagrams that are taken before time is looked at again.
    private static final int BURST = 256;
    private static final Duration UNTIL_THERE_IS_ROOM = Duration.ofNanos(50_000);
    private static final int WAITS_FOR_ROOM = 200;

    private final DatagramChannel channel;
    private final InetSocketAddress natTraversal;
    private final Selector selector;
    private final InstantSource clock;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    private Optional<ClientTraffic> traffic = Optional.empty();
    private Instant nextKeepalive = Instant.MAX;
    private InetSocketAddress from;
    private final AtomicLong unsent = new AtomicLong();
    private volatile boolean wantsOut;
    private volatile boolean wantsRekey;

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
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
        channel.bind(new InetSocketAddress(local.getAddress(), 0));
        return new ClientLoop(channel, natTraversal, clock);
    }

    /// Between us and a port of the server.
    Path pathTo(InetSocketAddress server) throws IOException {
        return new Path((InetSocketAddress) channel.getLocalAddress(), server);
    }

    /// Carries traffic too. Before [#run].
    void carry(ClientTraffic carrier) {
        traffic = Optional.of(carrier);
    }

    /// Runs until the session is over, and gives why.
    ///
    /// @param watcher is told everything but what is sent
    InitiatorEffect.Closed run(Initiator initiator, Consumer<InitiatorEffect> watcher) throws IOException {
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
                if (wantsRekey && initiator.isConnected()) {
                    wantsRekey = false;
                    closed = feed(initiator, new InitiatorInput.RekeyChild(), watcher);
                }
                for (int i = 0; i < BURST && closed.isEmpty() && receive(); i++) {
                    Optional<Datagram> message = message();
                    if (message.isEmpty()) continue;
                    closed = feed(initiator, new InitiatorInput.Received(message.get()), watcher);
                }
                keepNatOpen();
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

    /// Has the Child SA replaced as soon as it can be. From any thread.
    void rekey() {
        wantsRekey = true;
        selector.wakeup();
    }

    /// Sends an ESP packet. From any thread. What the network does not take is lost and counted, as anywhere on the way; for
    /// room in the socket's buffer there is some patience.
    void sendEsp(byte[] octets, int length) throws ClosedChannelException {
        ByteBuffer packet = ByteBuffer.wrap(octets, 0, length);
        try {
            for (int i = 0; i < WAITS_FOR_ROOM; i++) {
                if (channel.send(packet, natTraversal) > 0) return;
                LockSupport.parkNanos(UNTIL_THERE_IS_ROOM.toNanos());
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException _) {
            // The path is down, or a filter is in the way. That can pass.
        }
        unsent.incrementAndGet();
    }

    /// ESP packets that the network did not take.
    long unsent() {
        return unsent.get();
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
        // Before the gateway has our answer, which lets it use a new pair.
        if (closed.isEmpty()) traffic.ifPresent(carrier -> initiator.child().ifPresent(carrier::use));
        if (nextKeepalive.equals(Instant.MAX) && initiator.isConnected()) nextKeepalive = clock.instant();
        return closed;
    }

    private void keepNatOpen() throws IOException {
        Instant now = clock.instant();
        if (traffic.isEmpty() || now.isBefore(nextKeepalive)) return;
        channel.send(ByteBuffer.wrap(new byte[] {KEEPALIVE}), natTraversal);
        nextKeepalive = now.plus(KEEPALIVE_INTERVAL);
    }

    private void send(Datagram datagram) throws IOException {
        InetSocketAddress to = datagram.path().remote();
        var writer = new ByteWriter(datagram.payload().length() + MARKER.length());
        if (to.equals(natTraversal)) writer.bytes(MARKER);
        writer.bytes(datagram.payload());
        channel.send(ByteBuffer.wrap(writer.toBytes().toArray()), to);
    }

    /// Takes a datagram into the buffer; false if there is none.
    private boolean receive() throws IOException {
        buffer.clear();
        try {
            from = (InetSocketAddress) channel.receive(buffer);
        } catch (PortUnreachableException _) {
            return false;
        }
        buffer.flip();
        return from != null;
    }

    /// The IKE message in the buffer. ESP is carried on, and a keepalive is nothing that we could do something with.
    private Optional<Datagram> message() throws IOException {
        int length = buffer.remaining();
        if (!from.equals(natTraversal))
            return Optional.of(new Datagram(pathTo(from), Bytes.copyOf(buffer.array(), 0, length)));
        if (length > MARKER.length() && buffer.getInt(0) == 0) {
            Bytes octets = Bytes.copyOf(buffer.array(), MARKER.length(), length - MARKER.length());
            return Optional.of(new Datagram(pathTo(from), octets));
        }
        if (length > 1 && traffic.isPresent()) traffic.get().received(buffer.array(), length, from);
        return Optional.empty();
    }

    /// For how long to wait; zero for ever.
    private long untilDeadline(Initiator initiator) {
        return Stream.concat(initiator.nextDeadline().stream(), Stream.of(nextKeepalive))
                .filter(deadline -> !deadline.equals(Instant.MAX))
                .min(Instant::compareTo)
                .map(deadline -> Math.max(1, Duration.between(clock.instant(), deadline).toMillis()))
                .orElse(0L);
    }
}
