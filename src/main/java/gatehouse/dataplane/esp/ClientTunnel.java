package gatehouse.dataplane.esp;

import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.net.Usage;
import gatehouse.posix.Poll;
import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A client's end of its one tunnel: a TUN device, and ESP to and from a socket that somebody else has. TCP
/// comes from the device in pieces of many packets; the rest goes by one packet at a time. It shares the walk of a packet with
/// the gateway.
///
/// A thread of its own takes packets from the device; what comes from the gateway is brought by whoever reads the socket.
public final class ClientTunnel implements AutoCloseable {
    private static final int LARGEST = 65_535;
    /// Of one packet, ESP takes at most a header, an IV, padding and an integrity value.
    private static final int ROOM = LARGEST + 128;
    /// The pair in use and its predecessor, by which packets are still on their way.
    private static final int PAIRS = 2;

    private final Tun tun;
    private final TunQueue queue;
    private final Poll poll;
    private final Surroundings surroundings;
    private final SaDatabase database = new SaDatabase();
    private final Deque<InboundSa> pairs = new ArrayDeque<>();
    private final EspPipeline inbound;
    private final EspPipeline outbound;
    private final byte[] received = new byte[ROOM];
    private final TunWriter writer;
    private final TsoSegmenter segmenter;
    private final Thread reader;
    private volatile boolean closing;
    private Usage before = Usage.NONE;

    /// What is around the tunnel. Called from any thread.
    public interface Surroundings {
        /// Sends an ESP packet to the gateway, in UDP.
        void send(byte[] buffer, int length) throws IOException;

        /// The pair should be replaced soon.
        void nearlyExhausted();

        /// The device carries no more.
        void failed(IOException reason);
    }

    private ClientTunnel(
            Tun tun, EspSettings settings, Providers providers, SecureRandom random, Surroundings surroundings)
            throws IOException {
        this.tun = tun;
        this.queue = tun.queues().getFirst();
        this.poll = new Poll(queue.descriptor());
        this.writer = new TunWriter(tun, queue);
        this.segmenter = new TsoSegmenter(tun.virtioHeader());
        this.surroundings = surroundings;
        long now = System.nanoTime();
        this.inbound = new EspPipeline(database, settings, providers, random, new Heard(), now);
        this.outbound = new EspPipeline(database, settings, providers, random, new Heard(), now);
        this.reader = Thread.ofPlatform().name("tun").daemon().unstarted(this::read);
    }

    /// Makes the device. Nothing flows before there is a pair.
    public static ClientTunnel open(
            String device, EspSettings settings, Providers providers, SecureRandom random, Surroundings surroundings)
            throws IOException {
        Tun tun = Tun.open(device, 1, true);
        try {
            var tunnel = new ClientTunnel(tun, settings, providers, random, surroundings);
            tunnel.reader.start();
            return tunnel;
        } catch (IOException | RuntimeException e) {
            tun.close();
            throw e;
        }
    }

    /// Sends by this pair from now on, if it is not in use already. What comes by its predecessor is still taken.
    public synchronized void use(ChildSaSpec spec) {
        if (!pairs.isEmpty() && pairs.getLast().spi() == spec.inboundSpi()) return;
        // To a gateway, a peer's own addresses are those it gave it; to a client, all that it may reach are.
        var toGateway = new ChildSaSpec(
                spec.inboundSpi(),
                spec.outboundSpi(),
                spec.cipher(),
                spec.inboundKey(),
                spec.inboundIntegrity(),
                spec.outboundKey(),
                spec.outboundIntegrity(),
                spec.extendedSequence(),
                spec.local(),
                spec.remote(),
                spec.path(),
                spec.encapsulated(),
                List.of(),
                spec.session());
        pairs.add(database.install(toGateway, System.nanoTime()));
        database.preferOutbound(spec.inboundSpi());
        if (pairs.size() > PAIRS) {
            InboundSa oldest = pairs.remove();
            database.remove(oldest.spi());
            before = before.plus(oldest.usage());
        }
    }

    /// What was carried so far: inner packets.
    public synchronized Usage usage() {
        Usage all = before;
        for (InboundSa pair : pairs) all = all.plus(pair.usage());
        return all;
    }

    /// Packets that were dropped in either direction, by reason,
    /// without those that are no loss: dummies.
    public Map<DropReason, Long> drops() {
        var drops = new EnumMap<DropReason, Long>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long count = inbound.drops().of(reason) + outbound.drops().of(reason);
            if (count > 0 && reason != DropReason.DUMMY) drops.put(reason, count);
        }
        return drops;
    }

    /// Packets that the device did not take.
    public long untaken() {
        return writer.unwritten();
    }

    /// An ESP packet came in. Always by the same thread.
    public void received(byte[] buffer, int length, InetSocketAddress from) throws IOException {
        int inner = inbound.inbound(buffer, 0, length, from, System.nanoTime(), received, 0);
        if (inner > 0) write(received, inner);
    }

    private synchronized void write(byte[] packet, int length) throws IOException {
        if (closing) return;
        writer.write(packet, length);
        writer.flush();
    }

    private void read() {
        var octets = new byte[LARGEST];
        var sealed = new byte[ROOM];
        MemorySegment reading = Arena.ofAuto().allocate(Tun.LARGEST_FRAME, 8);
        try {
            while (!closing) {
                poll.await();
                for (int length = queue.read(reading); length > 0 && !closing; length = queue.read(reading)) {
                    int packets = segmenter.begin(reading, length);
                    for (int n = 0; n < packets && !closing; n++) {
                        int plain = segmenter.segment(n, octets, 0);
                        int esp = outbound.outbound(octets, 0, plain, System.nanoTime(), sealed, 0);
                        if (esp > 0) surroundings.send(sealed, esp);
                    }
                }
            }
        } catch (IOException e) {
            if (!closing) surroundings.failed(e);
        }
    }

    private final class Heard implements EspEvents {
        @Override
        public void happened(DataPlaneEvent event) {
            switch (event) {
                // A gateway does not move; what comes from elsewhere is authentic and welcome, and is answered here.
                case DataPlaneEvent.PeerMoved _ -> {}
                case DataPlaneEvent.NearlyExhausted _ -> surroundings.nearlyExhausted();
            }
        }

        @Override
        public void answerSender(byte[] packet, int length) {
            try {
                write(packet, length);
            } catch (IOException e) {
                surroundings.failed(e);
            }
        }
    }

    /// Ends the thread, and with it the device. Nobody may bring packets any more.
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closing) return;
            closing = true;
        }
        poll.wake();
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        poll.close();
        tun.close();
    }
}
