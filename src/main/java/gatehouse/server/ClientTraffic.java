package gatehouse.server;

import gatehouse.crypto.Providers;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.esp.ClientTunnel;
import gatehouse.dataplane.esp.EspInbound;
import gatehouse.dataplane.esp.EspSettings;
import gatehouse.net.Prefix;
import gatehouse.net.Usage;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `gatehouse client` has of the machine to carry traffic: a tunnel, and the device's addresses and routes.
public final class ClientTraffic implements AutoCloseable {
    /// The rest of the client.
    public interface Surroundings extends ClientTunnel.Surroundings {}

    private final String device;
    private final int mtu;
    private final HostNetwork network;
    private final ClientTunnel tunnel;
    private boolean up;
    private boolean closed;

    private ClientTraffic(String device, int mtu, HostNetwork network, ClientTunnel tunnel) {
        this.device = device;
        this.mtu = mtu;
        this.network = network;
        this.tunnel = tunnel;
    }

    /// Makes the device; what is missing for it is said at once.
    ///
    /// @param stateDirectory where it is written down what to take back after a crash
    public static ClientTraffic open(
            String device,
            int mtu,
            Path stateDirectory,
            Host host,
            ClientPorts ports,
            Surroundings surroundings) throws IOException {
        host.demand(false, "without --tun a client carries no traffic and needs none of this");
        HostNetwork network = HostNetwork.open(stateDirectory.resolve("client-" + device), host);
        try {
            var settings = new EspSettings(mtu, true, true, List.of());
            UdpPort port = ports.natTraversal();
            int descriptor = port.descriptor()
                    .orElseThrow(() -> new IOException(
                            "traffic needs epoll sockets: Linux on x86-64 or ARM with Netty's own transport"));
            port.leaveReading();
            ClientTunnel tunnel = ClientTunnel.open(
                    device,
                    port.local(),
                    new EspInbound.Source(descriptor, port::bring),
                    settings,
                    Providers.load(),
                    new SecureRandom(),
                    surroundings);
            return new ClientTraffic(device, mtu, network, tunnel);
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /// Takes what comes by this pair.
    public void accept(ChildSaSpec child) {
        tunnel.accept(child);
    }

    /// Sends by this pair from now on.
    public void use(ChildSaSpec child) {
        tunnel.use(child);
    }

    /// Brings the device up, once.
    public void bringUp(List<InetAddress> addresses, List<Prefix> routes) throws IOException {
        if (up) return;
        up = true;
        network.device(device, mtu, addresses, routes);
    }

    public Usage usage() {
        return tunnel.usage();
    }

    /// Packets that were lost here, each reason as a word and a number; empty if none was.
    public String losses() {
        Stream<String> drops = tunnel.drops().entrySet().stream()
                .map(drop -> drop.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + drop.getValue());
        Stream<String> untaken = tunnel.untaken() > 0 ? Stream.of("device " + tunnel.untaken()) : Stream.empty();
        Stream<String> unsent = tunnel.unsent() > 0 ? Stream.of("network " + tunnel.unsent()) : Stream.empty();
        return Stream.of(drops, untaken, unsent).flatMap(parts -> parts).collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        try {
            network.close();
        } finally {
            tunnel.close();
        }
    }
}
