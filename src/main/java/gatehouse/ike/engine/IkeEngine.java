package gatehouse.ike.engine;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.Ticket;
import gatehouse.address.Pools;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.crypto.Signers;
import gatehouse.dataplane.DataPlane;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.Outbox;
import gatehouse.ike.RefusedException;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.exchange.IkeAuthEap;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.EngineTools;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.SessionIds;
import gatehouse.ike.sa.Step;
import gatehouse.net.Datagram;
import gatehouse.session.SessionDirectory;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageReader;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The IKEv2 responder (RFC 7296). From outside it is a function of the history of inputs and the time; it belongs to one
/// thread.
public final class IkeEngine {
    private static final int PRF_HMAC_SHA2_256 = 5;

    private final EngineStats stats = new EngineStats();
    private final HalfOpenLimits halfOpen = new HalfOpenLimits();
    private final ErrorReplies errors = new ErrorReplies();
    private final SaTable table;
    private final InitDoor initDoor;
    private final MessageDoor messageDoor;
    private final EngineTools tools;
    private final Wakeups wakeups;
    private final Commands commands;
    private Policies policies;
    private boolean shuttingDown;

    /// @param shard   0 to 255: the low octet of every SPI that the engine gives out
    /// @param started no earlier engine of this gateway started in the same second
    public IkeEngine(
            int shard,
            Policies policies,
            Pools pools,
            DataPlane dataPlane,
            SessionDirectory directory,
            Providers providers,
            SecureRandom random,
            Instant started) {
        var algorithms = new Algorithms(random, providers);
        this.policies = policies;
        this.table = new SaTable(shard, random, halfOpen);
        var cookies = new CookieGate(algorithms.prf(PRF_HMAC_SHA2_256).orElseThrow(), random, started);
        this.initDoor = new InitDoor(table, halfOpen, cookies, errors, stats);
        this.messageDoor = new MessageDoor(table, errors, stats);
        this.tools = new EngineTools(
                shard,
                algorithms,
                new Signers(providers),
                random,
                pools,
                dataPlane,
                directory,
                table,
                new SessionIds(shard, started));
        this.wakeups = new Wakeups(this::fail);
        this.commands = new Commands(table);
    }

    /// Reacts to what happened, now.
    public List<Effect> handle(Input input, Instant now) {
        var step = new Step(tools, policies.limits(), now, new Outbox());
        switch (input) {
            case Input.Received(var datagram) -> received(datagram, step);
            case Input.Answered(var ticket, var answer) -> answered(ticket, answer, step);
            case Input.Commanded(var id, var command) -> {
                table.bySession(command.session()).ifPresentOrElse(
                        sa -> guarded(sa, step, () -> commands.perform(sa, id, command, step)),
                        () -> commands.notFound(id, step));
            }
            case Input.Traffic(var event) ->
                    table.byChild(event.inboundSpi())
                            .ifPresent(sa -> guarded(sa, step, () -> commands.traffic(sa, event, step)));
            case Input.TimeAdvanced() -> advance(step);
            case Input.ShutDown(var cause) -> shutDown(cause, step);
        }
        count(step.out().effects());
        return step.out().effects();
    }

    /// When to call [#handle] with [Input.TimeAdvanced], whatever happens.
    public Optional<Instant> nextDeadline() {
        return table.nextDeadline();
    }

    /// New sessions are served by new policies; those there are keep the ones that they were authorized under.
    public void replacePolicies(Policies replacement) {
        policies = replacement;
        tools.signers().clear();
    }

    public EngineStats stats() {
        return stats;
    }

    /// SAs that have not begun to authenticate.
    public int halfOpen() {
        return halfOpen.halfOpen();
    }

    /// SAs of any phase.
    public int size() {
        return table.size();
    }

    /// Logins that wait for AAA.
    public int questions() {
        return table.questions();
    }

    /// After [Input.ShutDown]: whether every client has confirmed its Delete, or was given up.
    public boolean quiet() {
        return table.all().stream().allMatch(sa -> sa.requests().outstanding().isEmpty());
    }

    private void received(Datagram datagram, Step step) {
        IkeHeader header;
        try {
            header = MessageReader.readHeader(datagram.payload());
        } catch (MalformedException e) {
            stats.drop(Drop.MALFORMED);
            return;
        }
        if (header.majorVersion() != 2) {
            stats.drop(Drop.NOT_IKEV2);
            if (header.majorVersion() > 2 && !header.response()) errors.laterVersion(datagram, header, step);
            return;
        }
        if (header.exchangeType().equals(ExchangeType.IKE_SA_INIT)) {
            initDoor.receive(datagram, header, policies, !shuttingDown, step);
            return;
        }
        long spi = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
        Optional<IkeSa> found = table.bySpi(spi).filter(sa -> belongs(header, sa));
        if (found.isEmpty()) {
            stats.drop(Drop.UNKNOWN_SPI);
            if (!header.response()) errors.unknownSpi(datagram, header, step);
            return;
        }
        guarded(found.get(), step, () -> messageDoor.receive(found.get(), datagram, header, step));
    }

    private static boolean belongs(IkeHeader header, IkeSa sa) {
        return header.fromInitiator() != sa.isInitiator()
                && header.initiatorSpi() == sa.initiatorSpi()
                && header.responderSpi() == sa.responderSpi();
    }

    private void answered(Ticket ticket, AccessAnswer answer, Step step) {
        Optional<IkeSa> waiting = table.answered(ticket);
        if (waiting.isEmpty()) return;
        IkeSa sa = waiting.get();
        guarded(sa, step, () -> {
            if (!(sa.phase() instanceof Phase.AwaitingAaa phase) || !phase.ticket().equals(ticket)) return;
            try {
                IkeAuthEap.answered(sa, phase, answer, step);
            } catch (RefusedException e) {
                errors.refuse(sa, ExchangeType.IKE_AUTH, phase.messageId(), e, step);
            }
        });
    }

    private void advance(Step step) {
        for (Optional<IkeSa> due = table.due(step.now()); due.isPresent(); due = table.due(step.now())) {
            IkeSa sa = due.get();
            guarded(sa, step, () -> wakeups.wake(sa, step));
        }
    }

    private void fail(IkeSa sa, Phase.AwaitingAaa phase, String reason, Step step) {
        table.forget(phase.ticket());
        step.emit(new Effect.Forget(phase.ticket()));
        try {
            IkeAuthEap.answered(sa, phase, new AccessAnswer.Unavailable(reason), step);
        } catch (RefusedException e) {
            errors.refuse(sa, ExchangeType.IKE_AUTH, phase.messageId(), e, step);
        }
    }

    private void shutDown(TerminateCause cause, Step step) {
        shuttingDown = true;
        for (IkeSa sa : table.all()) {
            guarded(sa, step, () -> {
                if (sa.phase() instanceof Phase.Established) DeleteIkeSa.start(sa, cause, "the gateway stops", step);
                else if (!sa.isOver()) Endings.end(sa, cause, "the gateway stops", step);
            });
        }
    }

    // A mistake of ours costs one SA, not the engine.
    private void guarded(IkeSa sa, Step step, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            stats.bug();
            step.emit(new Effect.Stumbled(sa.toString(), e));
            bury(sa, step);
        }
        table.settle(sa);
    }

    private void bury(IkeSa sa, Step step) {
        try {
            Endings.end(sa, TerminateCause.NAS_ERROR, "internal error", step);
        } catch (RuntimeException e) {
            step.emit(new Effect.Stumbled(sa.toString(), e));
        }
        table.remove(sa);
    }

    private void count(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Opened) stats.loginSucceeded();
            else if (effect instanceof Effect.LoginFailed) stats.loginFailed();
        }
    }
}
