package gatehouse.server;

import gatehouse.aaa.radius.ChangeTranslator;
import gatehouse.config.DynamicAuthorizationSettings;
import gatehouse.config.DynamicAuthorizationSettings.MultipleSessions;
import gatehouse.config.GatewayConfig;
import gatehouse.config.Machine;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import gatehouse.session.SessionDirectory;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.radsec.TlsListener;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Where RADIUS servers change and end sessions: by datagrams (RFC 5176), by connections that they make, and by those that the
/// gateway has made to them. All of them are served on the loop of the first shard.
final class DynamicAuthorizationPorts {
    private final EventLoops loops;
    private final EngineLoop loop;
    private final Machine machine;
    private final List<DynamicAuthorizationPort> ports = new ArrayList<>();
    private final List<TlsListener> listeners = new ArrayList<>();
    private final List<ChangeRequests> requests = new ArrayList<>();

    /// @param loop    of the first shard
    /// @param machine whose addresses are listened on where all are asked for
    DynamicAuthorizationPorts(EventLoops loops, EngineLoop loop, Machine machine) {
        this.loops = loops;
        this.loop = loop;
        this.machine = machine;
    }

    /// Opens them. After a failure some may be open.
    ///
    /// @param changes carries requests out
    /// @param reverse serves servers over the connections that the gateway has made to them, in all shards; asked if there are
    ///                such servers
    /// @throws PortException if one cannot be opened; the message says what can be done
    void open(GatewayConfig config, SessionDirectory directory, ChangeDesk changes, Consumer<ConnectedChanges> reverse)
            throws PortException {
        DynamicAuthorizationSettings settings = config.dynamicAuthorization();
        List<DynamicAuthorizationClient> connected = config.connectedClients();
        if (settings.clients().isEmpty() && connected.isEmpty()) return;
        var translator = new ChangeTranslator(
                config.radius().identities(),
                settings.operator(),
                settings.multipleSessions() == MultipleSessions.ALL,
                settings.portCommands(),
                config.radius().strictness());
        var desks = new ChangeRequests.Desks(translator, directory, changes);
        if (!connected.isEmpty()) {
            var engine = new DynamicAuthorization(connected, settings.eventTimestampWindow());
            var overConnections = new ConnectedChanges(loop, engine, desks);
            requests.add(overConnections.requests());
            reverse.accept(overConnections);
            if (settings.tls().isPresent()) listen(settings.tls().get(), overConnections);
        }
        if (settings.clients().isEmpty()) return;
        for (InetSocketAddress local : realAddresses(settings.listen())) {
            var engine = new DynamicAuthorization(settings.clients(), settings.eventTimestampWindow());
            var port = new DynamicAuthorizationPort(loops, 0, loop, local, engine, desks);
            ports.add(port);
            requests.add(port.requests());
        }
    }

    private void listen(DynamicAuthorizationSettings.Tls tls, TlsListener.Door door) throws PortException {
        List<TlsListener.Known> known = tls.clients().entrySet().stream()
                .map(client -> new TlsListener.Known(client.getKey(), client.getValue()))
                .toList();
        for (InetSocketAddress local : realAddresses(tls.listen())) {
            listeners.add(TlsListener.open(loops, 0, local, tls.own(), tls.policy(), known, door));
        }
    }

    /// An answer must come from the address that was asked, so every address gets a port of its own.
    private List<InetSocketAddress> realAddresses(List<InetSocketAddress> listen) {
        return listen.stream()
                .flatMap(local -> realAddresses(local.getAddress()).stream()
                        .map(address -> new InetSocketAddress(address, local.getPort())))
                .distinct()
                .toList();
    }

    private List<InetAddress> realAddresses(InetAddress address) {
        if (!address.isAnyLocalAddress()) return List.of(address);
        Predicate<InetAddress> fits = candidate -> !(address instanceof Inet4Address)
                || candidate instanceof Inet4Address;
        return machine.addresses().stream().filter(fits).toList();
    }

    /// Those for datagrams.
    List<InetSocketAddress> datagrams() {
        return ports.stream().map(DynamicAuthorizationPort::local).toList();
    }

    /// What came of requests, by port; over connections together.
    List<ChangeRequests> requests() {
        return List.copyOf(requests);
    }

    void close() {
        ports.reversed().forEach(DynamicAuthorizationPort::close);
        listeners.reversed().forEach(TlsListener::close);
    }
}
