package gatehouse.server;

import gatehouse.aaa.radius.ChangeTranslator;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthEffect;
import gatehouse.radius.dynauth.DynAuthId;
import gatehouse.radius.dynauth.DynAuthInput;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.session.SessionDirectory;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One address at which RADIUS servers change and end sessions (RFC 5176). A request is acknowledged when everything that
/// it means is done, and only then.
final class DynamicAuthorizationPort implements UdpPort.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicAuthorizationPort.class);

    private final EngineLoop loop;
    private final DynamicAuthorization engine;
    private final EngineLoop.Driver<DynAuthInput, DynAuthEffect> requests;
    private final ChangeTranslator translator;
    private final SessionDirectory directory;
    private final ChangeDesk desk;
    private final UdpPort port;

    DynamicAuthorizationPort(
            EventLoops loops,
            int index,
            EngineLoop loop,
            InetSocketAddress local,
            DynamicAuthorization engine,
            ChangeTranslator translator,
            SessionDirectory directory,
            ChangeDesk desk)
            throws PortException {
        this.loop = loop;
        this.engine = engine;
        this.translator = translator;
        this.directory = directory;
        this.desk = desk;
        this.requests = loop.drive(
                new Engine<>(engine::handle, engine::nextDeadline, new DynAuthInput.TimeAdvanced()), this::perform);
        this.port = UdpPort.open(loops, index, local, UdpPort.Use.MESSAGES, this);
    }

    InetSocketAddress local() {
        return port.local();
    }

    Tally tally() {
        var tally = new Tally();
        for (Event event : Event.values()) {
            tally.counter(
                    "gatehouse_dynamic_authorization_total",
                    "What became of requests to change or end sessions.",
                    Map.of("event", ShardStats.word(event)),
                    engine.stats().count(event));
        }
        return tally;
    }

    void close() {
        port.close();
    }

    @Override
    public void received(Path path, Bytes message) {
        requests.submit(new DynAuthInput.Received(path.remote(), message));
    }

    @Override
    public void receivedEsp(Path path, ByteBuffer packet) {
        throw new IllegalStateException("ESP on a port for messages");
    }

    private void perform(DynAuthEffect effect) {
        switch (effect) {
            case DynAuthEffect.Send(var to, var octets) -> port.send(to, octets);
            case DynAuthEffect.Requested(var id, var client, var packet) -> requested(id, client, packet);
            case DynAuthEffect.Complained complaint -> complain(complaint);
        }
    }

    private void requested(DynAuthId id, String client, RadiusPacket packet) {
        boolean isDisconnect = packet.code().equals(RadiusCode.DISCONNECT_REQUEST);
        desk.carryOut(translator.translate(packet, client, directory), isDisconnect, decision -> loop.run(() -> {
            log(client, isDisconnect, decision);
            requests.submit(new DynAuthInput.Decided(id, decision.error()));
        }));
    }

    private static void complain(DynAuthEffect.Complained complaint) {
        LOG.atWarn()
                .addKeyValue("event", "dynamic-authorization-ignored")
                .addKeyValue("client", complaint.client())
                .addKeyValue("from", Addresses.text(complaint.from()))
                .addKeyValue("why", ShardStats.word(complaint.event()))
                .addKeyValue("count", complaint.count())
                .log("requests to change or end sessions are met with silence");
    }

    private static void log(String client, boolean isDisconnect, ChangeDesk.Decision decision) {
        Optional<ErrorCause> error = decision.error();
        LOG.atInfo()
                .addKeyValue("event", isDisconnect ? "disconnect-request" : "coa-request")
                .addKeyValue("client", client)
                .addKeyValue("sessions", decision.sessions())
                .addKeyValue("outcome", error.map(cause -> "nak-" + cause.code()).orElse("ack"))
                .addKeyValue("reason", SessionLog.clean(decision.reason()))
                .addKeyValue("change", SessionLog.clean(decision.change()))
                .log(error.isEmpty() ? "a server's request was carried out" : "a server's request was refused");
    }
}
