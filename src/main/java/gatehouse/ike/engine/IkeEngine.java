package gatehouse.ike.engine;

import gatehouse.pki.OwnStatus;
import gatehouse.pki.PkiAnswer;
import gatehouse.ike.exchange.IkeAuthStart;
import gatehouse.ike.exchange.IkeAuthCertificate;
import gatehouse.session.Attempt.Trouble;
import gatehouse.virtualaccess.CompiledLists;
import gatehouse.session.SessionId;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.exchange.SessionOpening;
import gatehouse.ike.exchange.IkeAuthPsk;
import gatehouse.ike.exchange.Authorizing;
import gatehouse.address.AddressAnswer;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.Ticket;
import gatehouse.address.Pools;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.crypto.Algorithms;
import gatehouse.crypto.Providers;
import gatehouse.crypto.Signers;
import gatehouse.dataplane.DataPlane;
import gatehouse.ike.AaaRoom;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.Outbox;
import gatehouse.ike.Redirects;
import gatehouse.ike.RefusedException;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.exchange.IkeAuthEap;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.request.DeleteIkeSa;
import gatehouse.ike.sa.CiscoFragments;
import gatehouse.ike.sa.CrashTokens;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.EngineTools;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Reassembly;
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
    // Groups of people with different access lists; more than these are compiled anew for each session.
    private static final int COMPILED_LISTS = 1024;
    private static final int PRF_HMAC_SHA2_256 = 5;

    private final Reassembly ciscoRoom = new Reassembly(() -> CiscoFragments.ROOM);
    private final EngineStats stats = new EngineStats();
    private final HalfOpenLimits halfOpen = new HalfOpenLimits();
    private final ErrorReplies errors = new ErrorReplies();
    private final SaTable table;
    private final InitDoor initDoor;
    private final MessageDoor messageDoor;
    private final EngineTools tools;
    private final Wakeups wakeups;
    private final Commands commands;
    private final Changes changes;
    private Policies policies;
    private boolean shuttingDown;

    /// @param shard   0 to 255: the low octet of every SPI that the engine gives out
    /// @param aaa     how many more logins it takes
    /// @param crashSecret what tokens for a crash are made of (RFC 6290); the same after a restart
    /// @param started no earlier engine of this gateway started in the same second
    public IkeEngine(
            int shard,
            Policies policies,
            Pools pools,
            DataPlane dataPlane,
            SessionDirectory directory,
            Providers providers,
            SecureRandom random,
            Secret crashSecret,
            Instant started,
            AaaRoom aaa) {
        this(shard, policies, pools, dataPlane, directory, OwnStatus.NONE, providers, random, crashSecret, started,
                aaa, Redirects.NONE);
    }

    /// @param ownStatus what is known of the revocation of our own certificates
    /// @param redirects whether newcomers are sent elsewhere
    public IkeEngine(
            int shard,
            Policies policies,
            Pools pools,
            DataPlane dataPlane,
            SessionDirectory directory,
            OwnStatus ownStatus,
            Providers providers,
            SecureRandom random,
            Secret crashSecret,
            Instant started,
            AaaRoom aaa,
            Redirects redirects) {
        var algorithms = new Algorithms(random, providers);
        this.policies = policies;
        this.table = new SaTable(shard, random, halfOpen);
        var cookies = new CookieGate(algorithms.prf(PRF_HMAC_SHA2_256).orElseThrow(), random, started);
        this.initDoor = new InitDoor(table, halfOpen, cookies, errors, stats, aaa);
        this.messageDoor = new MessageDoor(table, errors, stats, ciscoRoom);
        this.tools = new EngineTools(
                shard,
                algorithms,
                new Signers(providers),
                random,
                pools,
                dataPlane,
                directory,
                table,
                new SessionIds(shard, started),
                new CompiledLists(COMPILED_LISTS),
                ownStatus,
                new CrashTokens(algorithms.prf(PRF_HMAC_SHA2_256).orElseThrow(), crashSecret),
                redirects,
                new Reassembly(() -> this.policies.messages().reassembly()));
        this.wakeups = new Wakeups(this::fail);
        this.commands = new Commands(table, stats);
        this.changes = new Changes(table);
    }

    /// Reacts to what happened, now.
    public List<Effect> handle(Input input, Instant now) {
        var step = new Step(tools, policies, now, new Outbox());
        switch (input) {
            case Input.Received(var datagram) -> received(datagram, step);
            case Input.Answered(var ticket, var answer) -> answered(ticket, answer, step);
            case Input.AddressAnswered(var ticket, var answer) -> addressed(ticket, answer, step);
            case Input.PkiAnswered(var ticket, var answer) -> judged(ticket, answer, step);
            case Input.Changed(var id, var session, var change) ->
                    table.bySession(session).ifPresentOrElse(
                            sa -> guarded(sa, step, () -> changes.perform(sa, id, change, step)),
                            () -> commands.notFound(id, step));
            case Input.Commanded(var id, var command) -> {
                table.bySession(command.session()).ifPresentOrElse(
                        sa -> guarded(sa, step, () -> commands.perform(sa, id, command, step)),
                        () -> commands.notFound(id, step));
            }
            case Input.StartAccounted(var session) ->
                    table.bySession(session)
                            .ifPresent(sa -> guarded(sa, step, () -> commands.startAccounted(sa, step)));
            case Input.Traffic(var event) ->
                    table.byChild(event.inboundSpi())
                            .ifPresent(sa -> guarded(sa, step, () -> commands.traffic(sa, event, step)));
            case Input.TimeAdvanced() -> advance(step);
            case Input.ShutDown(var cause) -> shutDown(cause, step);
        }
        count(step.out());
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

    /// What new sessions are served by.
    public Policies policies() {
        return policies;
    }

    /// What a live session may do, and how that is enforced; empty if it is not this engine's.
    public Optional<LiveSession> session(SessionId id) {
        return table.bySession(id).flatMap(
                sa -> sa.phase() instanceof Phase.Established(var live) ? Optional.of(live) : Optional.empty());
    }

    /// What messages with missing fragments take.
    public Reassembly reassembly() {
        return tools.reassembly();
    }

    /// The same of those whose fragments are not authenticated.
    public Reassembly ciscoReassembly() {
        return ciscoRoom;
    }

    public EngineStats stats() {
        return stats;
    }

    /// SAs that have not begun to authenticate.
    public int halfOpen() {
        return halfOpen.halfOpen();
    }

    /// Logins under way that do not wait for AAA.
    public int negotiating() {
        return table.negotiating();
    }

    /// Rekeys that we have begun and that are not answered.
    public int rekeying() {
        return table.rekeying();
    }

    /// How much the engine keeps, of each kind.
    ///
    /// @param sas       IKE SAs of any phase
    /// @param children  pairs of ESP SAs
    /// @param questions that wait for an answer
    /// @param wakes     deadlines, those that moved away included
    public record Holdings(int sas, int sessions, int children, int questions, int wakes) {
        public boolean isEmpty() {
            return sas == 0 && sessions == 0 && children == 0 && questions == 0;
        }
    }

    public Holdings holdings() {
        return table.holdings();
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
        return table.all().stream().allMatch(sa -> sa.requests().isIdle());
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
            if (!header.response()) errors.otherVersion(datagram, header, step);
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
            if (sa.phase() instanceof Phase.Held held && held.ticket().equals(ticket)) goOn(sa, held, answer, step);
            else changes.answered(sa, ticket, answer, step);
        });
    }

    private void goOn(IkeSa sa, Phase.Held held, AccessAnswer answer, Step step) {
        sa.attempt().ifPresent(notes -> notes.answered(server(answer), step.now()));
        try {
            switch (held) {
                case Phase.AwaitingAaa phase -> IkeAuthEap.answered(sa, phase, answer, step);
                case Phase.AwaitingKeys phase -> IkeAuthPsk.answered(sa, phase, answer, step);
                case Phase.Authorizing phase -> Authorizing.answered(sa, phase, answer, step);
                case Phase.AwaitingAddress phase -> SessionOpening.answered(
                        sa, phase, new AddressAnswer.Refused(unavailable(answer)), step);
                case Phase.FetchingCertificates phase -> IkeAuthStart.fetched(
                        sa, phase, new PkiAnswer.Refused(unavailable(answer)), step);
                case Phase.CheckingRevocation phase -> IkeAuthCertificate.answered(
                        sa, phase, new PkiAnswer.Refused("its revocation: " + unavailable(answer)), step);
            }
        } catch (RefusedException e) {
            errors.refuse(sa, ExchangeType.IKE_AUTH, held.messageId(), e, step);
        }
    }

    private static String server(AccessAnswer answer) {
        return switch (answer) {
            case AccessAnswer.Challenge(var _, var conversation) -> conversation.server();
            case AccessAnswer.Accept(var _, var _, var grant) -> grant.origin().server();
            case AccessAnswer.More(var grant, var _) -> grant.origin().server();
            case AccessAnswer.Reject _,AccessAnswer.Unavailable _ -> "";
        };
    }

    private static String unavailable(AccessAnswer answer) {
        return answer instanceof AccessAnswer.Unavailable(var reason) ? reason : "AAA answers what it was not asked";
    }

    private void addressed(Ticket ticket, AddressAnswer answer, Step step) {
        Optional<IkeSa> waiting = table.answered(ticket);
        if (waiting.isEmpty()) return;
        IkeSa sa = waiting.get();
        guarded(sa, step, () -> {
            if (sa.phase() instanceof Phase.AwaitingAddress phase && phase.ticket().equals(ticket)) {
                SessionOpening.answered(sa, phase, answer, step);
            }
        });
    }

    private void judged(Ticket ticket, PkiAnswer answer, Step step) {
        Optional<IkeSa> waiting = table.answered(ticket);
        if (waiting.isEmpty()) return;
        IkeSa sa = waiting.get();
        guarded(sa, step, () -> {
            if (!(sa.phase() instanceof Phase.Held held) || !held.ticket().equals(ticket)) return;
            sa.attempt().ifPresent(notes -> notes.answered("", step.now()));
            try {
                switch (held) {
                    case Phase.FetchingCertificates phase -> IkeAuthStart.fetched(sa, phase, answer, step);
                    case Phase.CheckingRevocation phase -> IkeAuthCertificate.answered(sa, phase, answer, step);
                    case Phase.HeldLogin _ -> throw new IllegalStateException("nothing was asked about certificates");
                }
            } catch (RefusedException e) {
                errors.refuse(sa, ExchangeType.IKE_AUTH, held.messageId(), e, step);
            }
        });
    }

    private void advance(Step step) {
        for (Optional<IkeSa> due = table.due(step.now()); due.isPresent(); due = table.due(step.now())) {
            IkeSa sa = due.get();
            guarded(sa, step, () -> wakeups.wake(sa, step));
        }
    }

    private void fail(IkeSa sa, Phase.Held held, String reason, Step step) {
        table.forget(held.ticket());
        step.emit(new Effect.Forget(held.ticket()));
        goOn(sa, held, new AccessAnswer.Unavailable(reason), step);
    }

    private void shutDown(TerminateCause cause, Step step) {
        shuttingDown = true;
        for (IkeSa sa : table.all()) {
            guarded(sa, step, () -> {
                if (sa.phase() instanceof Phase.Established) DeleteIkeSa.start(sa, cause, "the gateway stops", step);
                else if (!sa.isOver()) {
                    sa.attempt().ifPresent(notes -> notes.wentWrong(Trouble.GATEWAY));
                    Endings.end(sa, cause, "the gateway stops", step);
                }
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
            sa.attempt().ifPresent(notes -> notes.wentWrong(Trouble.BUG));
            Endings.end(sa, TerminateCause.NAS_ERROR, "internal error", step);
        } catch (RuntimeException e) {
            step.emit(new Effect.Stumbled(sa.toString(), e));
        }
        table.remove(sa);
    }

    private void count(Outbox out) {
        out.refusals().forEach(stats::refused);
        List<Effect> effects = out.effects();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Opened) stats.loginSucceeded();
            else if (effect instanceof Effect.LoginFailed) stats.loginFailed();
            else if (effect instanceof Effect.Moved(var _, var _, var by)) stats.moved(by);
            else if (effect instanceof Effect.MoveRefused) stats.moveRefused();
        }
    }
}
