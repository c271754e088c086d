package gatehouse.ike.exchange;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.ike.Redirects;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.NoncePayload;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.RedirectTarget;
import java.util.Optional;

/// Clients that are sent to another gateway (RFC 5685).
public final class Redirection {
    private Redirection() {}

    /// Whether the client goes where it is sent (section 3); one that was sent here says only that.
    static boolean isSupported(IkeMessage init) {
        return init.notify(NotifyType.REDIRECT_SUPPORTED).isPresent()
                || init.notify(NotifyType.REDIRECTED_FROM).isPresent();
    }

    /// Where the sender of a first message is to go instead.
    public static Optional<RedirectTarget> ofNewcomer(Redirects redirects, IkeMessage init) {
        return isSupported(init) ? redirects.elsewhere(sender(init)) : Optional.empty();
    }

    /// The answer to IKE_SA_INIT. Section 3: it has the nonce of the request, "to protect the client from a DoS attack".
    public static NotifyPayload inAnswerTo(IkeMessage init, RedirectTarget target) {
        Bytes nonce = init.first(NoncePayload.class).orElseThrow().data();
        return NotifyPayload.of(NotifyType.REDIRECT, target.data(nonce));
    }

    /// Within an SA nobody else can say it, and there is no nonce.
    public static NotifyPayload to(RedirectTarget target) {
        return NotifyPayload.of(NotifyType.REDIRECT, target.data(Bytes.EMPTY));
    }

    private static Optional<RedirectTarget> sender(IkeMessage init) {
        return init.notify(NotifyType.REDIRECTED_FROM).map(NotifyPayload::data).flatMap(data -> {
            try {
                return Optional.of(RedirectTarget.read(data));
            } catch (MalformedException e) {
                // It is for us alone to know; a client that garbles it is served all the same.
                return Optional.empty();
            }
        });
    }
}
