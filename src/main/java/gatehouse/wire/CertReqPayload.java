package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Certificate Request (RFC 7296, section 3.7).
///
/// @param authorities SHA-1 hashes of the public keys of acceptable authorities, one after the other
public record CertReqPayload(CertEncoding encoding, Bytes authorities) implements Payload {
    private static final int HASH = 20;

    static CertReqPayload read(ByteReader in) throws MalformedException {
        return new CertReqPayload(new CertEncoding(in.u8("CERTREQ encoding")), in.rest());
    }

    /// The hashes one by one. A request only hints at what to send, so what is too short for a hash is passed over.
    public List<Bytes> hashes() {
        var hashes = new ArrayList<Bytes>(authorities.length() / HASH);
        for (int at = 0; at + HASH <= authorities.length(); at += HASH) hashes.add(authorities.slice(at, at + HASH));
        return hashes;
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERTREQ;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(encoding.code()).bytes(authorities);
    }
}
