package gatehouse.wire;

import java.util.List;
import java.util.Optional;

/// A message: its header and payloads, in order. Of a protected message the last payload is SK or SKF, unread.
public record IkeMessage(IkeHeader header, List<Payload> payloads) {
    public IkeMessage {
        payloads = List.copyOf(payloads);
    }

    /// The first payload of this kind.
    public <P extends Payload> Optional<P> first(Class<P> kind) {
        return Payloads.first(payloads, kind);
    }

    /// All payloads of this kind, in order.
    public <P extends Payload> List<P> all(Class<P> kind) {
        return Payloads.all(payloads, kind);
    }

    /// The first notification of this type.
    public Optional<NotifyPayload> notify(NotifyType type) {
        return Payloads.notify(payloads, type);
    }
}
