package gatehouse.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds payloads in the list of a message, or in the list that was inside SK.
public final class Payloads {
    private Payloads() {}

    /// The first payload of this kind.
    public static <P extends Payload> Optional<P> first(List<Payload> payloads, Class<P> kind) {
        for (Payload payload : payloads) {
            if (kind.isInstance(payload)) return Optional.of(kind.cast(payload));
        }
        return Optional.empty();
    }

    /// All payloads of this kind, in order.
    public static <P extends Payload> List<P> all(List<Payload> payloads, Class<P> kind) {
        var found = new ArrayList<P>();
        for (Payload payload : payloads) {
            if (kind.isInstance(payload)) found.add(kind.cast(payload));
        }
        return found;
    }

    /// The first notification of this type.
    public static Optional<NotifyPayload> notify(List<Payload> payloads, NotifyType type) {
        for (Payload payload : payloads) {
            if (payload instanceof NotifyPayload notify && notify.notifyType().equals(type)) return Optional.of(notify);
        }
        return Optional.empty();
    }

    /// The identity of one side: IDi or IDr.
    public static Optional<IdPayload> identity(List<Payload> payloads, PayloadType side) {
        for (Payload payload : payloads) {
            if (payload instanceof IdPayload identity && identity.type().equals(side)) return Optional.of(identity);
        }
        return Optional.empty();
    }

    /// The traffic selectors of one side: TSi or TSr.
    public static Optional<TsPayload> selectors(List<Payload> payloads, PayloadType side) {
        for (Payload payload : payloads) {
            if (payload instanceof TsPayload selectors && selectors.type().equals(side)) return Optional.of(selectors);
        }
        return Optional.empty();
    }
}
