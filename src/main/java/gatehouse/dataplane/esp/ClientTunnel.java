package gatehouse.dataplane.esp;

import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import gatehouse.posix.Tun;
import gatehouse.posix.UdpSegments;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A client's end of its one tunnel: a TUN device, a socket that somebody else has opened, and a thread for each way between
/// them. The ways are those of the gateway.
public final class ClientTunnel implements AutoCloseable {
    /// The pair in use, its predecessor, by which packets are still on their way, and two more while both ends replace it.
    private static final int PAIRS = 4;
    /// To a client, all that it may reach lies behind the gateway.
    private static final List<Prefix> EVERYTHING = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));

    private final Tun tun;
    private final Surroundings surroundings;
    private final SaDatabase database = new SaDatabase();
    private final Deque<InboundSa> pairs = new ArrayDeque<>();
    // No pair comes back: its sequence numbers would begin anew under the same key.
    private final Set<Integer> known = new HashSet<>();
    private int preferred;
    private final EspInbound inbound;
    private final EspOutbound outbound;
    private final List<Thread> threads;
    private boolean closed;
    private Usage before = Usage.NONE;

    /// What is around the tunnel. Called from any thread.
    public interface Surroundings {
        /// The pair should be replaced soon.
        void nearlyExhausted();

        /// No more is carried.
        void failed(Exception reason);
    }

    private ClientTunnel(
            Tun tun, InetSocketAddress local, EspInbound.Source socket, EspSettings settings, Providers providers,
            SecureRandom random, Surroundings surroundings)
            throws IOException {
        this.tun = tun;
        this.surroundings = surroundings;
        var toDevice = new TunWriter(tun, tun.queues().getFirst());
        var answers = new TunWriter(tun, tun.queues().getFirst());
        long now = System.nanoTime();
        var opening = new EspPipeline(database, settings, providers, random, new Heard(toDevice), now);
        var sealing = new EspPipeline(database, settings, providers, random, new Heard(answers), now);
        this.inbound = new EspInbound(opening, toDevice, List.of(socket), System::nanoTime, surroundings::failed);
        this.outbound = new EspOutbound(
                sealing, tun, tun.queues().getFirst(), Map.of(local, new UdpSegments(socket.descriptor())),
                System::nanoTime);
        this.threads = List.of(thread("esp-in", inbound::run), thread("esp-out", outbound::run));
    }

    /// Makes the device. Nothing flows before there is a pair; what comes to the socket and is no ESP is handed on at once.
    ///
    /// @param local where the socket is bound
    public static ClientTunnel open(
            String device, InetSocketAddress local, EspInbound.Source socket, EspSettings settings,
            Providers providers, SecureRandom random, Surroundings surroundings)
            throws IOException {
        Tun tun = Tun.open(device, 1, true);
        try {
            var tunnel = new ClientTunnel(tun, local, socket, settings, providers, random, surroundings);
            tunnel.threads.forEach(Thread::start);
            return tunnel;
        } catch (IOException | RuntimeException e) {
            tun.close();
            throw e;
        }
    }

    private interface Way {
        void run() throws IOException;
    }

    private Thread thread(String name, Way way) {
        return Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            try {
                way.run();
            } catch (IOException | RuntimeException e) {
                surroundings.failed(e);
            }
        });
    }

    /// Sends by this pair from now on: when this returns, nothing more is sent by another. What comes by others is still taken.
    public synchronized void use(ChildSaSpec spec) {
        accept(spec);
        if (preferred == spec.inboundSpi()) return;
        preferred = spec.inboundSpi();
        outbound.betweenBatches(() -> database.preferOutbound(preferred));
    }

    /// Takes what comes by this pair.
    public synchronized void accept(ChildSaSpec spec) {
        if (!known.add(spec.inboundSpi())) return;
        // To a gateway, a peer's own addresses are those it gave it; to a client, the gateway has none.
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
        database.route(spec.session(), EVERYTHING);
        pairs.add(database.install(toGateway, System.nanoTime()));
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
        return inbound.unwritten();
    }

    /// ESP packets that the network did not take.
    public long unsent() {
        return outbound.unsent();
    }

    private final class Heard implements EspEvents {
        private final TunWriter writer;

        Heard(TunWriter writer) {
            this.writer = writer;
        }

        @Override
        public void happened(DataPlaneEvent event) {
            switch (event) {
                // A gateway does not move; what comes from elsewhere is authentic and welcome, and is answered here.
                case DataPlaneEvent.PeerMoved _ -> {}
                case DataPlaneEvent.NearlyExhausted _,DataPlaneEvent.Exhausted _ -> surroundings.nearlyExhausted();
            }
        }

        @Override
        public void answerSender(byte[] packet, int length) {
            try {
                writer.write(packet, length);
                writer.flush();
            } catch (IOException e) {
                surroundings.failed(e);
            }
        }
    }

    /// Ends the threads, and with them the device. The socket stays open. Not to be called by one of the threads.
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        inbound.stop();
        outbound.stop();
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        inbound.close();
        outbound.close();
        tun.close();
    }
}
