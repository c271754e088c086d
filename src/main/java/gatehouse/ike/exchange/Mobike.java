package gatehouse.ike.exchange;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.negotiation.NatDetection;
import gatehouse.ike.policy.Contact.Roaming;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Request;
import gatehouse.ike.sa.Step;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Clients that change their address and say so (MOBIKE, RFC 4555).
final class Mobike {
    private Mobike() {}

    /// The client says in IKE_AUTH that it may move; what it demands of the path is checked.
    static void offered(IkeSa sa, Request request) throws RefusedException {
        boolean both = request.notify(NotifyType.MOBIKE_SUPPORTED).isPresent()
                && sa.policy().contact().roaming().mobike();
        sa.peer(sa.peer().withMobike(both));
        if (isTranslatedAgainstItsWill(request)) {
            throw RefusedException.unexpectedNat(
                    "the client allows no NAT, and comes from " + Addresses.text(request.path().remote()));
        }
    }

    /// What the last IKE_AUTH response has of it.
    static List<Payload> accept(IkeSa sa) {
        if (!sa.peer().mobike()) return List.of();
        var payloads = new ArrayList<Payload>(2);
        payloads.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        InetAddress own = sa.path().local().getAddress();
        for (InetAddress address : sa.policy().contact().roaming().otherAddresses()) {
            if (!address.equals(own)) payloads.add(additional(address));
        }
        if (payloads.size() == 1) payloads.add(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES));
        return payloads;
    }

    private static NotifyPayload additional(InetAddress address) {
        Bytes octets = Addresses.bytes(address);
        return NotifyPayload.of(
                octets.length() == 4 ? NotifyType.ADDITIONAL_IP4_ADDRESS : NotifyType.ADDITIONAL_IP6_ADDRESS, octets);
    }

    /// Does what an INFORMATIONAL request wants of it, and answers what the response has of it.
    static List<Payload> inform(IkeSa sa, LiveSession live, Request request, Step step) {
        if (!sa.peer().mobike()) return List.of();
        Optional<NotifyPayload> refusal = Optional.empty();
        boolean update = request.notify(NotifyType.UPDATE_SA_ADDRESSES).isPresent();
        boolean addresses = update || request.all(NotifyPayload.class).stream()
                .map(NotifyPayload::notifyType)
                .anyMatch(type -> type.equals(NotifyType.ADDITIONAL_IP4_ADDRESS)
                        || type.equals(NotifyType.ADDITIONAL_IP6_ADDRESS)
                        || type.equals(NotifyType.NO_ADDITIONAL_ADDRESSES));
        // Section 3.5: an older request that comes late is answered, "but no other action is taken".
        if (addresses && isTranslatedAgainstItsWill(request)) {
            refusal = Optional.of(NotifyPayload.of(NotifyType.UNEXPECTED_NAT_DETECTED));
        } else if (update && live.whereabouts().isNewest(sa, request.messageId())) {
            refusal = update(sa, live, request, step);
        }
        var payloads = new ArrayList<Payload>(4);
        refusal.ifPresent(payloads::add);
        // Section 3.8: "if the request includes them, the responder MUST also include them in the response".
        if (request.notify(NotifyType.NAT_DETECTION_SOURCE_IP).isPresent()
                || request.notify(NotifyType.NAT_DETECTION_DESTINATION_IP).isPresent()) {
            payloads.addAll(NatDetection.answer(
                    step.tools().algorithms(), sa.initiatorSpi(), sa.responderSpi(), request.path()));
        }
        // Section 3.7: it "MUST copy the notification as-is to the response".
        request.notify(NotifyType.COOKIE2)
                .filter(cookie -> cookie.data().length() >= 8 && cookie.data().length() <= 64)
                .ifPresent(payloads::add);
        return payloads;
    }

    private static Optional<NotifyPayload> update(IkeSa sa, LiveSession live, Request request, Step step) {
        Roaming rule = sa.policy().contact().roaming();
        if (!rule.allows(request.path().remote().getAddress())) {
            step.emit(new Effect.MoveRefused(live.session(), request.path()));
            return Optional.of(NotifyPayload.of(NotifyType.UNACCEPTABLE_ADDRESSES));
        }
        if (request.notify(NotifyType.NAT_DETECTION_SOURCE_IP).isPresent()) {
            sa.peer(sa.peer().withNat(NatDetection.peerIsTranslated(
                    step.tools().algorithms(),
                    sa.initiatorSpi(),
                    sa.responderSpi(),
                    request.payloads(),
                    request.path())));
        }
        Moving.told(sa, live, request.path(), step);
        return Optional.empty();
    }

    /// Section 3.9: NO_NATS_ALLOWED has the addresses and ports that the client sent to and from.
    private static boolean isTranslatedAgainstItsWill(Request request) {
        Path path = request.path();
        Bytes seen = new ByteWriter(36)
                .bytes(Addresses.bytes(path.remote().getAddress()))
                .bytes(Addresses.bytes(path.local().getAddress()))
                .u16(path.remote().getPort())
                .u16(path.local().getPort())
                .toBytes();
        return request.notify(NotifyType.NO_NATS_ALLOWED).filter(own -> !own.data().equals(seen)).isPresent();
    }
}
