package gatehouse.load;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.EspCipher;
import gatehouse.crypto.Providers;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.transport.EventLoops;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A crowd on each thread, with sockets.
public final class LoadRun implements AutoCloseable {
    private static final long TICK_MICROSECONDS = 500;

    private final EventLoops loops;
    private final List<Worker> workers = new ArrayList<>();
    private final InstantSource clock;

    private LoadRun(EventLoops loops, InstantSource clock) {
        this.loops = loops;
        this.clock = clock;
    }

    /// How one of the clients connects.
    @FunctionalInterface
    public interface Settings {
        /// @param number       counts the clients
        /// @param ike          to the gateway's port for IKE_SA_INIT
        /// @param natTraversal to the gateway's port for everything else
        Settled of(long number, Path ike, Path natTraversal);
    }

    /// @param user what RADIUS will call it
    public record Settled(InitiatorSettings settings, String user) {}

    /// Opens the sockets.
    ///
    /// @param threads how many crowds
    /// @param ports   how many pairs of ports each crowd has; clients take them by turns
    /// @param clock   steady and fine
    public static LoadRun open(
            LoadPlan plan, int threads, int ports, InetSocketAddress ike, InetSocketAddress natTraversal,
            Settings settings, InstantSource clock) throws IOException {
        var run = new LoadRun(EventLoops.start(threads), clock);
        try {
            InetSocketAddress local = localTo(natTraversal);
            Providers providers = Providers.load();
            for (int i = 0; i < threads; i++) {
                run.workers.add(run.new Worker(plan, i, threads, ports, local, ike, natTraversal, settings, providers));
            }
            return run;
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /// A connected socket knows which of our addresses leads there; NAT detection needs it.
    static InetSocketAddress localTo(InetSocketAddress remote) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.connect(remote);
            return new InetSocketAddress(((InetSocketAddress) probe.getLocalAddress()).getAddress(), 0);
        } catch (SocketException e) {
            throw new IOException("no way to " + remote.getAddress().getHostAddress() + ": " + e.getMessage(), e);
        }
    }

    /// Begins.
    public void start() {
        workers.forEach(worker -> worker.port(0).loop().execute(worker::start));
    }

    /// Nobody begins any more, and everybody says goodbye.
    public void stop() {
        workers.forEach(worker -> worker.port(0).loop().execute(worker::stop));
    }

    /// How it stands.
    ///
    /// @param figures of all threads together; its recent logins are those since the last time
    /// @param over    whether nothing happens any more
    public record Standing(Figures figures, int loggingIn, int in, boolean over) {}

    /// Asks every thread.
    public Standing standing() throws InterruptedException {
        var figures = new Figures();
        int loggingIn = 0;
        int in = 0;
        boolean over = true;
        for (Worker worker : workers) {
            Standing standing = worker.ask();
            figures.add(standing.figures());
            loggingIn += standing.loggingIn();
            in += standing.in();
            over &= standing.over();
        }
        return new Standing(figures, loggingIn, in, over);
    }

    /// The crowd of a thread, for who asks the gateway to end or change sessions.
    List<Worker> workers() {
        return workers;
    }

    EventLoops loops() {
        return loops;
    }

    InetSocketAddress local() {
        return workers.getFirst().port(0).local();
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        loops.close();
    }

    /// A thread's crowd and its ports.
    final class Worker implements Outlet, UdpPort.Receiver {
        private final List<UdpPort> ike = new ArrayList<>();
        private final List<UdpPort> natTraversal = new ArrayList<>();
        private final Map<Integer, UdpPort> byNumber = new HashMap<>();
        private final Crowd crowd;

        Worker(LoadPlan plan, int index, int count, int ports, InetSocketAddress local, InetSocketAddress ikeOfServer,
                InetSocketAddress natTraversalOfServer, Settings settings, Providers providers) throws IOException {
            for (int i = 0; i < ports; i++) {
                ike.add(UdpPort.open(loops, index, local, UdpPort.Use.MESSAGES, this));
                natTraversal.add(UdpPort.open(loops, index, local, UdpPort.Use.NAT_TRAVERSAL, this));
                byNumber.put(ike.getLast().local().getPort(), ike.getLast());
                byNumber.put(natTraversal.getLast().local().getPort(), natTraversal.getLast());
            }
            var random = new SecureRandom();
            var algorithms = new Algorithms(random, providers);
            this.crowd = new Crowd(plan, index, count, number -> {
                int port = (int) (number / count % ports);
                var toIke = new Path(ike.get(port).local(), ikeOfServer);
                var toNatTraversal = new Path(natTraversal.get(port).local(), natTraversalOfServer);
                Settled settled = settings.of(number, toIke, toNatTraversal);
                return new Client.Member(
                        new Initiator(settled.settings(), algorithms, providers, random, false), settled.user(),
                        toNatTraversal);
            }, this, new EspCipher(providers, random), new SplittableRandom());
        }

        Crowd crowd() {
            return crowd;
        }

        UdpPort port(int index) {
            return natTraversal.get(index);
        }

        private void start() {
            crowd.start(now());
            port(0).loop()
                    .scheduleAtFixedRate(
                            () -> crowd.advance(now()), TICK_MICROSECONDS, TICK_MICROSECONDS, TimeUnit.MICROSECONDS);
        }

        private void stop() {
            crowd.close(now());
        }

        private Standing ask() throws InterruptedException {
            try {
                return port(0).loop()
                        .submit(() -> new Standing(crowd.take(), crowd.loggingIn(), crowd.in(), crowd.isOver()))
                        .get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the generator failed", e.getCause());
            }
        }

        private Instant now() {
            return clock.instant();
        }

        @Override
        public void send(Datagram message) {
            portAt(message.path().local()).send(message.path().remote(), message.payload());
        }

        @Override
        public void sendEsp(Path path, Bytes packet) {
            portAt(path.local()).sendEsp(path.remote(), packet);
        }

        private UdpPort portAt(InetSocketAddress local) {
            UdpPort port = byNumber.get(local.getPort());
            if (port == null) throw new IllegalStateException("no port at " + local);
            return port;
        }

        @Override
        public void received(Path path, Bytes message) {
            crowd.received(new Datagram(path, message), now());
        }

        @Override
        public void receivedEsp(Path path, ByteBuffer packet) {
            crowd.receivedEsp();
        }

        private void close() {
            ike.forEach(UdpPort::close);
            natTraversal.forEach(UdpPort::close);
        }
    }
}
