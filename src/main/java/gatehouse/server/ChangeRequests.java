package gatehouse.server;

import gatehouse.aaa.radius.ChangeTranslator;
import gatehouse.net.Addresses;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthEffect;
import gatehouse.radius.dynauth.DynAuthId;
import gatehouse.radius.dynauth.DynAuthInput;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.session.SessionDirectory;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests of RADIUS servers to change and end sessions (RFC 5176), wherever they come in. A request is acknowledged when
/// everything that it means is done, and only then.
final class ChangeRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRequests.class);

    private final EngineLoop loop;
    private final DynamicAuthorization engine;
    private final EngineLoop.Driver<DynAuthInput, DynAuthEffect> requests;
    private final Desks desks;
    private final Consumer<DynAuthEffect> send;

    /// What all ports have in common.
    record Desks(ChangeTranslator translator, SessionDirectory directory, ChangeDesk changes) {}

    /// @param send gets [DynAuthEffect.Send] and [DynAuthEffect.SendOver]
    ChangeRequests(EngineLoop loop, DynamicAuthorization engine, Desks desks, Consumer<DynAuthEffect> send) {
        this.loop = loop;
        this.engine = engine;
        this.desks = desks;
        this.send = send;
        this.requests = loop.drive(
                new Engine<>(engine::handle, engine::nextDeadline, new DynAuthInput.TimeAdvanced()), this::perform);
    }

    /// From any thread.
    void submit(DynAuthInput input) {
        requests.submit(input);
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

    private void perform(DynAuthEffect effect) {
        switch (effect) {
            case DynAuthEffect.Send _,DynAuthEffect.SendOver _ -> send.accept(effect);
            case DynAuthEffect.Requested(var id, var client, var packet) -> requested(id, client, packet);
            case DynAuthEffect.Complained complaint -> complain(complaint);
        }
    }

    private void requested(DynAuthId id, String client, RadiusPacket packet) {
        boolean isDisconnect = packet.code().equals(RadiusCode.DISCONNECT_REQUEST);
        desks.changes().carryOut(desks.translator().translate(packet, client, desks.directory()), isDisconnect,
                decision -> loop.run(() -> {
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
