package gatehouse.server;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Ticket;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks and tells RADIUS servers for one shard: which request belongs to which question is known here. Belongs to the
/// thread of the shard.
final class RadiusDesk implements AaaDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RadiusDesk.class);

    private final Map<String, ServerGroup> groups;
    private final AccessTranslator translator;
    private final AccountingSpool spool;
    private final RadiusSockets sockets;
    private final BiConsumer<Ticket, AccessAnswer> answers;
    private final EngineLoop.Driver<RadiusInput, RadiusEffect> client;
    private final EngineLoop.Driver<Function<Instant, List<Delivery>>, Delivery> deliveries;
    private final Map<RequestId, Purpose> requests = new HashMap<>();
    private final Map<Ticket, RequestId> tickets = new HashMap<>();
    private long lastRequest;

    /// What a request is for.
    private sealed interface Purpose {
        record Access(Ticket ticket) implements Purpose {}

        record Accounting(long delivery) implements Purpose {}
    }

    /// @param answers takes what was answered, on the thread of the shard
    RadiusDesk(
            EngineLoop loop,
            RadiusClient client,
            RadiusSockets sockets,
            Map<String, ServerGroup> groups,
            AccessTranslator translator,
            AccountingSpool spool,
            BiConsumer<Ticket, AccessAnswer> answers) {
        this.groups = Map.copyOf(groups);
        this.translator = translator;
        this.spool = spool;
        this.sockets = sockets;
        this.answers = answers;
        this.client = loop.drive(
                new Engine<>(client::handle, client::nextDeadline, new RadiusInput.TimeAdvanced()), this::perform);
        this.deliveries = loop.drive(new Engine<>(Function::apply, spool::nextDeadline, spool::advance), this::deliver);
    }

    @Override
    public void ask(Ticket ticket, AccessQuestion question) {
        String name = question.list().serverGroups().stream().findFirst().orElse("");
        ServerGroup group = groups.get(name);
        if (group == null) {
            answers.accept(ticket, new AccessAnswer.Unavailable("no group '" + name + "'"));
            return;
        }
        var id = new RequestId(++lastRequest);
        requests.put(id, new Purpose.Access(ticket));
        tickets.put(ticket, id);
        String boundTo = switch (question) {
            case AccessQuestion.EapRound round -> round.conversation().server();
            case AccessQuestion.DownloadAccessList list -> list.conversation().server();
            case AccessQuestion.Authorize _,AccessQuestion.PeerKeys _ -> "";
        };
        client.submit(new RadiusInput.Submit(
                id, group, boundTo, RadiusCode.ACCESS_REQUEST, translator.request(question)));
    }

    @Override
    public void forget(Ticket ticket) {
        RequestId id = tickets.remove(ticket);
        if (id == null) return;
        requests.remove(id);
        client.submit(new RadiusInput.Forget(id));
    }

    @Override
    public void account(AccountingEvent event) {
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
            case Purpose.Access(var ticket) -> {
                tickets.remove(ticket);
                answers.accept(ticket, translator.answer(
                        answered.answer(),
                        answered.server().name(),
                        answered.server().secret(),
                        answered.requestAuthenticator()));
            }
            case Purpose.Accounting(var delivery) -> deliveries.submit(now -> spool.delivered(delivery, now));
        }
    }

    private void failed(RequestId id, String reason) {
        switch (requests.remove(id)) {
            case null -> LOG.debug("failure of a forgotten request");
            case Purpose.Access(var ticket) -> {
                tickets.remove(ticket);
                answers.accept(ticket, new AccessAnswer.Unavailable(reason));
            }
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
