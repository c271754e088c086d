package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.Optional;

/// A value asked for or given (RFC 7296, section 3.15.1). The value is kept whatever its length: clients are known to
/// send addresses with and without a prefix length, and a wrong wish is better passed over than punished.
///
/// @param value empty where the sender asks and has no wish
public record CfgAttribute(CfgAttributeType type, Bytes value) {
    private static final int RESERVED_BIT = 0x8000;

    /// Asks for a value, whatever it is.
    public static CfgAttribute request(CfgAttributeType type) {
        return new CfgAttribute(type, Bytes.EMPTY);
    }

    static CfgAttribute read(ByteReader in) throws MalformedException {
        var type = new CfgAttributeType(in.u16("attribute type") & ~RESERVED_BIT);
        int length = in.u16("attribute length");
        return new CfgAttribute(type, in.bytes(length, type.toString()));
    }

    void write(ByteWriter out) {
        out.u16(type.code()).u16(value.length()).bytes(value);
    }

    /// The address that the value is or, if a prefix length follows an IPv6 address, begins with.
    public Optional<InetAddress> address() {
        return switch (value.length()) {
            case 4, 16 -> Optional.of(Addresses.of(value));
            case 17 -> Optional.of(Addresses.of(value.slice(0, 16)));
            default -> Optional.empty();
        };
    }
}
