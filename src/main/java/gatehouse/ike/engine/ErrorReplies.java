package gatehouse.ike.engine;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Step;
import gatehouse.net.Datagram;
import gatehouse.session.TerminateCause;
import gatehouse.wire.EapPayload;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageWriter;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.UnknownPayload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The only place that turns an exception into payloads (RFC 7296, section 2.21). What is not protected is answered
/// rarely: anybody could have sent it.
final class ErrorReplies {
    private static final Duration BETWEEN_UNPROTECTED = Duration.ofMillis(5);
    /// After a restart every client of a shard comes with an SA that we do not know, about as often as it asks whether we
    /// live.
    private static final int AT_ONCE = 100;
    private static final int VERSION_REFUSED = IkeHeader.LENGTH + 8;

    private Instant nextUnprotected = Instant.MIN;

    /// Answers a refused IKE_SA_INIT. No state was made.
    void refuseInit(Datagram request, IkeHeader header, NotifyPayload notify, Step step) {
        IkeHeader reply = IkeHeader.of(header.initiatorSpi(), 0, ExchangeType.IKE_SA_INIT, false, true, 0);
        if (notify.notifyType().isError()) step.out().refused(notify.notifyType());
        Bytes octets = MessageWriter.write(reply, List.of(notify));
        step.emit(new Effect.Send(new Datagram(request.path(), octets)));
    }

    /// RFC 7296, section 2.5: what is critical and unknown is refused.
    static void rejectCritical(List<Payload> payloads) throws RefusedException {
        for (Payload payload : payloads) {
            if (payload instanceof UnknownPayload unknown && unknown.critical()) {
                throw RefusedException.unsupportedCriticalPayload(unknown.type().code());
            }
        }
    }

    static NotifyPayload notify(RefusedException refusal) {
        return NotifyPayload.of(refusal.notifyType(), refusal.data());
    }

    /// Answers a request inside an SA, which may die of it.
    void refuse(IkeSa sa, ExchangeType exchange, long messageId, RefusedException refusal, Step step) {
        var payloads = new ArrayList<Payload>(2);
        refusal.eapFailure().ifPresent(packet -> payloads.add(new EapPayload(packet)));
        payloads.add(notify(refusal));
        Messages.reply(sa, exchange, messageId, payloads, step.out());
        sa.attempt().ifPresent(notes -> notes.wentWrong(refusal.trouble()));
        if (refusal.fatal()) Endings.end(sa, TerminateCause.USER_ERROR, refusal.getMessage(), step);
    }

    /// Answers a request that is authentic and malformed: the SA dies (section 2.21.3).
    void malformed(IkeSa sa, ExchangeType exchange, long messageId, MalformedException e, Step step) {
        refuse(sa, exchange, messageId, RefusedException.invalidSyntax(e.getMessage()), step);
    }

    /// A request for an SA that we do not have (section 2.21.4). Who had it with us before a crash knows by the token that it
    /// is us who say so (RFC 6290, section 4.5).
    void unknownSpi(Datagram request, IkeHeader header, Step step) {
        var payloads = new ArrayList<Payload>(2);
        if (step.policies().profiles().all().stream().anyMatch(profile -> profile.contact().crashTokens())) {
            long ours = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
            long theirs = header.fromInitiator() ? header.initiatorSpi() : header.responderSpi();
            payloads.add(step.tools().crashTokens().of(ours, theirs));
        }
        payloads.add(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
        unprotected(request, header, payloads, step);
    }

    /// A request of another version of IKE (section 2.5), IKEv1 among them. Which one is ours stands in the header of the
    /// answer (section 3.10.1).
    void otherVersion(Datagram request, IkeHeader header, Step step) {
        // An answer that is longer than the request would serve whoever floods a third.
        if (request.payload().length() < VERSION_REFUSED) return;
        List<Payload> refusal = List.of(NotifyPayload.of(NotifyType.INVALID_MAJOR_VERSION));
        if (unprotected(request, header, refusal, step)) {
            step.emit(new Effect.OtherVersion(request.path(), header.majorVersion()));
        }
    }

    // Whether it may be answered, and was.
    private boolean unprotected(Datagram request, IkeHeader header, List<Payload> payloads, Step step) {
        if (step.now().isBefore(nextUnprotected)) return false;
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().isError()) {
                step.out().refused(notify.notifyType());
            }
        }
        Instant earliest = step.now().minus(BETWEEN_UNPROTECTED.multipliedBy(AT_ONCE));
        nextUnprotected = (nextUnprotected.isBefore(earliest) ? earliest : nextUnprotected).plus(BETWEEN_UNPROTECTED);
        IkeHeader reply = IkeHeader.of(
                header.initiatorSpi(),
                header.responderSpi(),
                header.exchangeType(),
                // IKEv1 has no such flag; who begins is who asks.
                header.majorVersion() >= 2 && !header.fromInitiator(),
                true,
                header.messageId());
        step.emit(new Effect.Send(new Datagram(request.path(), MessageWriter.write(reply, payloads))));
        return true;
    }
}
