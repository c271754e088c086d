package gatehouse.server;

import gatehouse.config.GatewayConfig;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.ControlPlaneOnly;
import gatehouse.dataplane.DataPlane;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data plane of a gateway together with what it needs of the machine; or none, where the configuration wants none.
final class Plane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Plane.class);

    private final GatewayConfig config;
    private final DataPlane dataPlane;
    private final Optional<HostNetwork> network;
    private final Optional<Traffic> traffic;
    private final Optional<NetworkRoutes> routes;

    private Plane(
            GatewayConfig config, DataPlane dataPlane, Optional<HostNetwork> network, Optional<Traffic> traffic) {
        this.config = config;
        this.dataPlane = dataPlane;
        this.network = network;
        this.traffic = traffic;
        this.routes = network.map(host -> new NetworkRoutes(host, config.dataPlane().tun()));
    }

    /// Opens what can be opened before there are ports. Nothing flows before [#carry].
    ///
    /// @throws IOException if the machine lacks something; the message says all of it, and what to do
    static Plane open(GatewayConfig config, Host host, Providers providers, InstantSource clock, Shards shards)
            throws IOException {
        if (!config.dataPlane().enabled()) {
            cleanUpAfterPredecessor(config, host);
            return new Plane(
                    config, new ControlPlaneOnly(new SecureRandom()), Optional.empty(), Optional.empty());
        }
        boolean masquerade = !config.dataPlane().masquerade().isEmpty();
        host.demand(masquerade, "or start with --no-dataplane: then clients can only log in");
        HostNetwork network = HostNetwork.open(config.stateDirectory(), host);
        try {
            var traffic = Traffic.open(config.dataPlane(), providers, clock, event -> {
                int owner = event.event().inboundSpi() & 0xff;
                shards.all().get(owner).submit(event);
            });
            return new Plane(config, traffic.plane(), Optional.of(network), Optional.of(traffic));
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    /// What a gateway with a data plane left when it crashed goes, though this one has none.
    private static void cleanUpAfterPredecessor(GatewayConfig config, Host host) {
        try {
            HostNetwork.open(config.stateDirectory(), host).close();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("event", "host-network-not-cleaned")
                    .log("what a gateway that crashed left on this machine could not be looked for: " + e.getMessage());
        }
    }

    /// For IKE.
    DataPlane dataPlane() {
        return dataPlane;
    }

    /// Networks behind sessions, for the machine's routes.
    Optional<NetworkRoutes> routes() {
        return routes;
    }

    Optional<Traffic> traffic() {
        return traffic;
    }

    /// Lets packets flow, now that there are ports.
    ///
    /// @param ports NAT traversal ports, those of each shard
    void carry(List<List<UdpPort>> ports) throws IOException {
        if (traffic.isEmpty()) return;
        if (ports.stream().flatMap(List::stream).anyMatch(port -> port.descriptor().isEmpty())) {
            throw new IOException(
                    "the data plane needs epoll sockets: Linux on x86-64 or ARM with Netty's own transport");
        }
        network.orElseThrow().apply(config.dataPlane());
        traffic.get().carry(ports);
        LOG.atInfo()
                .addKeyValue("event", "data-plane-started")
                .addKeyValue("device", traffic.get().device())
                .addKeyValue("mtu", config.dataPlane().mtu())
                .log("traffic is carried");
    }

    /// Carries nothing any more. Before the ports are closed, for it uses their sockets.
    void halt() {
        traffic.ifPresent(Traffic::halt);
    }

    /// After [#halt].
    @Override
    public void close() throws IOException {
        routes.ifPresent(NetworkRoutes::close);
        if (traffic.isPresent()) traffic.get().close();
        if (network.isPresent()) network.get().close();
    }
}
