package gatehouse.wire;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// An IKE_SA_INIT request as far as it is looked at before its sender has shown that it receives where it sends from (RFC
/// 7296, section 2.6): the lengths of its payloads, whether those are there that it is about, its cookie and its nonce.
/// Nothing else is read of what may be a flood; [MessageReader] reads the whole of what gets further.
///
/// @param cookie empty if it brings none
public record FirstMessage(Bytes cookie, Bytes nonce) {
    /// Octets of the shortest: a header, and SA, KE and a nonce of which the first two have nothing in them.
    public static final int SHORTEST = IkeHeader.LENGTH + 4 + 4 + 4 + NoncePayload.SHORTEST;

    private static final int GENERIC_HEADER = 4;
    private static final int NOTIFY_HEADER = 4;
    private static final int NEXT_PAYLOAD = 16;
    private static final int SA = 33;
    private static final int KE = 34;
    private static final int NONCE = 40;
    private static final int NOTIFY = 41;
    private static final int SK = 46;
    private static final int SKF = 53;
    private static final int COOKIE = NotifyType.COOKIE.code();
    private static final int INIT = ExchangeType.IKE_SA_INIT.code();
    private static final int VERSION = 0x20;
    private static final int RESPONSE = 0x20;

    /// Reads a message whose header was found to be that of an IKE_SA_INIT request.
    public static FirstMessage read(Bytes datagram) throws MalformedException {
        Bytes cookie = Bytes.EMPTY;
        Bytes nonce = Bytes.EMPTY;
        long seen = 0;
        int payloads = 0;
        int type = datagram.u8(NEXT_PAYLOAD);
        int at = IkeHeader.LENGTH;
        while (type != 0) {
            int left = datagram.length() - at;
            if (left < GENERIC_HEADER) throw new MalformedException("payload header: have " + left + " octets");
            int length = datagram.u16(at + 2);
            if (length < GENERIC_HEADER || length > left) {
                throw new MalformedException("payload " + type + ": says " + length + " octets, have " + left);
            }
            if (++payloads > PayloadRules.MOST_PAYLOADS || type == SK || type == SKF || isSecond(type, seen)) {
                throw new MalformedException("payload " + type + " is one too many");
            }
            if (type < Long.SIZE) seen |= 1L << type;
            int end = at + length;
            if (type == NONCE) nonce = datagram.slice(at + GENERIC_HEADER, end);
            // "The initiator MUST repeat the IKE_SA_INIT request, and include the COOKIE notification containing the received
            // data as the first payload."
            if (type == NOTIFY && payloads == 1) cookie = cookie(datagram, at + GENERIC_HEADER, end);
            type = datagram.u8(at);
            at = end;
        }
        if (at != datagram.length()) throw new MalformedException("message after its last payload");
        if (!has(seen, SA) || !has(seen, KE) || !has(seen, NONCE)) {
            throw new MalformedException("IKE_SA_INIT without SA, KE or Ni");
        }
        if (nonce.length() < NoncePayload.SHORTEST || nonce.length() > NoncePayload.LONGEST) {
            throw new MalformedException("nonce of " + nonce.length() + " octets");
        }
        return new FirstMessage(cookie, nonce);
    }

    /// The answer that demands a cookie, and says nothing else (section 2.6). It is shorter than [#SHORTEST] if the cookie is
    /// no longer than 19 octets: who sends in the name of another has less said to him than he said himself.
    public static Bytes demand(long initiatorSpi, Bytes cookie) {
        int notify = GENERIC_HEADER + NOTIFY_HEADER + cookie.length();
        int length = IkeHeader.LENGTH + notify;
        return new ByteWriter(length)
                .u64(initiatorSpi)
                .u64(0)
                .u8(NOTIFY)
                .u8(VERSION)
                .u8(INIT)
                .u8(RESPONSE)
                .u32(0)
                .u32(length)
                .u16(0)
                .u16(notify)
                .u16(0)
                .u16(COOKIE)
                .bytes(cookie)
                .toBytes();
    }

    private static Bytes cookie(Bytes datagram, int from, int end) throws MalformedException {
        if (end - from < NOTIFY_HEADER) throw new MalformedException("N: have " + (end - from) + " octets");
        int data = from + NOTIFY_HEADER + datagram.u8(from + 1);
        if (data > end) throw new MalformedException("N SPI: have " + (end - from - NOTIFY_HEADER) + " octets");
        return datagram.u16(from + 2) == COOKIE ? datagram.slice(data, end) : Bytes.EMPTY;
    }

    private static boolean isSecond(int type, long seen) {
        return (type == SA || type == KE || type == NONCE) && has(seen, type);
    }

    private static boolean has(long seen, int type) {
        return (seen & 1L << type) != 0;
    }
}
