package gatehouse.server;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.radius.ChangeTranslator;
import gatehouse.aaa.radius.ChangeTranslator.Change;
import gatehouse.bytes.Bytes;
import gatehouse.net.Path;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthEffect;
import gatehouse.radius.dynauth.DynAuthId;
import gatehouse.radius.dynauth.DynAuthInput;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import gatehouse.transport.UdpPort;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    private final Function<SessionCommand, CompletableFuture<Outcome>> owners;
    private final BiFunction<SessionId, AuthorizationChange, CompletableFuture<Outcome>> changes;
    private final UdpPort port;

    /// @param owners  takes a command to the shard that owns the session
    /// @param changes the same for a change of its authorization
    DynamicAuthorizationPort(
            EventLoops loops,
            int index,
            EngineLoop loop,
            InetSocketAddress local,
            DynamicAuthorization engine,
            ChangeTranslator translator,
            SessionDirectory directory,
            Function<SessionCommand, CompletableFuture<Outcome>> owners,
            BiFunction<SessionId, AuthorizationChange, CompletableFuture<Outcome>> changes)
            throws PortException {
        this.loop = loop;
        this.engine = engine;
        this.translator = translator;
        this.directory = directory;
        this.owners = owners;
        this.changes = changes;
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
        }
    }

    private void requested(DynAuthId id, String client, RadiusPacket packet) {
        switch (translator.translate(packet, client, directory)) {
            case Change.Refuse(var cause, var reason) -> decide(id, client, packet, 0, Optional.of(cause), reason);
            case Change.Act(var commands) ->
                    await(id, client, packet, commands.stream().map(owners).toList());
            case Change.Alter(var sessions, var change) ->
                    await(id, client, packet, sessions.stream().map(each -> changes.apply(each, change)).toList());
        }
    }

    private void await(
            DynAuthId id, String client, RadiusPacket packet, List<CompletableFuture<Outcome>> outcomes) {
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).whenComplete((_, _) -> loop.run(() -> {
            Optional<Outcome> failure = outcomes.stream()
                    .map(DynamicAuthorizationPort::outcome)
                    .filter(outcome -> !(outcome instanceof Outcome.Done))
                    .findFirst();
            decide(id, client, packet, outcomes.size(), failure.map(outcome -> cause(packet, outcome)), failure.map(
                    DynamicAuthorizationPort::reason).orElse(""));
        }));
    }

    private static Outcome outcome(CompletableFuture<Outcome> done) {
        return done.isCompletedExceptionally()
                ? Outcome.Refused.internal(String.valueOf(done.exceptionNow()))
                : done.resultNow();
    }

    private static ErrorCause cause(RadiusPacket packet, Outcome failure) {
        return switch (failure) {
            case Outcome.NotFound _ -> ErrorCause.SESSION_CONTEXT_NOT_FOUND;
            case Outcome.Refused _ when isDisconnect(packet) -> ErrorCause.SESSION_CONTEXT_NOT_REMOVABLE;
            case Outcome.Refused(var kind, var _) -> switch (kind) {
                case INVALID_VALUE -> ErrorCause.INVALID_ATTRIBUTE_VALUE;
                case NOT_POSSIBLE, BUSY, INTERNAL -> ErrorCause.RESOURCES_UNAVAILABLE;
            };
            case Outcome.Done _ -> throw new IllegalArgumentException("done is no failure");
        };
    }

    private static String reason(Outcome failure) {
        return failure instanceof Outcome.Refused(var _, var reason) ? reason : "the session ended meanwhile";
    }

    private void decide(
            DynAuthId id, String client, RadiusPacket packet, int sessions, Optional<ErrorCause> error, String reason) {
        LOG.atInfo()
                .addKeyValue("event", isDisconnect(packet) ? "disconnect-request" : "coa-request")
                .addKeyValue("client", client)
                .addKeyValue("sessions", sessions)
                .addKeyValue("outcome", error.map(cause -> "nak-" + cause.code()).orElse("ack"))
                .addKeyValue("reason", SessionLog.clean(reason))
                .log(error.isEmpty() ? "a server's request was carried out" : "a server's request was refused");
        requests.submit(new DynAuthInput.Decided(id, error));
    }

    private static boolean isDisconnect(RadiusPacket packet) {
        return packet.code().equals(RadiusCode.DISCONNECT_REQUEST);
    }
}
