package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Key Exchange (RFC 7296, section 3.4).
///
/// @param group number of the key exchange method, as in a transform of type KE
public record KePayload(int group, Bytes data) implements Payload {
    static KePayload read(ByteReader in) throws MalformedException {
        int group = in.u16("KE group");
        in.skip(2, "KE reserved");
        if (!in.hasRemaining()) throw new MalformedException("KE data is empty");
        return new KePayload(group, in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.KE;
    }

    @Override
    public void write(ByteWriter out) {
        out.u16(group).zero(2).bytes(data);
    }
}
