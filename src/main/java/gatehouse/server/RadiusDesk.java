package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.SpoolEffect;
import gatehouse.admin.AdminReply;
import gatehouse.admin.PendingRow;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.radius.client.RequestId;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.client.ServerState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final RadiusConnections connections;
    private final EngineLoop.Driver<RadiusInput, RadiusEffect> client;
    private final RadiusClient engine;
    private final RadiusTracer tracer;
    private final PacketText text;
    private final InstantSource clock;
    private final Map<RequestId, Purpose> requests = new HashMap<>();
    private long lastRequest;

    /// What a request is for.
    private sealed interface Purpose {
        record Access(
                ServerGroup group, AccessQuestion question, AccessTranslator translator,
                Consumer<AccessAnswer> reply) implements Purpose {}

        record Accounting(List<Attribute> attributes, Consumer<Boolean> outcome) implements Purpose {}

        /// An operator wants to know.
        record Trial(
                RadiusTracer.Whose whose, Consumer<RadiusEffect.Answered> answered,
                Consumer<String> failed) implements Purpose {}
    }

    /// @param shard       its number, for the log
    /// @param translators by the name of the group, as are `groups`: to each we may be somebody else
    RadiusDesk(
            int shard,
            EngineLoop loop,
            RadiusClient client,
            RadiusSockets sockets,
            RadiusConnections connections,
            Map<String, ServerGroup> groups,
            Map<String, AccessTranslator> translators,
            RadiusTracer tracer,
            PacketText text) {
        this.engine = client;
        this.clock = loop::now;
        this.tracer = tracer;
        this.text = text;
        this.shard = shard;
        this.groups = Map.copyOf(groups);
        this.translators = Map.copyOf(translators);
        this.sockets = sockets;
        this.connections = connections;
        this.client = loop.drive(
                new Engine<>(client::handle, client::nextDeadline, new RadiusInput.TimeAdvanced()), this::perform);
    }

    /// Connects to the servers that are asked over connections, before anybody waits for one.
    void reach() {
        groups.values().forEach(group -> client.submit(new RadiusInput.Reach(group)));
    }

    @Override
    public Optional<ServerGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public Withdrawal ask(ServerGroup group, AccessQuestion question, Consumer<AccessAnswer> reply) {
        var id = new RequestId(++lastRequest);
        AccessTranslator translator = translators.get(group.name());
        requests.put(id, new Purpose.Access(group, question, translator, reply));
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
        requests.put(id, new Purpose.Accounting(delivery.attributes(), outcome));
        client.submit(new RadiusInput.Submit(
                id,
                group,
                "",
                RadiusCode.ACCOUNTING_REQUEST,
                delivery.attributes()));
    }

    AccessTranslator translator(ServerGroup group) {
        return translators.get(group.name());
    }

    /// Asks for an operator; one of the two hears of it.
    ///
    /// @param server of the group; empty for any
    void submit(
            ServerGroup group,
            String server,
            RadiusCode code,
            List<Attribute> attributes,
            Secret password,
            boolean asksPerson,
            RadiusTracer.Whose whose,
            Consumer<RadiusEffect.Answered> answered,
            Consumer<String> failed) {
        var id = new RequestId(++lastRequest);
        requests.put(id, new Purpose.Trial(whose, answered, failed));
        client.submit(new RadiusInput.Submit(id, group, server, code, attributes, password, asksPerson));
    }

    /// Logins that wait for an answer.
    List<PendingRow> pending() {
        var rows = new ArrayList<PendingRow>();
        requests.forEach((id, purpose) -> {
            if (!(purpose instanceof Purpose.Access access)) return;
            engine.waiting(id).ifPresent(waiting -> rows.add(row(access, waiting)));
        });
        return rows;
    }

    private PendingRow row(Purpose.Access access, RadiusClient.Waiting waiting) {
        AccessQuestion question = access.question();
        PeerFacts peer = question.peer();
        return new PendingRow(
                peer.session().text(),
                question instanceof AccessQuestion.EapRound round ? round.userName() : peer.ikeIdentity(),
                peer.ikeIdentity(),
                switch (question) {
                    case AccessQuestion.EapRound _ -> "login";
                    case AccessQuestion.Authorize about ->
                            about.source().name().toLowerCase(Locale.ROOT) + " '" + about.name() + "'";
                    case AccessQuestion.PeerKeys about -> "keys of '" + about.name() + "'";
                    case AccessQuestion.DownloadAccessList about -> "access list '" + about.name() + "'";
                },
                peer.connection(),
                Addresses.text(peer.path().remote()),
                access.group().name(),
                waiting.server().name(),
                waiting.attempt(),
                Duration.between(waiting.submitted(), clock.instant()).toMillis(),
                mayAskPerson(question) ? access.group().patience().toSeconds() : 0);
    }

    private RadiusTracer.Whose whose(Purpose purpose) {
        return switch (purpose) {
            case Purpose.Access access -> {
                AccessQuestion question = access.question();
                PeerFacts peer = question.peer();
                String name = question instanceof AccessQuestion.EapRound round ? round.userName() : "";
                yield new RadiusTracer.Whose(
                        List.of(name, peer.ikeIdentity()), List.of(peer.session().text(), peer.auditSessionId()));
            }
            case Purpose.Accounting(var attributes, var _) -> new RadiusTracer.Whose(
                    text(attributes, Attributes.USER_NAME), text(attributes, Attributes.ACCT_SESSION_ID));
            case Purpose.Trial trial -> trial.whose();
        };
    }

    private static List<String> text(List<Attribute> attributes, AttributeKey<String> key) {
        return attributes.stream().flatMap(attribute -> key.valueOf(attribute).stream()).toList();
    }

    private void trace(RequestId id, String what, Supplier<List<String>> lines) {
        if (!tracer.isWatching()) return;
        Purpose purpose = requests.get(id);
        if (purpose == null) return;
        tracer.add(whose(purpose), () -> new AdminReply.RadiusTraced.Packet(
                clock.instant().toString(), what, lines.get()));
    }

    private void traceSent(RequestId id, String server, String attempt, Bytes octets) {
        if (!tracer.isWatching()) return;
        try {
            RadiusPacket packet = RadiusPacket.read(octets);
            // A question of the client's own is about nobody.
            if (packet.code().equals(RadiusCode.STATUS_SERVER) && !(requests.get(id) instanceof Purpose.Trial)) return;
            trace(id, packet.code() + " to " + server + attempt, () -> text.lines(packet));
        } catch (MalformedException e) {
            throw new IllegalStateException("we sent what nobody can read", e);
        }
    }

    private void perform(RadiusEffect effect) {
        switch (effect) {
            // Which families it needs, the first datagrams say.
            case RadiusEffect.OpenSocket(var socket) -> LOG.debug("RADIUS socket {}", socket);
            case RadiusEffect.Send send -> {
                LOG.debug("RADIUS request to {}, attempt {}", send.server().name(), send.attempt());
                traceSent(send.about(), send.server().name(), ", attempt " + send.attempt(), send.octets());
                sockets.send(send, client::submit);
            }
            case RadiusEffect.Connect connect -> connections.connect(connect, client::submit);
            case RadiusEffect.SendOver over -> {
                traceSent(over.about(), over.server().name(), ", over a connection", over.octets());
                connections.send(over);
            }
            case RadiusEffect.Disconnect(var connection) -> connections.disconnect(connection);
            case RadiusEffect.Connected connected -> connections.tell(connected);
            case RadiusEffect.Disconnected disconnected -> connections.tell(disconnected);
            case RadiusEffect.Asked asked -> connections.asked(asked);
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
        trace(
                answered.id(),
                answered.answer().code() + " from " + answered.server().name() + " after "
                        + answered.latency().toMillis() + " ms, to attempt " + answered.attempt(),
                () -> text.lines(answered.answer()));
        switch (requests.remove(answered.id())) {
            case null -> LOG.debug("answer to a forgotten request");
            case Purpose.Trial trial -> trial.answered().accept(answered);
            case Purpose.Access(var _, var question, var translator, var reply) -> reply.accept(translator.answer(
                    question,
                    answered.answer(),
                    answered.server().name(),
                    answered.server().secret(),
                    answered.requestAuthenticator()));
            case Purpose.Accounting(var _, var outcome) -> outcome.accept(true);
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
        trace(id, "no answer: " + reason, List::of);
        switch (requests.remove(id)) {
            case null -> LOG.debug("failure of a forgotten request");
            case Purpose.Trial trial -> trial.failed().accept(reason);
            case Purpose.Access(var _, var _, var _, var reply) -> reply.accept(new AccessAnswer.Unavailable(reason));
            case Purpose.Accounting(var _, var outcome) -> {
                LOG.debug("accounting waits: {}", reason);
                outcome.accept(false);
            }
        }
    }
}
