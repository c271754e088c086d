package gatehouse.server;

import gatehouse.aaa.Ticket;
import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.bytes.Bytes;
import gatehouse.dhcp.DhcpClient;
import gatehouse.dhcp.DhcpEffect;
import gatehouse.dhcp.DhcpInput;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.dhcp.DhcpStats;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Asks DHCP servers for the sessions of all shards. There is one relay port for each giaddr, and answers come to it
/// whoever asked; so this lives on one loop, and the shards talk to it as they do to each other.
final class DhcpDesk implements UdpPort.Receiver {
    /// AAA may name a giaddr of its own for a tenant; not one for each session.
    private static final int MOST_PORTS = 64;

    private final EventLoops loops;
    private final int index;
    private final EngineLoop loop;
    private final DhcpPolicy policy;
    private final DhcpClient engine;
    private final Orders orders;
    private final EngineLoop.Driver<DhcpInput, DhcpEffect> client;
    private final Map<InetAddress, UdpPort> ports = new HashMap<>();
    private final Map<String, Consumer<AddressAnswer>> waiting = new HashMap<>();

    /// @param index of the loop
    DhcpDesk(EventLoops loops, int index, EngineLoop loop, DhcpPolicy policy, DhcpClient engine, Orders orders) {
        this.loops = loops;
        this.index = index;
        this.loop = loop;
        this.policy = policy;
        this.engine = engine;
        this.orders = orders;
        this.client = loop.drive(
                new Engine<>(engine::handle, engine::nextDeadline, new DhcpInput.TimeAdvanced()), this::perform);
    }

    /// Opens the relay port of the configured giaddr, if there is one. Not on the loop.
    void open() throws PortException {
        if (!policy.hasGiaddr()) return;
        UdpPort port = portOf(policy.giaddr());
        loop.run(() -> ports.put(policy.giaddr(), port));
    }

    /// The desk as one shard sees it.
    ///
    /// @param answers takes what was answered, on the loop of the desk: it hands it over to the shard
    AddressDesk of(BiConsumer<Ticket, AddressAnswer> answers) {
        return new AddressDesk() {
            @Override
            public void ask(Ticket ticket, AddressQuestion question) {
                DhcpDesk.this.ask(question, answer -> answers.accept(ticket, answer));
            }

            @Override
            public void release(String session) {
                DhcpDesk.this.release(session);
            }
        };
    }

    /// Asks, from any thread; the answer comes on the loop of the desk, unless the session is released before.
    void ask(AddressQuestion question, Consumer<AddressAnswer> answer) {
        loop.run(() -> {
            Optional<String> objection = objection(question);
            if (objection.isPresent()) {
                answer.accept(new AddressAnswer.Refused(objection.get()));
                return;
            }
            waiting.put(question.session(), answer);
            client.submit(new DhcpInput.Ask(question));
        });
    }

    /// From any thread.
    void release(String session) {
        loop.run(() -> {
            waiting.remove(session);
            client.submit(new DhcpInput.Release(session));
        });
    }

    private Optional<String> objection(AddressQuestion question) {
        if (waiting.containsKey(question.session())) {
            return Optional.of("session " + question.session() + " asks for an address already");
        }
        InetAddress giaddr = question.giaddr();
        if (giaddr.equals(AddressQuestion.CONFIGURED) || ports.containsKey(giaddr)) return Optional.empty();
        if (ports.size() >= MOST_PORTS) {
            return Optional.of("giaddr " + Addresses.text(giaddr) + " would be one more than " + MOST_PORTS);
        }
        try {
            ports.put(giaddr, portOf(giaddr));
            return Optional.empty();
        } catch (PortException e) {
            return Optional
                    .of("DHCP servers cannot answer to giaddr " + Addresses.text(giaddr) + ": " + e.getMessage());
        }
    }

    private UdpPort portOf(InetAddress giaddr) throws PortException {
        var local = new InetSocketAddress(giaddr, policy.relayPort());
        return UdpPort.open(loops, index, local, UdpPort.Use.MESSAGES, this);
    }

    @Override
    public void received(Path path, Bytes message) {
        client.submit(new DhcpInput.Received(path.remote(), message));
    }

    @Override
    public void receivedEsp(Path path, ByteBuffer packet) {
        throw new IllegalStateException("ESP on a port for messages");
    }

    private void perform(DhcpEffect effect) {
        switch (effect) {
            case DhcpEffect.Send(var giaddr, var to, var octets) -> {
                UdpPort port = ports.get(giaddr);
                // Gone already while the gateway stops.
                if (port != null) port.send(to, octets);
            }
            case DhcpEffect.Answered(var session, var answer) -> {
                Consumer<AddressAnswer> asker = waiting.remove(session);
                // Without one, its release is the next step.
                if (asker != null) asker.accept(answer);
            }
            case DhcpEffect.Lost(var session, var reason) -> orders.order(
                    new SessionCommand.Disconnect(new SessionId(session), TerminateCause.LOST_SERVICE, reason));
        }
    }

    /// On the loop of the desk.
    Tally tally() {
        DhcpStats stats = engine.stats();
        var tally = new Tally();
        tally.gauge("gatehouse_dhcp_sessions", "Sessions that want or have an address of DHCP.", Map.of(),
                engine.size());
        tally.gauge(
                "gatehouse_dhcp_waiting", "Questions and renewals that wait for a server.", Map.of(), engine.waiting());
        stats.sent().forEach((type, count) -> tally.counter(
                "gatehouse_dhcp_sent_total", "Messages to DHCP servers.", Map.of("type", type), count));
        stats.received().forEach((type, count) -> tally.counter(
                "gatehouse_dhcp_received_total", "Answers that were taken.", Map.of("type", type), count));
        for (DhcpStats.Drop reason : DhcpStats.Drop.values()) {
            tally.counter(
                    "gatehouse_dhcp_dropped_total",
                    "Datagrams that were not taken for an answer.",
                    Map.of("reason", ShardStats.word(reason)),
                    stats.drops(reason));
        }
        for (DhcpStats.Result result : DhcpStats.Result.values()) {
            tally.counter(
                    "gatehouse_dhcp_leases_total",
                    "What came of questions and leases.",
                    Map.of("result", ShardStats.word(result)),
                    stats.results(result));
        }
        return tally;
    }

    EngineLoop loop() {
        return loop;
    }

    /// Not on the loop.
    void close() {
        loop.ask(() -> {
            var open = Map.copyOf(ports);
            ports.clear();
            return open;
        }).join().values().forEach(UdpPort::close);
    }
}
