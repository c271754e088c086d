package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;

/// Identification (RFC 7296, section 3.5).
///
/// @param type IDi or IDr
public record IdPayload(PayloadType type, IdType idType, Bytes data) implements Payload {
    public IdPayload {
        if (!type.equals(PayloadType.IDI) && !type.equals(PayloadType.IDR)) {
            throw new IllegalArgumentException(type + " is no identification");
        }
    }

    static IdPayload read(PayloadType type, ByteReader in) throws MalformedException {
        var idType = new IdType(in.u8(type + " type"));
        in.skip(3, type + " reserved");
        Bytes data = in.rest();
        int demanded = idType.equals(IdType.IPV4_ADDR) ? 4 : idType.equals(IdType.IPV6_ADDR) ? 16 : data.length();
        if (data.length() != demanded) {
            throw new MalformedException(type + " data: " + idType + " of " + data.length() + " octets");
        }
        return new IdPayload(type, idType, data);
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(idType.code()).zero(3).bytes(data);
    }

    /// `RestOfInitIDPayload` and `RestOfRespIDPayload`, which AUTH covers (section 2.15).
    public Bytes body() {
        var out = new ByteWriter(4 + data.length());
        write(out);
        return out.toBytes();
    }

    /// The identity as people write it: the name or the address; `#` and hexadecimal where it is neither.
    public String text() {
        return switch (idType.code()) {
            case 1, 5 -> Addresses.text(Addresses.of(data));
            case 2, 3 -> printable() ? data.utf8() : "#" + data.hex();
            case 11 -> printable() && !data.isEmpty() ? data.utf8() : "#" + data.hex();
            default -> "#" + data.hex();
        };
    }

    private boolean printable() {
        for (int i = 0; i < data.length(); i++) {
            int octet = data.u8(i);
            if (octet < 0x20 || octet == 0x7f) return false;
        }
        return true;
    }
}
