package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// What AUTH carries with [AuthMethod#DIGITAL_SIGNATURE] (RFC 7427, section 3).
///
/// @param algorithm the AlgorithmIdentifier in DER that says how the signature was made
public record SignatureData(Bytes algorithm, Bytes signature) {
    public SignatureData {
        if (algorithm.length() > 255) {
            throw new IllegalArgumentException("algorithm identifier of " + algorithm.length() + " octets");
        }
    }

    public static SignatureData read(Bytes authData) throws MalformedException {
        var in = new ByteReader(authData);
        int length = in.u8("ASN.1 length");
        if (length == 0) throw new MalformedException("AUTH algorithm identifier is empty");
        Bytes algorithm = in.bytes(length, "AUTH algorithm identifier");
        if (!in.hasRemaining()) throw new MalformedException("AUTH signature is empty");
        return new SignatureData(algorithm, in.rest());
    }

    public Bytes write() {
        return new ByteWriter(1 + algorithm.length() + signature.length())
                .u8(algorithm.length())
                .bytes(algorithm)
                .bytes(signature)
                .toBytes();
    }
}
