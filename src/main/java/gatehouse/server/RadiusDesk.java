package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingSpool.Delivery;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.radius.client.RequestId;
import gatehouse.radius.client.ServerGroup;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks and tells RADIUS servers for one shard: which request belongs to which question is known here. Belongs to the
/// thread of the shard.
final class RadiusDesk implements ListDesk.Servers {
    private static final Logger LOG = LoggerFactory.getLogger(RadiusDesk.class);

    private final Map<String, ServerGroup> groups;
    private final AccessTranslator translator;
    private final AccountingSpool spool;
    private final RadiusSockets sockets;
    private final EngineLoop.Driver<RadiusInput, RadiusEffect> client;
    private final EngineLoop.Driver<Function<Instant, List<Delivery>>, Delivery> deliveries;
    private final Map<RequestId, Purpose> requests = new HashMap<>();
    private long lastRequest;

    /// What a request is for.
    private sealed interface Purpose {
        record Access(AccessQuestion question, Consumer<AccessAnswer> reply) implements Purpose {}

        record Accounting(long delivery) implements Purpose {}
    }

    RadiusDesk(
            EngineLoop loop,
            RadiusClient client,
            RadiusSockets sockets,
            Map<String, ServerGroup> groups,
            AccessTranslator translator,
            AccountingSpool spool) {
        this.groups = Map.copyOf(groups);
        this.translator = translator;
        this.spool = spool;
        this.sockets = sockets;
        this.client = loop.drive(
                new Engine<>(client::handle, client::nextDeadline, new RadiusInput.TimeAdvanced()), this::perform);
        this.deliveries = loop.drive(new Engine<>(Function::apply, spool::nextDeadline, spool::advance), this::deliver);
    }

    @Override
    public Optional<ServerGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public Withdrawal ask(ServerGroup group, AccessQuestion question, Consumer<AccessAnswer> reply) {
        var id = new RequestId(++lastRequest);
        requests.put(id, new Purpose.Access(question, reply));
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
                AccessTranslator.password(question)));
        return () -> {
            if (requests.remove(id) != null) client.submit(new RadiusInput.Forget(id));
        };
    }

    void account(AccountingEvent event) {
        if (!groups.containsKey(event.serverGroup())) {
            LOG.debug("no group '{}' for accounting", event.serverGroup());
            return;
        }
        deliveries.submit(now -> spool.add(event, now));
    }

    private void deliver(Delivery delivery) {
        var id = new RequestId(++lastRequest);
        requests.put(id, new Purpose.Accounting(delivery.number()));
        client.submit(new RadiusInput.Submit(
                id,
                groups.get(delivery.serverGroup()),
                "",
                RadiusCode.ACCOUNTING_REQUEST,
                delivery.attributes()));
    }

    private void perform(RadiusEffect effect) {
        switch (effect) {
            // Which families it needs, the first datagrams say.
            case RadiusEffect.OpenSocket(var socket) -> LOG.debug("RADIUS socket {}", socket);
            case RadiusEffect.Send(var socket, var to, var octets) -> sockets.send(socket, to, octets, client::submit);
            case RadiusEffect.Answered answered -> answered(answered);
            case RadiusEffect.Failed(var id, var reason) -> failed(id, reason);
        }
    }

    private void answered(RadiusEffect.Answered answered) {
        switch (requests.remove(answered.id())) {
            case null -> LOG.debug("answer to a forgotten request");
            case Purpose.Access(var question, var reply) -> reply.accept(translator.answer(
                    question,
                    answered.answer(),
                    answered.server().name(),
                    answered.server().secret(),
                    answered.requestAuthenticator()));
            case Purpose.Accounting(var delivery) -> deliveries.submit(now -> spool.delivered(delivery, now));
        }
    }

    private void failed(RequestId id, String reason) {
        switch (requests.remove(id)) {
            case null -> LOG.debug("failure of a forgotten request");
            case Purpose.Access(var _, var reply) -> reply.accept(new AccessAnswer.Unavailable(reason));
            case Purpose.Accounting(var delivery) -> {
                LOG.debug("accounting waits: {}", reason);
                deliveries.submit(now -> {
                    spool.failed(delivery, now);
                    return List.of();
                });
            }
        }
    }
}
