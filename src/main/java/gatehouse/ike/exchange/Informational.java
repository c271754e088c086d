package gatehouse.ike.exchange;

import gatehouse.session.Attempt.Trouble;
import gatehouse.ike.keying.SaTerms;
import gatehouse.ike.sa.Endings;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Messages;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.session.TerminateCause;
import gatehouse.wire.DeletePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything else that a client may tell us (RFC 7296, section 1.4): mostly nothing, to see whether we live;
/// sometimes which networks are behind it, or where it is. An
/// error that it reports ends what it is about (section 2.21.2).
public final class Informational {
    private static final Set<NotifyType> FATAL = Set.of(
            NotifyType.AUTHENTICATION_FAILED, NotifyType.INVALID_SYNTAX, NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);

    private Informational() {}

    public static void handle(IkeSa sa, Request request, Step step) {
        SaTerms.heard(sa, request.payloads());
        var answer = new ArrayList<Payload>(4);
        if (sa.phase() instanceof Phase.Established(var live)) {
            answer.addAll(Announcement.live(sa, live, request, step));
            answer.addAll(Mobike.inform(sa, live, request, step));
        }
        Messages.reply(sa, request, answer, step);
        Messages.sendRequests(sa, step);
        Optional<NotifyType> error = request.all(NotifyPayload.class).stream()
                .map(NotifyPayload::notifyType)
                .filter(FATAL::contains)
                .findFirst();
        error.ifPresent(type -> Endings.end(sa, TerminateCause.USER_ERROR, "the client reports " + type, step));
    }

    /// Before authentication a Delete or any error ends the attempt.
    public static void early(IkeSa sa, Request request, Step step) {
        Messages.reply(sa, request, List.of(), step);
        boolean deleted = request.first(DeletePayload.class).isPresent();
        Optional<NotifyType> error = request.all(NotifyPayload.class).stream()
                .map(NotifyPayload::notifyType)
                .filter(NotifyType::isError)
                .findFirst();
        if (deleted || error.isPresent()) {
            String reason = "the client gave up" + error.map(type -> ": " + type).orElse("");
            sa.attempt().ifPresent(notes -> notes.wentWrong(Trouble.PROTOCOL));
            Endings.end(sa, TerminateCause.USER_REQUEST, reason, step);
        }
    }
}
