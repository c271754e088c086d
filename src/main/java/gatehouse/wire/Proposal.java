package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Algorithms that go together, in the sender's order of preference (RFC 7296, section 3.3.1).
///
/// @param spi the sender's SPI of the SA to be: 4 octets for ESP and AH, 8 for IKE, none for the first IKE SA
public record Proposal(int number, ProtocolId protocol, Bytes spi, List<Transform> transforms) {
    static final int LAST = 0;
    static final int MORE = 2;

    public Proposal {
        if (number < 0 || number > 255) throw new IllegalArgumentException("proposal number " + number);
        if (spi.length() > 255) throw new IllegalArgumentException("SPI of " + spi.length() + " octets");
        if (transforms.isEmpty() || transforms.size() > 255) {
            throw new IllegalArgumentException("proposal with " + transforms.size() + " transforms");
        }
        transforms = List.copyOf(transforms);
    }

    /// The first transform of this kind.
    public Optional<Transform> first(TransformType type) {
        for (Transform transform : transforms) {
            if (transform.type().equals(type)) return Optional.of(transform);
        }
        return Optional.empty();
    }

    /// Reads one proposal and adds it; gives whether another follows.
    static boolean read(ByteReader in, List<Proposal> proposals) throws MalformedException {
        int more = in.u8("proposal's last substructure");
        if (more != LAST && more != MORE) throw new MalformedException("proposal's last substructure: " + more);
        in.skip(1, "proposal reserved");
        int length = in.u16("proposal length");
        ByteReader body = in.sub(length - 4, "proposal");
        int number = body.u8("proposal number");
        var protocol = new ProtocolId(body.u8("protocol ID"));
        int spiSize = body.u8("SPI size");
        int count = body.u8("number of transforms");
        if (!spiFits(protocol, spiSize)) throw new MalformedException(protocol + " SPI of " + spiSize + " octets");
        if (count == 0) throw new MalformedException("proposal " + number + " has no transforms");
        if (count > PayloadRules.MOST_TRANSFORMS) throw new MalformedException("proposal: " + count + " transforms");
        Bytes spi = body.bytes(spiSize, "proposal SPI");
        var transforms = new ArrayList<Transform>(count);
        for (int i = 1; i <= count; i++) transforms.add(Transform.read(body, i == count));
        body.end("proposal");
        proposals.add(new Proposal(number, protocol, spi, transforms));
        return more == MORE;
    }

    void write(ByteWriter out, boolean last) {
        int start = out.position();
        out.u8(last ? LAST : MORE).u8(0).u16(0);
        out.u8(number).u8(protocol.code()).u8(spi.length()).u8(transforms.size()).bytes(spi);
        for (int i = 0; i < transforms.size(); i++) transforms.get(i).write(out, i == transforms.size() - 1);
        out.putU16(start + 2, out.position() - start);
    }

    // Section 3.3.1: "For an initial IKE SA negotiation, this field MUST be zero ... During subsequent negotiations, it
    // is equal to the size, in octets, of the SPI of the corresponding protocol (8 for IKE, 4 for ESP and AH)."
    private static boolean spiFits(ProtocolId protocol, int size) {
        return switch (protocol.code()) {
            case 1 -> size == 0 || size == 8;
            case 2, 3 -> size == 4;
            default -> true;
        };
    }

    /// `AES_GCM_16_256/PRF_HMAC_SHA2_256/ECP_256`.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Transform transform : transforms) {
            if (!text.isEmpty()) text.append('/');
            text.append(transform);
        }
        return text.toString();
    }
}
