package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// Notify (RFC 7296, section 3.10). The SPI is kept whatever its length, so that an odd notification can be passed over
/// instead of ending the SA; who acts on one looks at the length.
///
/// @param protocol of the SA it is about; none if it is about no Child SA
/// @param spi      of the SA it is about; empty if it is about none, or about the IKE SA that carries it
public record NotifyPayload(ProtocolId protocol, Bytes spi, NotifyType notifyType, Bytes data) implements Payload {
    public NotifyPayload {
        if (spi.length() > 255) throw new IllegalArgumentException("SPI of " + spi.length() + " octets");
    }

    /// A notification about no Child SA.
    public static NotifyPayload of(NotifyType type, Bytes data) {
        return new NotifyPayload(ProtocolId.NONE, Bytes.EMPTY, type, data);
    }

    /// A notification about no Child SA that says all by its type.
    public static NotifyPayload of(NotifyType type) {
        return of(type, Bytes.EMPTY);
    }

    static NotifyPayload read(ByteReader in) throws MalformedException {
        var protocol = new ProtocolId(in.u8("N protocol"));
        int spiSize = in.u8("N SPI size");
        var type = new NotifyType(in.u16("N type"));
        Bytes spi = in.bytes(spiSize, "N SPI");
        return new NotifyPayload(protocol, spi, type, in.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.NOTIFY;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(protocol.code()).u8(spi.length()).u16(notifyType.code()).bytes(spi).bytes(data);
    }
}
