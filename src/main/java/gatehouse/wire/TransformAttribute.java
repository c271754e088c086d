package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;

/// An attribute of a transform (RFC 7296, section 3.3.5). Key length is the only one in use; others are kept.
///
/// @param fixed whether the value is the two octets of the type/value format
public record TransformAttribute(int type, boolean fixed, Bytes value) {
    public static final int KEY_LENGTH = 14;

    private static final int FIXED = 0x8000;

    public TransformAttribute {
        if (type < 0 || type >= FIXED) throw new IllegalArgumentException("attribute type " + type);
        if (fixed && value.length() != 2) {
            throw new IllegalArgumentException("fixed attribute of " + value.length() + " octets");
        }
    }

    public static TransformAttribute keyLength(int bits) {
        return new TransformAttribute(KEY_LENGTH, true, new ByteWriter(2).u16(bits).toBytes());
    }

    static TransformAttribute read(ByteReader in) throws MalformedException {
        int typeAndFormat = in.u16("attribute type");
        int type = typeAndFormat & ~FIXED;
        boolean fixed = (typeAndFormat & FIXED) != 0;
        Bytes value = in.bytes(fixed ? 2 : in.u16("attribute length"), "attribute value");
        if (type == KEY_LENGTH) {
            // Section 3.3.5 lists it as type/value only.
            if (!fixed) throw new MalformedException("key length: not in the fixed format");
            if (value.u16(0) == 0) throw new MalformedException("key length is zero");
        }
        return new TransformAttribute(type, fixed, value);
    }

    void write(ByteWriter out) {
        out.u16(fixed ? type | FIXED : type);
        if (!fixed) out.u16(value.length());
        out.bytes(value);
    }

    @Override
    public String toString() {
        return "attribute " + type + "=" + value;
    }
}
