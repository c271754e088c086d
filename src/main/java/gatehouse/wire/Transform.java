package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// One algorithm of a proposal (RFC 7296, section 3.3.2). Two are equal if all their attributes are.
public record Transform(TransformType type, int id, List<TransformAttribute> attributes) {
    static final int LAST = 0;
    static final int MORE = 3;

    public Transform {
        if (id < 0 || id > 0xffff) throw new IllegalArgumentException("transform id " + id);
        attributes = List.copyOf(attributes);
    }

    public static Transform of(TransformType type, int id) {
        return new Transform(type, id, List.of());
    }

    public static Transform of(TransformType type, int id, int keyBits) {
        return new Transform(type, id, List.of(TransformAttribute.keyLength(keyBits)));
    }

    /// Key length in bits, if it is told: ciphers with keys of one length have none.
    public OptionalInt keyLength() {
        for (TransformAttribute attribute : attributes) {
            if (attribute.type() == TransformAttribute.KEY_LENGTH) {
                return OptionalInt.of(attribute.value().u16(0));
            }
        }
        return OptionalInt.empty();
    }

    /// Reads a transform; `last` tells whether it must be the last of its proposal.
    static Transform read(ByteReader in, boolean last) throws MalformedException {
        int more = in.u8("transform's last substructure");
        if (more != (last ? LAST : MORE)) {
            throw new MalformedException("transform's last substructure: " + more + " does not fit the count");
        }
        in.skip(1, "transform reserved");
        int length = in.u16("transform length");
        ByteReader body = in.sub(length - 4, "transform");
        var type = new TransformType(body.u8("transform type"));
        body.skip(1, "transform reserved");
        int id = body.u16("transform ID");
        if (!body.hasRemaining()) return of(type, id);
        var attributes = new ArrayList<TransformAttribute>(1);
        while (body.hasRemaining()) {
            var attribute = TransformAttribute.read(body);
            for (TransformAttribute earlier : attributes) {
                if (earlier.type() == attribute.type()) {
                    throw new MalformedException("transform attribute " + attribute.type() + " comes twice");
                }
            }
            attributes.add(attribute);
        }
        return new Transform(type, id, attributes);
    }

    void write(ByteWriter out, boolean last) {
        int start = out.position();
        out.u8(last ? LAST : MORE).u8(0).u16(0).u8(type.code()).u8(0).u16(id);
        for (TransformAttribute attribute : attributes) attribute.write(out);
        out.putU16(start + 2, out.position() - start);
    }

    /// `AES_GCM_16_256`, `PRF_HMAC_SHA2_256`, `ECP_256`.
    @Override
    public String toString() {
        var text = new StringBuilder(TransformId.name(type, id));
        for (TransformAttribute attribute : attributes) {
            if (attribute.type() == TransformAttribute.KEY_LENGTH) {
                text.append('_').append(attribute.value().u16(0));
            } else {
                text.append('(').append(attribute).append(')');
            }
        }
        return text.toString();
    }
}
