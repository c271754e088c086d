package gatehouse.ike.request;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.RequestWindow;
import gatehouse.ike.sa.Step;
import gatehouse.net.Path;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.List;
import java.util.Optional;

/// Asks a client that says it is elsewhere to prove it (RFC 4555, section 3.7): only who receives there what we send there
/// knows the cookie. Without, somebody who may log in could have traffic sent to a third party.
public final class AddressCheck {
    private static final int COOKIE_LENGTH = 16;

    private AddressCheck() {}

    /// It is asked when requests are next sent.
    public static void add(IkeSa sa, LiveSession live) {
        sa.requests().add(errand(live));
    }

    private static RequestWindow.Errand errand(LiveSession live) {
        return new RequestWindow.Errand(RequestWindow.Scope.SESSION, (sa, step) -> {
            if (live.whereabouts().hasProved(sa.path().remote().getAddress())) return Optional.empty();
            byte[] cookie = new byte[COOKIE_LENGTH];
            step.tools().random().nextBytes(cookie);
            var notify = NotifyPayload.of(NotifyType.COOKIE2, Bytes.wrap(cookie));
            return Optional.of(new RequestWindow.Request(
                    ExchangeType.INFORMATIONAL,
                    List.of(notify),
                    new Asked(live, notify.data(), live.whereabouts().moves(), sa.path())));
        });
    }

    /// Are you there?
    ///
    /// @param moves how often the client had moved when it was asked: what is repeated elsewhere proves nothing any more
    private record Asked(LiveSession live, Bytes cookie, int moves, Path path) implements RequestWindow.Purpose {
        @Override
        public void answered(IkeSa sa, List<Payload> payloads, Step step) {
            if (sa.isOver()) return;
            Optional<Bytes> shown = Payloads.notify(payloads, NotifyType.COOKIE2).map(NotifyPayload::data);
            if (!shown.equals(Optional.of(cookie))) {
                // "If the values do not match, the IKE_SA MUST be closed." An answer without any proves no more than that, for
                // it could have been made before the question was read.
                String reason = shown.isPresent()
                        ? "COOKIE2 came back changed"
                        : "the client answered without COOKIE2; whoever cannot give it back needs roaming.address-proof none";
                DeleteIkeSa.start(sa, TerminateCause.USER_ERROR, reason, step);
            } else if (live.whereabouts().moves() == moves) {
                live.whereabouts().proves(path.remote().getAddress());
                sa.children().forEach(child -> step.tools().dataPlane().move(child.inboundSpi(), path));
            } else {
                sa.requests().add(errand(live));
            }
        }

        @Override
        public Optional<RequestWindow.Errand> again() {
            return Optional.of(errand(live));
        }
    }
}
