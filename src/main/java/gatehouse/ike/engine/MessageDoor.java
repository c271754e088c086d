package gatehouse.ike.engine;

import gatehouse.session.Attempt.Trouble;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.crypto.InvalidPublicValueException;
import gatehouse.ike.RefusedException;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.exchange.IkeAuthStart;
import gatehouse.ike.exchange.Moving;
import gatehouse.ike.request.Responses;
import gatehouse.ike.sa.CiscoFragments;
import gatehouse.ike.sa.CrashTokens;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.ProtectedChannel;
import gatehouse.ike.sa.Reassembly;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.session.TerminateCause;
import gatehouse.wire.CiscoFragment;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageReader;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadRules;
import gatehouse.wire.Payloads;
import java.util.List;
import java.util.Optional;

/// Where the messages of an SA come in: its windows are minded, what is not authentic goes no further, and what is leads to
/// an exchange (RFC 7296, sections 2.1 to 2.3).
final class MessageDoor {
    private final SaTable table;
    private final ErrorReplies errors;
    private final EngineStats stats;
    private final Reassembly ciscoRoom;

    /// @param ciscoRoom for fragments that are not authenticated
    MessageDoor(SaTable table, ErrorReplies errors, EngineStats stats, Reassembly ciscoRoom) {
        this.ciscoRoom = ciscoRoom;
        this.table = table;
        this.errors = errors;
        this.stats = stats;
    }

    void receive(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        if (CiscoFragment.follows(header)) fragment(sa, datagram, header, step);
        else whole(sa, datagram, header, step);
    }

    private void fragment(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        Optional<CiscoFragments> collected = sa.ciscoFragments(ciscoRoom);
        if (collected.isEmpty()) {
            stats.drop(Drop.OUT_OF_PLACE);
            return;
        }
        try {
            Optional<Bytes> message = collected.get().add(CiscoFragment.read(datagram.payload()));
            if (message.isEmpty()) return;
            IkeHeader own = MessageReader.readHeader(message.get());
            if (!isOfSameSa(own, header)) stats.drop(Drop.FORGED);
            else whole(sa, new Datagram(datagram.path(), message.get()), own, step);
        } catch (MalformedException _) {
            stats.drop(Drop.MALFORMED);
        }
    }

    /// What brought the fragments to this SA; the rest of a header counts where it is authentic.
    private static boolean isOfSameSa(IkeHeader message, IkeHeader fragment) {
        return message.initiatorSpi() == fragment.initiatorSpi()
                && message.responderSpi() == fragment.responderSpi()
                && message.majorVersion() == fragment.majorVersion()
                && message.fromInitiator() == fragment.fromInitiator();
    }

    private void whole(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        if (header.response()) {
            response(sa, datagram, header, step);
            return;
        }
        Bytes octets = datagram.payload();
        switch (sa.replies().judge(header.messageId(), octets)) {
            case REPEAT -> {
                stats.repeatAnswered();
                Messages.repeatReply(sa, header.messageId(), datagram.path(), step.out());
            }
            case IGNORE -> {
                boolean isHeld = sa.phase() instanceof Phase.Held held && held.messageId() == header.messageId();
                stats.drop(isHeld ? Drop.REQUEST_HELD : Drop.STALE_MESSAGE_ID);
            }
            case NEW -> {
                // The window is one: while a request is held, no other may come (section 2.3).
                if (sa.phase() instanceof Phase.Held) stats.drop(Drop.OUT_OF_PLACE);
                else newRequest(sa, datagram, header, step);
            }
        }
    }

    private void newRequest(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        if (sa.phase() instanceof Phase.Initialised phase && sa.channel().isEmpty()) {
            try {
                IkeAuthStart.deriveKeys(sa, phase, step);
            } catch (InvalidPublicValueException e) {
                sa.attempt().ifPresent(notes -> notes.wentWrong(Trouble.PROTOCOL));
                Endings.end(sa, TerminateCause.USER_ERROR, "KE: " + e.getMessage(), step);
                table.remove(sa);
                return;
            }
        }
        Optional<ProtectedChannel> channel = sa.channel();
        if (channel.isEmpty()) {
            stats.drop(Drop.OUT_OF_PLACE);
            return;
        }
        Bytes octets = datagram.payload();
        ProtectedChannel.Opened opened;
        try {
            opened = channel.get().open(octets);
        } catch (MalformedException e) {
            accept(sa, datagram, header, step);
            errors.malformed(sa, header.exchangeType(), header.messageId(), e, step);
            return;
        }
        switch (opened) {
            case ProtectedChannel.Opened.Forged() -> stats.drop(Drop.FORGED);
            case ProtectedChannel.Opened.Fragment() -> {
                sa.heard(step.now());
                if (ProtectedChannel.startsMessage(header, octets)) sa.replies().seen(header.messageId(), octets);
            }
            case ProtectedChannel.Opened.Message(var payloads) -> {
                accept(sa, datagram, header, step);
                serve(sa, new Request(header.exchangeType(), header.messageId(), payloads, datagram.path()), header,
                        step);
            }
        }
    }

    // Authentic and new: the client is where it came from (section 2.23), and this request will not come again.
    private void accept(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        if (ProtectedChannel.startsMessage(header, datagram.payload())) {
            sa.replies().seen(header.messageId(), datagram.payload());
        }
        sa.replies().accepted(header.messageId(), datagram.path());
        stats.request(header.exchangeType());
        sa.heard(step.now());
        cameBy(sa, datagram.path(), step);
    }

    private static void cameBy(IkeSa sa, Path path, Step step) {
        if (sa.path().equals(path)) return;
        if (sa.phase() instanceof Phase.Established(var live)) Moving.seen(sa, live, path, step);
        else sa.path(path);
    }

    private void serve(IkeSa sa, Request request, IkeHeader header, Step step) {
        try {
            ErrorReplies.rejectCritical(request.payloads());
            PayloadRules.check(header, request.payloads());
            ExchangeRouter.route(sa, request, step);
        } catch (MalformedException e) {
            errors.malformed(sa, request.exchange(), request.messageId(), e, step);
        } catch (RefusedException e) {
            errors.refuse(sa, request.exchange(), request.messageId(), e, step);
        }
    }

    // RFC 6290, section 4.5: what is not protected counts if it shows the token that the peer gave us inside this SA.
    private boolean crashed(IkeSa sa, Datagram datagram, Step step) {
        if (sa.crashToken().isEmpty()) return false;
        List<Payload> payloads;
        try {
            payloads = MessageReader.read(datagram.payload()).payloads();
        } catch (MalformedException _) {
            return false;
        }
        boolean lost = Payloads.notify(payloads, NotifyType.INVALID_IKE_SPI).isPresent()
                && CrashTokens.in(payloads).filter(sa.crashToken().get()::equals).isPresent();
        if (!lost) return false;
        Endings.end(sa, TerminateCause.LOST_SERVICE, "the client has lost its state", step);
        table.remove(sa);
        return true;
    }

    private void response(IkeSa sa, Datagram datagram, IkeHeader header, Step step) {
        if (!sa.requests().awaits(header.messageId(), header.exchangeType()) || sa.channel().isEmpty()) {
            stats.drop(Drop.NO_REQUEST_WAITING);
            return;
        }
        try {
            switch (sa.channel().get().open(datagram.payload())) {
                case ProtectedChannel.Opened.Forged() -> {
                    if (!crashed(sa, datagram, step)) stats.drop(Drop.FORGED);
                }
                case ProtectedChannel.Opened.Fragment() -> sa.heard(step.now());
                case ProtectedChannel.Opened.Message(var payloads) -> {
                    sa.heard(step.now());
                    cameBy(sa, datagram.path(), step);
                    PayloadRules.check(header, payloads);
                    Responses.answered(sa, header.messageId(), payloads, step);
                }
            }
        } catch (MalformedException e) {
            // It is the client's, and it is broken: what it answers is answered all the same.
            sa.heard(step.now());
            Responses.answered(sa, header.messageId(), List.of(), step);
        }
    }
}
