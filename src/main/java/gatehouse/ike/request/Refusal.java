package gatehouse.ike.request;

import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Why a client did not do what we asked.
///
/// @param type empty if it does not say
record Refusal(Optional<NotifyPayload> type) {
    static Refusal of(List<Payload> payloads) {
        return new Refusal(Payloads.all(payloads, NotifyPayload.class).stream()
                .filter(notify -> notify.notifyType().isError())
                .findFirst());
    }

    boolean is(NotifyType wanted) {
        return type.filter(notify -> notify.notifyType().equals(wanted)).isPresent();
    }

    /// The group that it wants instead (RFC 7296, section 1.3).
    OptionalInt group() {
        return type.filter(notify -> notify.notifyType().equals(NotifyType.INVALID_KE_PAYLOAD))
                .filter(notify -> notify.data().length() == 2)
                .map(notify -> OptionalInt.of(notify.data().u16(0)))
                .orElse(OptionalInt.empty());
    }

    @Override
    public String toString() {
        return type.map(notify -> notify.notifyType().toString()).orElse("no reason");
    }
}
