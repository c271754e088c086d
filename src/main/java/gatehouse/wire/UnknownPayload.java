package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;

/// A payload of a type that we do not understand.
///
/// @param critical whether the sender wants the whole message refused then (RFC 7296, section 2.5)
public record UnknownPayload(PayloadType type, boolean critical, Bytes body) implements Payload {
    @Override
    public void write(ByteWriter out) {
        out.bytes(body);
    }
}
