package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;

/// A traffic selector of a type that we do not understand, kept as it is: labels (RFC 9478), Fibre Channel, what may come.
///
/// @param second the octet after the type, a protocol in the types that we know
/// @param body   what follows the selector length
public record UnknownSelector(TsType type, int second, Bytes body) {
    void write(ByteWriter out) {
        out.u8(type.code()).u8(second).u16(4 + body.length()).bytes(body);
    }
}
