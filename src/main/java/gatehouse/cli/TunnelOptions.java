package gatehouse.cli;

import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.net.Usage;
import gatehouse.server.ClientTraffic;
import gatehouse.server.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Option;

/// How a client carries traffic, and the traffic that it carries.
final class TunnelOptions {
    @Option(names = "--tun", paramLabel = "NAME",
            description = "Carry traffic: make the TUN device NAME, with the addresses that the gateway gives, and routes to "
                    + "what it lets us reach. Needs CAP_NET_ADMIN. All of it goes when the client ends. Not for the "
                    + "network namespace of the gateway itself.")
    private String tun = "";

    @Option(names = "--default-route",
            description = "With --tun: send everything through the tunnel if the gateway lets us. Otherwise what is half of "
                    + "all addresses or more stays outside.")
    private boolean defaultRoute;

    /// Makes the device, if one is wanted. Nothing flows before the session is up.
    ///
    /// @param gateway where the tunnel itself leads, outside of it
    Carriage open(GatewayConfig config, Machine machine, ClientLoop loop, InetAddress gateway)
            throws IOException, Failure {
        if (tun.isEmpty()) {
            if (defaultRoute) throw new Failure("--default-route needs a device: --tun NAME");
            return new Carriage(Optional.empty(), loop, gateway);
        }
        var failed = new AtomicReference<Exception>();
        var surroundings = new ClientTraffic.Surroundings() {
            @Override
            public void nearlyExhausted() {
                loop.rekey();
            }

            @Override
            public void failed(Exception reason) {
                failed.compareAndSet(null, reason);
                loop.leave();
            }
        };
        ClientTraffic traffic = ClientTraffic.open(
                tun,
                config.dataPlane().mtu(),
                config.stateDirectory(),
                Host.here(machine.environment()),
                loop.ports(),
                surroundings);
        loop.carry(traffic);
        return new Carriage(Optional.of(traffic), loop, gateway, failed);
    }

    /// The traffic of one session; or none.
    final class Carriage implements AutoCloseable {
        private final Optional<ClientTraffic> traffic;
        private final ClientLoop loop;
        private final InetAddress gateway;
        private final AtomicReference<Exception> failed;

        private Carriage(
                Optional<ClientTraffic> traffic,
                ClientLoop loop,
                InetAddress gateway,
                AtomicReference<Exception> failed) {
            this.traffic = traffic;
            this.loop = loop;
            this.gateway = gateway;
            this.failed = failed;
        }

        private Carriage(Optional<ClientTraffic> none, ClientLoop loop, InetAddress gateway) {
            this(none, loop, gateway, new AtomicReference<>());
        }

        /// Goes along with the session, and gives what there is to tell.
        List<String> heard(InitiatorEffect effect) {
            if (traffic.isEmpty()) return List.of();
            try {
                return switch (effect) {
                    case InitiatorEffect.Connected connected -> bringUp(traffic.get(), connected);
                    case InitiatorEffect.Closed _ -> {
                        traffic.get().close();
                        yield summary(traffic.get());
                    }
                    case InitiatorEffect.Send _,InitiatorEffect.Told _,InitiatorEffect.Configured _,InitiatorEffect.Rekeyed _,InitiatorEffect.Alive _,InitiatorEffect.Moved _,InitiatorEffect.Reached _,InitiatorEffect.Unreached _,InitiatorEffect.Acknowledged _,InitiatorEffect.Redirected _,InitiatorEffect.Exchanged _ ->
                            List.of();
                };
            } catch (IOException e) {
                failed.compareAndSet(null, e);
                loop.leave();
                return List.of();
            }
        }

        private List<String> bringUp(ClientTraffic carrier, InitiatorEffect.Connected connected) throws IOException {
            TunnelRoutes routes = TunnelRoutes.of(connected.reachable(), gateway, defaultRoute);
            carrier.bringUp(connected.addresses(), routes.inside());
            var lines = new ArrayList<String>();
            lines.add(tun + " is up with " + routes.inside().size() + " routes");
            routes.outside()
                    .forEach(prefix -> lines.add(prefix + " stays outside; --default-route sends it through " + tun));
            return lines;
        }

        private List<String> summary(ClientTraffic carrier) {
            var lines = new ArrayList<String>();
            Usage usage = carrier.usage();
            lines.add("received %d octets in %d packets, sent %d octets in %d packets".formatted(
                    usage.octetsIn(), usage.packetsIn(), usage.octetsOut(), usage.packetsOut()));
            if (!carrier.losses().isEmpty()) lines.add("dropped " + carrier.losses());
            return lines;
        }

        /// Carrying traffic was the point: a session without it is a failure.
        void demandThatItWorked() throws IOException {
            Exception reason = failed.get();
            if (reason instanceof IOException known) throw known;
            if (reason != null) throw new IllegalStateException("the tunnel failed", reason);
        }

        @Override
        public void close() throws IOException {
            if (traffic.isPresent()) traffic.get().close();
        }
    }
}
