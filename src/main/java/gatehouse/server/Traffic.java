package gatehouse.server;

import gatehouse.config.DataPlaneSettings;
import gatehouse.config.DataPlaneSettings.DontFragment;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.esp.DropReason;
import gatehouse.dataplane.esp.EspDataPlane;
import gatehouse.dataplane.esp.EspEvents;
import gatehouse.dataplane.esp.EspInbound;
import gatehouse.dataplane.esp.EspOutbound;
import gatehouse.dataplane.esp.EspPipeline;
import gatehouse.dataplane.esp.EspSettings;
import gatehouse.dataplane.esp.NatKeepalives;
import gatehouse.dataplane.esp.SaDatabase;
import gatehouse.dataplane.esp.TunWriter;
import gatehouse.ike.Input;
import gatehouse.posix.Tun;
import gatehouse.posix.TunQueue;
import gatehouse.posix.UdpSegments;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ESP data plane with its threads: the TUN device, a thread on the way in for each shard's ports, and on the way out for
/// each queue of the device.
final class Traffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

    private final DataPlaneSettings settings;
    private final Providers providers;
    private final Consumer<Input.Traffic> engines;
    private final SaDatabase database = new SaDatabase();
    private final EspDataPlane plane;
    private final Tun tun;
    private final List<EspInbound> inbound = new ArrayList<>();
    private final List<EspOutbound> outbound = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Watched watched = new Watched();
    private final CountDownLatch closing = new CountDownLatch(1);

    private Traffic(DataPlaneSettings settings, Providers providers, InstantSource clock,
            Consumer<Input.Traffic> engines)
            throws IOException {
        this.settings = settings;
        this.providers = providers;
        this.engines = engines;
        this.plane = new EspDataPlane(database, new SecureRandom(), clock, System::nanoTime);
        this.tun = Tun.open(settings.tun(), settings.queues(), true);
    }

    /// Opens the device. Nothing flows before [#carry].
    ///
    /// @param engines who hears what happens to SAs
    static Traffic open(
            DataPlaneSettings settings, Providers providers, InstantSource clock, Consumer<Input.Traffic> engines)
            throws IOException {
        return new Traffic(settings, providers, clock, engines);
    }

    EspDataPlane plane() {
        return plane;
    }

    /// As the kernel calls the device.
    String device() {
        return tun.name();
    }

    /// Begins to carry packets, and reads the ports from now on.
    ///
    /// @param ports those of each shard; the shards' ports for one address send alike
    void carry(List<List<UdpPort>> ports) throws IOException {
        for (List<UdpPort> ofShard : ports) {
            if (!ofShard.isEmpty()) carryInbound(ofShard);
        }
        Map<InetSocketAddress, Integer> descriptors = ports.getFirst().stream()
                .collect(Collectors.toMap(UdpPort::local, port -> port.descriptor().getAsInt()));
        for (TunQueue queue : tun.queues()) {
            var way = new EspOutbound(pipeline(new TunWriter(tun, queue)), tun, queue, sockets(descriptors),
                    System::nanoTime);
            outbound.add(way);
            start("esp-out-" + outbound.size(), way::run);
        }
        var keepalives = new NatKeepalives(database, new SecureRandom(), NatKeepalives.by(sockets(descriptors)));
        start("nat-keepalive", () -> keepAlive(keepalives));
    }

    private void carryInbound(List<UdpPort> ports) throws IOException {
        TunQueue queue = tun.queues().get(inbound.size() % tun.queues().size());
        var writer = new TunWriter(tun, queue);
        List<EspInbound.Source> sources = ports.stream()
                .map(port -> new EspInbound.Source(port.descriptor().getAsInt(), port::bring))
                .toList();
        ports.forEach(UdpPort::leaveReading);
        var way = new EspInbound(pipeline(writer), writer, sources, System::nanoTime, new Bugs()::report);
        inbound.add(way);
        start("esp-in-" + inbound.size(), way::run);
    }

    private void keepAlive(NatKeepalives keepalives) throws InterruptedException {
        while (!closing.await(NatKeepalives.LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            keepalives.send(System.nanoTime());
        }
    }

    private EspPipeline pipeline(TunWriter writer) {
        var esp = new EspSettings(
                settings.mtu(),
                settings.clampMss(),
                settings.dontFragment() == DontFragment.COPY,
                settings.addresses());
        return new EspPipeline(
                database, esp, providers, new SecureRandom(), new Events(writer), System.nanoTime());
    }

    private static Map<InetSocketAddress, UdpSegments> sockets(Map<InetSocketAddress, Integer> descriptors)
            throws IOException {
        var sockets = new HashMap<InetSocketAddress, UdpSegments>();
        for (var entry : descriptors.entrySet()) sockets.put(entry.getKey(), new UdpSegments(entry.getValue()));
        return sockets;
    }

    private void start(String name, Watched.Work work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> watched.run(name, work)));
    }

    /// What has stopped that should not have.
    List<String> failures() {
        return watched.failures();
    }

    Tally tally() {
        var tally = new Tally();
        tally.gauge(
                "gatehouse_data_plane_failed_threads",
                "Threads of the data plane that have stopped and should not have: restart the gateway.",
                Map.of(),
                watched.failures().size());
        tally.gauge("gatehouse_esp_pairs", "Pairs of ESP SAs.", Map.of(), database.size());
        for (DropReason reason : DropReason.values()) {
            long sum = 0;
            for (EspInbound way : inbound) sum += way.drops().of(reason);
            for (EspOutbound way : outbound) sum += way.drops().of(reason);
            Map<String, String> label = Map.of("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            tally.counter("gatehouse_esp_dropped_total", "Packets of tunnels that were dropped.", label, sum);
        }
        tally.counter(
                "gatehouse_datagrams_received_total",
                "Datagrams that came in on the IKE and NAT traversal ports.",
                Map.of("kind", "esp"),
                inbound.stream().mapToLong(EspInbound::packets).sum());
        long lost = inbound.stream().mapToLong(EspInbound::unwritten).sum()
                + outbound.stream().mapToLong(EspOutbound::unsent).sum();
        tally.counter("gatehouse_esp_lost_total", "Packets that the system did not take.", Map.of(), lost);
        return tally;
    }

    /// Carries nothing any more, and leaves the sockets alone.
    void halt() {
        closing.countDown();
        inbound.forEach(EspInbound::stop);
        outbound.forEach(EspOutbound::stop);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        halt();
        for (EspInbound way : inbound) way.close();
        for (EspOutbound way : outbound) way.close();
        tun.close();
    }

    /// What a pipeline tells: to the engine that owns the SA, or to the sender of a packet that was too big.
    private final class Events implements EspEvents {
        private final TunWriter writer;

        Events(TunWriter writer) {
            this.writer = writer;
        }

        @Override
        public void happened(DataPlaneEvent event) {
            engines.accept(new Input.Traffic(event));
        }

        @Override
        public void answerSender(byte[] packet, int length) {
            try {
                writer.write(packet, length);
                writer.flush();
            } catch (IOException e) {
                LOG.debug("an ICMP message could not be written", e);
            }
        }
    }
}
