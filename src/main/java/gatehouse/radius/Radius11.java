package gatehouse.radius;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import java.util.List;

/// Packets of RADIUS/1.1 (RFC 9765, section 4): a token says what belongs together, and nothing is signed or hidden, for all
/// of it is inside TLS.
public final class Radius11 {
    private static final int RESERVED = 12;
    private static final int MESSAGE_AUTHENTICATOR = 80;

    private Radius11() {}

    /// A request or a response.
    ///
    /// @param token 32 bits
    public static Bytes packet(RadiusCode code, long token, List<Attribute> attributes) {
        ByteWriter out = new ByteWriter(512).u8(code.code()).u8(0).u16(0).u32(token).zero(RESERVED);
        for (Attribute attribute : attributes) {
            // RFC 9765, section 5.2: it "MUST NOT be sent".
            if (attribute.type() != MESSAGE_AUTHENTICATOR) attribute.write(out);
        }
        int length = out.position();
        if (length > RadiusPacket.LONGEST) throw new IllegalArgumentException("packet of " + length + " octets");
        out.putU16(2, length);
        return out.toBytes();
    }

    /// The token of a packet that was read.
    public static long token(RadiusPacket packet) {
        return packet.authenticator().u32(0);
    }
}
