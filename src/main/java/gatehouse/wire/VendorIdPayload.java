package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;

/// Vendor ID (RFC 7296, section 3.12): octets that only those who know them understand.
public record VendorIdPayload(Bytes data) implements Payload {
    @Override
    public PayloadType type() {
        return PayloadType.VENDOR_ID;
    }

    @Override
    public void write(ByteWriter out) {
        out.bytes(data);
    }
}
