package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Certificate (RFC 7296, section 3.6).
public record CertPayload(CertEncoding encoding, Bytes data) implements Payload {
    static CertPayload read(ByteReader in) throws MalformedException {
        var encoding = new CertEncoding(in.u8("CERT encoding"));
        if (!in.hasRemaining()) throw new MalformedException("CERT data is empty");
        return new CertPayload(encoding, in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERT;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(encoding.code()).bytes(data);
    }
}
