package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// EAP (RFC 7296, section 3.16): one packet, which the room `eap` understands.
public record EapPayload(Bytes packet) implements Payload {
    static EapPayload read(ByteReader in) throws MalformedException {
        if (in.remaining() < 4) throw new MalformedException("EAP packet of " + in.remaining() + " octets");
        return new EapPayload(in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.EAP;
    }

    @Override
    public void write(ByteWriter out) {
        out.bytes(packet);
    }
}
