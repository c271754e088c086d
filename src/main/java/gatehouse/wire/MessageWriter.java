package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import java.util.List;

/// Messages to octets.
public final class MessageWriter {
    private static final int CRITICAL = 0x80;
    private static final int TYPICAL = 1024;
    private static final int LENGTH_AT = 24;

    private MessageWriter() {}

    /// A whole message: the header with its next payload and length filled in, and the payloads.
    public static Bytes write(IkeHeader template, List<? extends Payload> payloads) {
        var out = new ByteWriter(TYPICAL);
        template.with(first(payloads), IkeHeader.LENGTH).write(out);
        chain(payloads, out);
        return out.putU32(LENGTH_AT, out.position()).toBytes();
    }

    /// The payloads alone, as they go into SK.
    public static Bytes writePayloads(List<? extends Payload> payloads) {
        var out = new ByteWriter(TYPICAL);
        chain(payloads, out);
        return out.toBytes();
    }

    /// What the field before the payloads says: the type of the first of them.
    public static PayloadType first(List<? extends Payload> payloads) {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
    }

    private static void chain(List<? extends Payload> payloads, ByteWriter out) {
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            PayloadType following = i + 1 < payloads.size() ? payloads.get(i + 1).type() : PayloadType.NONE;
            PayloadType next = switch (payload) {
                case SkPayload sk -> sk.firstInner();
                case SkfPayload skf -> skf.firstInner();
                default -> following;
            };
            int start = out.position();
            out.u8(next.code()).u8(payload.critical() ? CRITICAL : 0).u16(0);
            payload.write(out);
            int length = out.position() - start;
            if (length > 0xffff) throw new IllegalArgumentException(payload.type() + " of " + length + " octets");
            out.putU16(start + 2, length);
        }
    }
}
