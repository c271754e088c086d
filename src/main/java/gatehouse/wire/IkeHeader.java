package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.MalformedException;
import java.util.HexFormat;

/// The header of every message (RFC 7296, section 3.1).
///
/// @param initiatorSpi  64 bits
/// @param responderSpi  64 bits; zero in a first request
/// @param fromInitiator whether the sender is the original initiator of the IKE SA
/// @param higherVersion whether the sender could speak a later major version
/// @param messageId     0 to 2^32-1
/// @param length        octets of the whole message
public record IkeHeader(
        long initiatorSpi,
        long responderSpi,
        PayloadType nextPayload,
        int majorVersion,
        int minorVersion,
        ExchangeType exchangeType,
        boolean fromInitiator,
        boolean response,
        boolean higherVersion,
        long messageId,
        long length) {
    public static final int LENGTH = 28;

    private static final int INITIATOR = 0x08;
    private static final int VERSION = 0x10;
    private static final int RESPONSE = 0x20;
    private static final long MAX_U32 = 0xffff_ffffL;

    public IkeHeader {
        if ((majorVersion & ~0xf) != 0 || (minorVersion & ~0xf) != 0) {
            throw new IllegalArgumentException("version " + majorVersion + "." + minorVersion);
        }
        if (messageId < 0 || messageId > MAX_U32) throw new IllegalArgumentException("message ID " + messageId);
        if (length < 0 || length > MAX_U32) throw new IllegalArgumentException("length " + length);
    }

    /// A header of IKEv2 for [MessageWriter], which knows what comes next and how long it is.
    public static IkeHeader of(
            long initiatorSpi,
            long responderSpi,
            ExchangeType exchangeType,
            boolean fromInitiator,
            boolean response,
            long messageId) {
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                PayloadType.NONE,
                2,
                0,
                exchangeType,
                fromInitiator,
                response,
                false,
                messageId,
                LENGTH);
    }

    /// Reads the header of the message that fills the reader. Other versions are read too, so that they can be answered.
    public static IkeHeader read(ByteReader in) throws MalformedException {
        int octets = in.remaining();
        long initiatorSpi = in.u64("initiator SPI");
        long responderSpi = in.u64("responder SPI");
        var nextPayload = new PayloadType(in.u8("next payload"));
        int version = in.u8("version");
        var exchangeType = new ExchangeType(in.u8("exchange type"));
        int flags = in.u8("flags");
        long messageId = in.u32("message ID");
        long length = in.u32("length");
        if (length != octets) throw new MalformedException("length: says " + length + " octets, have " + octets);
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                nextPayload,
                version >>> 4,
                version & 0xf,
                exchangeType,
                (flags & INITIATOR) != 0,
                (flags & RESPONSE) != 0,
                (flags & VERSION) != 0,
                messageId,
                length);
    }

    public void write(ByteWriter out) {
        out.u64(initiatorSpi).u64(responderSpi).u8(nextPayload.code()).u8(majorVersion << 4 | minorVersion);
        out.u8(exchangeType.code());
        out.u8((fromInitiator ? INITIATOR : 0) | (higherVersion ? VERSION : 0) | (response ? RESPONSE : 0));
        out.u32(messageId).u32(length);
    }

    /// The same header before other payloads.
    public IkeHeader with(PayloadType nextPayload, long length) {
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                nextPayload,
                majorVersion,
                minorVersion,
                exchangeType,
                fromInitiator,
                response,
                higherVersion,
                messageId,
                length);
    }

    /// `IKE_AUTH response 1 of 0011223344556677/8899aabbccddeeff`.
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return exchangeType + (response ? " response " : " request ") + messageId + " of "
                + hex.toHexDigits(initiatorSpi) + "/" + hex.toHexDigits(responderSpi)
                + (majorVersion == 2 && minorVersion == 0 ? "" : " version " + majorVersion + "." + minorVersion)
                + (fromInitiator ? " from initiator" : " from responder");
    }
}
