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
import java.net.InetAddress;
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
import java.util.concurrent.Callable;
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
    /// @param ports   how many pairs of ports each crowd has, at least one at each address; clients take them by turns
    /// @param from    our addresses; empty for the one by which the gateway is reached
    /// @param clock   steady and fine
    public static LoadRun open(
            LoadPlan plan, int threads, int ports, List<InetAddress> from, InetSocketAddress ike,
            InetSocketAddress natTraversal, Settings settings, InstantSource clock) throws IOException {
        var run = new LoadRun(EventLoops.start(threads), clock);
        try {
            List<InetAddress> locals = from.isEmpty() ? List.of(localTo(natTraversal).getAddress()) : List.copyOf(from);
            Providers providers = Providers.load();
            for (int i = 0; i < threads; i++) {
                run.workers
                        .add(run.new Worker(plan, i, threads, ports, locals, ike, natTraversal, settings, providers));
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
    /// @param warm whether those who do not count are in, or have left again
    /// @param over whether nothing happens any more
    /// @param end  since when it is over
    public record Standing(int loggingIn, int in, boolean warm, boolean over, Instant end) {}

    /// Asks every thread. It costs them next to nothing.
    public Standing standing() throws InterruptedException {
        int loggingIn = 0;
        int in = 0;
        boolean warm = true;
        boolean over = true;
        Instant end = Instant.MIN;
        for (Worker worker : workers) {
            Standing standing = worker.ask(worker::standing);
            loggingIn += standing.loggingIn();
            in += standing.in();
            warm &= standing.warm();
            over &= standing.over();
            if (standing.end().isAfter(end)) end = standing.end();
        }
        return new Standing(loggingIn, in, warm, over, end);
    }

    /// From here on it counts.
    public void count() {
        workers.forEach(worker -> worker.port(0).loop().execute(worker::count));
    }

    /// What was counted and timed on all threads; its recent logins are those since the last time. All of it is copied.
    public Figures figures() throws InterruptedException {
        var figures = new Figures();
        for (Worker worker : workers) figures.add(worker.ask(worker.crowd()::take));
        return figures;
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
        private final Map<InetSocketAddress, UdpPort> byLocal = new HashMap<>();
        private final Map<InetSocketAddress, InetSocketAddress> next = new HashMap<>();
        private final Crowd crowd;

        Worker(LoadPlan plan, int index, int count, int ports, List<InetAddress> locals, InetSocketAddress ikeOfServer,
                InetSocketAddress natTraversalOfServer, Settings settings, Providers providers) throws IOException {
            int pairs = Math.max(ports, locals.size());
            for (int i = 0; i < pairs; i++) {
                var local = new InetSocketAddress(locals.get(i % locals.size()), 0);
                ike.add(UdpPort.open(loops, index, local, UdpPort.Use.MESSAGES, this));
                natTraversal.add(UdpPort.open(loops, index, local, UdpPort.Use.NAT_TRAVERSAL, this));
                byLocal.put(ike.getLast().local(), ike.getLast());
                byLocal.put(natTraversal.getLast().local(), natTraversal.getLast());
            }
            for (int i = 0; i < pairs; i++) {
                next.put(natTraversal.get(i).local(), natTraversal.get((i + 1) % pairs).local());
            }
            var random = new SecureRandom();
            var algorithms = new Algorithms(random, providers);
            this.crowd = new Crowd(plan, index, count, number -> {
                int port = (int) (number / count % pairs);
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

        private void count() {
            crowd.count(now());
        }

        private Standing standing() {
            return new Standing(crowd.loggingIn(), crowd.in(), crowd.isWarm(), crowd.isOver(), crowd.end());
        }

        private <T> T ask(Callable<T> question) throws InterruptedException {
            try {
                return port(0).loop().submit(question).get();
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

        @Override
        public Path elsewhere(Path path) {
            return new Path(next.get(path.local()), path.remote());
        }

        private UdpPort portAt(InetSocketAddress local) {
            UdpPort port = byLocal.get(local);
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
