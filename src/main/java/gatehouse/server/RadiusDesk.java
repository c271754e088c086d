package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.SpoolEffect;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.radius.client.RequestId;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.client.ServerState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Asks and tells RADIUS servers for one shard: which request belongs to which question is known here. Belongs to the
/// thread of the shard.
final class RadiusDesk implements ListDesk.Servers, AccountingDesk.RadiusCourier {
    private static final Logger LOG = LoggerFactory.getLogger(RadiusDesk.class);

    private final int shard;
    private final Map<String, ServerGroup> groups;
    private final Map<String, AccessTranslator> translators;
    private final RadiusSockets sockets;
    private final EngineLoop.Driver<RadiusInput, RadiusEffect> client;
    private final Map<RequestId, Purpose> requests = new HashMap<>();
    private long lastRequest;

    /// What a request is for.
    private sealed interface Purpose {
        record Access(
                AccessQuestion question, AccessTranslator translator,
                Consumer<AccessAnswer> reply) implements Purpose {}

        record Accounting(Consumer<Boolean> outcome) implements Purpose {}
    }

    /// @param shard       its number, for the log
    /// @param translators by the name of the group, as are `groups`: to each we may be somebody else
    RadiusDesk(
            int shard,
            EngineLoop loop,
            RadiusClient client,
            RadiusSockets sockets,
            Map<String, ServerGroup> groups,
            Map<String, AccessTranslator> translators) {
        this.shard = shard;
        this.groups = Map.copyOf(groups);
        this.translators = Map.copyOf(translators);
        this.sockets = sockets;
        this.client = loop.drive(
                new Engine<>(client::handle, client::nextDeadline, new RadiusInput.TimeAdvanced()), this::perform);
    }

    @Override
    public Optional<ServerGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public Withdrawal ask(ServerGroup group, AccessQuestion question, Consumer<AccessAnswer> reply) {
        var id = new RequestId(++lastRequest);
        AccessTranslator translator = translators.get(group.name());
        requests.put(id, new Purpose.Access(question, translator, reply));
        String boundTo = switch (question) {
            case AccessQuestion.EapRound round -> round.conversation().server();
            case AccessQuestion.DownloadAccessList list -> list.conversation().server();
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ -> "";
        };
        client.submit(new RadiusInput.Submit(
                id,
                group,
                boundTo,
                RadiusCode.ACCESS_REQUEST,
                translator.request(question),
                AccessTranslator.password(question),
                mayAskPerson(question)));
        return () -> {
            if (requests.remove(id) != null) client.submit(new RadiusInput.Forget(id));
        };
    }

    // A name alone proves nothing: before the server has heard more than that it has nobody confirm it, and a server that
    // does not answer to the name can be left for another.
    private static boolean mayAskPerson(AccessQuestion question) {
        return question instanceof AccessQuestion.EapRound round && !round.conversation().server().isEmpty();
    }

    @Override
    public void deliver(SpoolEffect.Deliver delivery, Consumer<Boolean> outcome) {
        ServerGroup group = groups.get(delivery.serverGroup());
        if (group == null) {
            outcome.accept(false);
            return;
        }
        var id = new RequestId(++lastRequest);
        requests.put(id, new Purpose.Accounting(outcome));
        client.submit(new RadiusInput.Submit(
                id,
                group,
                "",
                RadiusCode.ACCOUNTING_REQUEST,
                delivery.attributes()));
    }

    private void perform(RadiusEffect effect) {
        switch (effect) {
            // Which families it needs, the first datagrams say.
            case RadiusEffect.OpenSocket(var socket) -> LOG.debug("RADIUS socket {}", socket);
            case RadiusEffect.Send send -> {
                LOG.debug("RADIUS request to {}, attempt {}", send.server().name(), send.attempt());
                sockets.send(send, client::submit);
            }
            case RadiusEffect.Connect(var connection, var server, var sources) -> {}
            case RadiusEffect.SendOver(var connection, var octets) -> {}
            case RadiusEffect.Disconnect(var connection) -> {}
            case RadiusEffect.Connected(var server, var handshake) -> {}
            case RadiusEffect.Disconnected(var server, var reason, var wasOpen) -> {}
            case RadiusEffect.Asked(var connection, var server, var isRadius11, var octets) -> {}
            case RadiusEffect.Answered answered -> answered(answered);
            case RadiusEffect.Failed(var id, var reason) -> failed(id, reason);
            case RadiusEffect.HealthChanged changed -> tell(changed);
        }
    }

    private void answered(RadiusEffect.Answered answered) {
        LOG.debug(
                "RADIUS {} from {} to attempt {} after {} ms",
                answered.answer().code(),
                answered.server().name(),
                answered.attempt(),
                answered.latency().toMillis());
        switch (requests.remove(answered.id())) {
            case null -> LOG.debug("answer to a forgotten request");
            case Purpose.Access(var question, var translator, var reply) -> reply.accept(translator.answer(
                    question,
                    answered.answer(),
                    answered.server().name(),
                    answered.server().secret(),
                    answered.requestAuthenticator()));
            case Purpose.Accounting(var outcome) -> outcome.accept(true);
        }
    }

    private void tell(RadiusEffect.HealthChanged changed) {
        LOG.atLevel(changed.is() == ServerState.DEAD ? Level.WARN : Level.INFO)
                .addKeyValue("event", "radius-server")
                .addKeyValue("server", changed.server().name())
                .addKeyValue("port", ShardStats.port(changed.accounting()))
                .addKeyValue("shard", shard)
                .addKeyValue("state", ShardStats.word(changed.is()))
                .addKeyValue("was", ShardStats.word(changed.was()))
                .addKeyValue("cause", changed.cause())
                .log("a RADIUS server is " + ShardStats.word(changed.is()));
    }

    private void failed(RequestId id, String reason) {
        switch (requests.remove(id)) {
            case null -> LOG.debug("failure of a forgotten request");
            case Purpose.Access(var _, var _, var reply) -> reply.accept(new AccessAnswer.Unavailable(reason));
            case Purpose.Accounting(var outcome) -> {
                LOG.debug("accounting waits: {}", reason);
                outcome.accept(false);
            }
        }
    }
}
