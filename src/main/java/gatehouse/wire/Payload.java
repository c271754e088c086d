package gatehouse.wire;

import gatehouse.bytes.ByteWriter;

/// A part of a message (RFC 7296, section 3.2). Each kind is a record that reads and writes what follows the generic
/// payload header; the header is written by [MessageWriter].
public sealed interface Payload
        permits SaPayload,
        KePayload,
        IdPayload,
        CertPayload,
        CertReqPayload,
        AuthPayload,
        NoncePayload,
        NotifyPayload,
        DeletePayload,
        VendorIdPayload,
        TsPayload,
        SkPayload,
        SkfPayload,
        CpPayload,
        EapPayload,
        UnknownPayload {
    PayloadType type();

    /// Whether a receiver that does not know the type must refuse the message. Never for payloads of RFC 7296, which
    /// everybody knows (section 3.2).
    default boolean critical() {
        return false;
    }

    /// Writes the body, without the generic payload header.
    void write(ByteWriter out);
}
