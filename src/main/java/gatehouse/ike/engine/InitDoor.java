package gatehouse.ike.engine;

import gatehouse.wire.NotifyType;
import gatehouse.ike.sa.AttemptNotes;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.ike.AaaRoom;
import gatehouse.ike.AaaRoom.Level;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.exchange.IkeSaInit;
import gatehouse.ike.exchange.Redirection;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile;
import gatehouse.net.Addresses;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ReplyCache;
import gatehouse.ike.sa.Step;
import gatehouse.net.Datagram;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.FirstMessage;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.PayloadRules;
import gatehouse.wire.RedirectTarget;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Where IKE_SA_INIT comes in: anybody may knock, so nothing is kept before limits and cookies have had their say (RFC
/// 7296, section 2.6).
final class InitDoor {
    private static final int SCARCE_PART = 5;
    /// A client repeats a request some ten times before it gives up. Whoever goes on has a reply that is longer than his request
    /// sent to an address that he never proved to be his.
    private static final int MOST_REPEATS = 16;

    private final SaTable table;
    private final HalfOpenLimits halfOpen;
    private final CookieGate cookies;
    private final ErrorReplies errors;
    private final EngineStats stats;
    private final AaaRoom aaa;

    InitDoor(
            SaTable table,
            HalfOpenLimits halfOpen,
            CookieGate cookies,
            ErrorReplies errors,
            EngineStats stats,
            AaaRoom aaa) {
        this.aaa = aaa;
        this.table = table;
        this.halfOpen = halfOpen;
        this.cookies = cookies;
        this.errors = errors;
        this.stats = stats;
    }

    /// @param open whether new clients are let in at all
    void receive(Datagram datagram, IkeHeader header, Policies policies, boolean open, Step step) {
        stats.request(ExchangeType.IKE_SA_INIT);
        if (header.response() || !header.fromInitiator() || header.responderSpi() != 0 || header.messageId() != 0
                || header.initiatorSpi() == 0) {
            stats.drop(Drop.OUT_OF_PLACE);
            return;
        }
        Optional<IkeSa> repeated = table.byInit(header.initiatorSpi(), datagram.path().remote());
        if (repeated.isPresent()) {
            repeat(repeated.get(), datagram, step);
            return;
        }
        try {
            knock(datagram, header, policies, open, step);
        } catch (MalformedException e) {
            stats.drop(Drop.MALFORMED);
        }
    }

    /// Who is to prove his address does so before the message is read, and before anybody asks whether there is room for him: a
    /// flood is met here.
    private void knock(Datagram datagram, IkeHeader header, Policies policies, boolean open, Step step)
            throws MalformedException {
        Optional<Drop> full = open ? full(policies.limits()) : Optional.of(Drop.SHUTTING_DOWN);
        if (full.isPresent()) {
            stats.drop(full.get());
            return;
        }
        boolean crowded = halfOpen.halfOpen() >= policies.limits().cookieThreshold();
        if (crowded && !proves(datagram, header, step)) return;
        Optional<Drop> objection = objection(datagram, policies, step);
        if (objection.isPresent()) {
            stats.drop(objection.get());
            return;
        }
        if (!crowded && underPressure(datagram, policies, step) && !proves(datagram, header, step)) return;
        serve(datagram, MessageReader.read(datagram.payload()), policies, step);
    }

    /// Whether the request returns a cookie of ours; if not, it is told which. No more is read of it for that than its
    /// [FirstMessage]: that something critical is unknown to us (section 2.5), or that no proposal fits, only those hear who are
    /// where they say.
    private boolean proves(Datagram datagram, IkeHeader header, Step step) throws MalformedException {
        InetSocketAddress remote = datagram.path().remote();
        FirstMessage message = FirstMessage.read(datagram.payload());
        if (cookies.admits(remote, header.initiatorSpi(), message, step.now())) return true;
        stats.cookieSent();
        Bytes cookie = cookies.cookie(remote, header.initiatorSpi(), message, step.now());
        step.emit(new Effect.Send(
                new Datagram(datagram.path(), FirstMessage.demand(header.initiatorSpi(), cookie))));
        return false;
    }

    private void serve(Datagram datagram, IkeMessage message, Policies policies, Step step)
            throws MalformedException {
        try {
            admit(datagram, message, policies, step);
        } catch (RefusedException e) {
            errors.refuseInit(datagram, message.header(), ErrorReplies.notify(e), step);
            step.emit(new Effect.LoginFailed(datagram.path(), "", e.getMessage()));
            // Another group is asked for in the usual course of things; the client tries again.
            if (e.notifyType().equals(NotifyType.INVALID_KE_PAYLOAD)) return;
            var notes = new AttemptNotes(step.now(), IkeSaInit.offered(message), "");
            notes.wentWrong(e.trouble());
            step.emit(new Effect.Attempted(notes.failed(datagram.path(), e.getMessage(), step.now())));
        }
    }

    private void admit(Datagram datagram, IkeMessage message, Policies policies, Step step)
            throws MalformedException, RefusedException {
        ErrorReplies.rejectCritical(message.payloads());
        PayloadRules.check(message.header(), message.payloads());
        Optional<RedirectTarget> elsewhere = Redirection.ofNewcomer(step.tools().redirects(), message);
        if (elsewhere.isPresent()) {
            stats.redirected();
            errors.refuseInit(datagram, message.header(), Redirection.inAnswerTo(message, elsewhere.get()), step);
            return;
        }
        if (step.tools().redirects().isDraining()) {
            stats.drop(Drop.DRAINING);
            return;
        }
        // After the redirection: a gateway that is full is the very one that has to send people elsewhere.
        if (step.tools().directory().size() >= policies.limits().sessions()) {
            stats.drop(Drop.SESSION_LIMIT);
            return;
        }
        Profile profile = policies.profiles()
                .initial(datagram.path().local().getAddress())
                .orElseThrow(() -> RefusedException.noProposalChosen(
                        "no profile serves " + Addresses.text(datagram.path().local().getAddress())));
        IkeSaInit.handle(datagram, message, profile, step);
    }

    private void repeat(IkeSa sa, Datagram datagram, Step step) {
        if (!(sa.phase() instanceof Phase.Initialised phase)) {
            stats.drop(Drop.OUT_OF_PLACE);
            return;
        }
        if (sa.replies().judge(0, datagram.payload()) != ReplyCache.Verdict.REPEAT) {
            if (!addsCookie(phase.init().request(), datagram, step)) {
                stats.drop(Drop.OUT_OF_PLACE);
                return;
            }
            sa.enter(new Phase.Initialised(
                    phase.init().requestedBy(datagram.payload()), phase.ours(), phase.peerPublic()));
            sa.replies().seen(0, datagram.payload());
        } else if (sa.replies().repeats(0) >= MOST_REPEATS) {
            stats.drop(Drop.REPEAT_LIMIT);
            return;
        }
        stats.repeatAnswered();
        Messages.repeatReply(sa, 0, datagram.path(), step.out());
    }

    /// Whether it is the request that was served, with a cookie of ours in front. The first was met with a cookie, and a repeat of
    /// it was served when the pressure had gone; the client knows nothing of that, and signs the one that it sent last (RFC 7296,
    /// sections 2.6 and 2.15).
    private boolean addsCookie(Bytes served, Datagram datagram, Step step) {
        try {
            IkeMessage now = MessageReader.read(datagram.payload());
            return !now.payloads().isEmpty()
                    && cookies.admits(
                            datagram.path().remote(),
                            now.header().initiatorSpi(),
                            FirstMessage.read(datagram.payload()),
                            step.now())
                    && now.payloads().subList(1, now.payloads().size()).equals(MessageReader.read(served).payloads());
        } catch (MalformedException _) {
            return false;
        }
    }

    private Optional<Drop> full(Limits limits) {
        if (table.negotiating() >= limits.sources().negotiating()) return Optional.of(Drop.NEGOTIATION_LIMIT);
        return halfOpen.halfOpen() >= limits.halfOpen() ? Optional.of(Drop.HALF_OPEN_LIMIT) : Optional.empty();
    }

    private Optional<Drop> objection(Datagram datagram, Policies policies, Step step) {
        // The client comes again by itself, and is let in when there is room: no queue could do better.
        if (room(policies) == Level.NONE) return Optional.of(Drop.AAA_BUSY);
        return halfOpen.objection(datagram.path().remote().getAddress(), policies.limits(), step.now());
    }

    private boolean underPressure(Datagram datagram, Policies policies, Step step) {
        Limits limits = policies.limits();
        if (limits.cookieThreshold() == Limits.NEVER) return false;
        return room(policies) != Level.AMPLE
                || halfOpen.isSuspect(datagram.path().remote().getAddress(), limits, step.now());
    }

    /// Who waits for AAA has shown that it is there, and is no attack; but AAA bears only so many at a time.
    private Level room(Policies policies) {
        int most = policies.limits().questions();
        if (table.questions() >= most) return Level.NONE;
        Level left = aaa.left();
        return left == Level.AMPLE && table.questions() >= most - most / SCARCE_PART ? Level.SCARCE : left;
    }
}
