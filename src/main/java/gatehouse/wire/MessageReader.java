package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Octets to messages. Whatever the octets are, the answer is a value or a [MalformedException].
public final class MessageReader {
    private static final int CRITICAL = 0x80;

    private MessageReader() {}

    /// The header alone, of any major version: enough to find the SA, or to refuse the version.
    public static IkeHeader readHeader(Bytes datagram) throws MalformedException {
        return IkeHeader.read(new ByteReader(datagram));
    }

    /// A message of IKEv2. What is inside SK and SKF stays unread.
    public static IkeMessage read(Bytes datagram) throws MalformedException {
        var in = new ByteReader(datagram);
        IkeHeader header = IkeHeader.read(in);
        if (header.majorVersion() != 2) throw new MalformedException("major version " + header.majorVersion());
        return new IkeMessage(header, chain(header.nextPayload(), in, true));
    }

    /// The payloads that were inside SK.
    ///
    /// @param first type of the first of them
    public static List<Payload> readPayloads(PayloadType first, Bytes inner) throws MalformedException {
        return chain(first, new ByteReader(inner), false);
    }

    private static List<Payload> chain(PayloadType first, ByteReader in, boolean outer) throws MalformedException {
        var payloads = new ArrayList<Payload>();
        PayloadType type = first;
        while (!type.equals(PayloadType.NONE)) {
            if (payloads.size() == PayloadRules.MOST_PAYLOADS) {
                throw new MalformedException("more than " + PayloadRules.MOST_PAYLOADS + " payloads");
            }
            var next = new PayloadType(in.u8("next payload"));
            boolean critical = (in.u8("critical bit") & CRITICAL) != 0;
            int length = in.u16("payload length");
            Bytes body = in.bytes(length - 4, type.toString());
            Payload payload = payload(type, critical, next, body);
            payloads.add(payload);
            if (payload instanceof SkPayload || payload instanceof SkfPayload) {
                if (!outer) throw new MalformedException(type + " inside SK");
                // Section 3.14: "The Encrypted payload, if present in a message, MUST be the last payload in the message."
                in.end("message after " + type);
                return payloads;
            }
            type = next;
        }
        in.end("message after its last payload");
        return payloads;
    }

    private static Payload payload(PayloadType type, boolean critical, PayloadType next, Bytes body)
            throws MalformedException {
        var in = new ByteReader(body);
        return switch (type.code()) {
            case 33 -> SaPayload.read(in);
            case 34 -> KePayload.read(in);
            case 35, 36 -> IdPayload.read(type, in);
            case 37 -> CertPayload.read(in);
            case 38 -> CertReqPayload.read(in);
            case 39 -> AuthPayload.read(in);
            case 40 -> NoncePayload.read(in);
            case 41 -> NotifyPayload.read(in);
            case 42 -> DeletePayload.read(in);
            case 43 -> new VendorIdPayload(body);
            case 44, 45 -> TsPayload.read(type, in);
            case 46 -> new SkPayload(next, body);
            case 47 -> CpPayload.read(in);
            case 48 -> EapPayload.read(in);
            case 53 -> SkfPayload.read(next, in);
            default -> new UnknownPayload(type, critical, body);
        };
    }
}
