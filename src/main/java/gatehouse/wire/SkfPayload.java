package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Encrypted and Authenticated Fragment (RFC 7383, section 2.5).
///
/// @param firstInner     type of the first payload inside the whole message; told by fragment 1 only
/// @param fragmentNumber 1 to `totalFragments`
public record SkfPayload(PayloadType firstInner, int fragmentNumber, int totalFragments,
        Bytes body) implements Payload {
    static SkfPayload read(PayloadType firstInner, ByteReader in) throws MalformedException {
        int number = in.u16("fragment number");
        int total = in.u16("total fragments");
        // Section 2.6: a receiver checks that both are not zero and that the number does not exceed the total.
        if (number == 0 || number > total) throw new MalformedException("fragment number: " + number + " of " + total);
        return new SkfPayload(firstInner, number, total, in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.SKF;
    }

    @Override
    public void write(ByteWriter out) {
        out.u16(fragmentNumber).u16(totalFragments).bytes(body);
    }
}
