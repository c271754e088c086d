package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Nonce (RFC 7296, section 3.9): "The size of the Nonce Data MUST be between 16 and 256 octets, inclusive."
public record NoncePayload(Bytes data) implements Payload {
    public static final int SHORTEST = 16;
    public static final int LONGEST = 256;

    static NoncePayload read(ByteReader in) throws MalformedException {
        int length = in.remaining();
        if (length < SHORTEST || length > LONGEST) throw new MalformedException("nonce of " + length + " octets");
        return new NoncePayload(in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.NONCE;
    }

    @Override
    public void write(ByteWriter out) {
        out.bytes(data);
    }
}
