package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Authentication (RFC 7296, section 3.8). With [AuthMethod#DIGITAL_SIGNATURE] the data begins with an algorithm
/// identifier (RFC 7427, section 3).
public record AuthPayload(AuthMethod method, Bytes data) implements Payload {
    static AuthPayload read(ByteReader in) throws MalformedException {
        var method = new AuthMethod(in.u8("AUTH method"));
        in.skip(3, "AUTH reserved");
        if (!in.hasRemaining()) throw new MalformedException("AUTH data is empty");
        return new AuthPayload(method, in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.AUTH;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(method.code()).zero(3).bytes(data);
    }
}
