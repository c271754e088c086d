package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Delete (RFC 7296, section 3.11).
///
/// @param spis the sender's inbound SPIs; none if the IKE SA itself is deleted
public record DeletePayload(ProtocolId protocol, List<Bytes> spis) implements Payload {
    public DeletePayload {
        spis = List.copyOf(spis);
        for (Bytes spi : spis) {
            if (spi.isEmpty() || spi.length() > 255 || spi.length() != spis.getFirst().length()) {
                throw new IllegalArgumentException("SPIs of different lengths");
            }
        }
    }

    /// Deletes the IKE SA that carries it.
    public static DeletePayload ofIkeSa() {
        return new DeletePayload(ProtocolId.IKE, List.of());
    }

    static DeletePayload read(ByteReader in) throws MalformedException {
        var protocol = new ProtocolId(in.u8("D protocol"));
        int spiSize = in.u8("D SPI size");
        int count = in.u16("D number of SPIs");
        // "It MUST be zero for IKE (SPI is in message header) or four for AH and ESP."
        boolean fits = switch (protocol.code()) {
            case 1 -> spiSize == 0;
            case 2, 3 -> spiSize == 4;
            default -> true;
        };
        if (!fits || spiSize == 0 && count != 0) {
            throw new MalformedException("D SPI size: " + count + " " + protocol + " SPIs of " + spiSize + " octets");
        }
        if (in.remaining() != spiSize * count) {
            throw new MalformedException("D SPIs: need " + spiSize * count + " octets, have " + in.remaining());
        }
        var spis = new ArrayList<Bytes>(count);
        for (int i = 0; i < count; i++) spis.add(in.bytes(spiSize, "D SPI"));
        return new DeletePayload(protocol, spis);
    }

    @Override
    public PayloadType type() {
        return PayloadType.DELETE;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(protocol.code());
        out.u8(spis.isEmpty() ? protocol.equals(ProtocolId.IKE) ? 0 : 4 : spis.getFirst().length());
        out.u16(spis.size());
        for (Bytes spi : spis) out.bytes(spi);
    }
}
