package gatehouse.ike.sa;

import gatehouse.net.Path;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.Payloads;
import java.util.List;
import java.util.Optional;

/// A request of the peer: authentic, complete, decrypted, its payloads counted.
///
/// @param path where it came from, and is answered
public record Request(ExchangeType exchange, long messageId, List<Payload> payloads, Path path) {
    public Request {
        payloads = List.copyOf(payloads);
    }

    public <P extends Payload> Optional<P> first(Class<P> kind) {
        return Payloads.first(payloads, kind);
    }

    public <P extends Payload> List<P> all(Class<P> kind) {
        return Payloads.all(payloads, kind);
    }

    public Optional<NotifyPayload> notify(NotifyType type) {
        return Payloads.notify(payloads, type);
    }
}
