package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;

/// Encrypted and Authenticated (RFC 7296, section 3.14). Who holds the keys reads the body, which is the end of its
/// message: initialization vector, encrypted payloads, checksum.
///
/// @param firstInner type of the first payload inside; none if it is empty
public record SkPayload(PayloadType firstInner, Bytes body) implements Payload {
    @Override
    public PayloadType type() {
        return PayloadType.SK;
    }

    @Override
    public void write(ByteWriter out) {
        out.bytes(body);
    }
}
