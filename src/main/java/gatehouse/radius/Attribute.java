package gatehouse.radius;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/// An attribute as it stands in a packet (RFC 2865, section 5). Prints without the content of what is secret.
///
/// @param type  1 to 255
/// @param value 0 to 253 octets; empty values are forbidden (section 5) and yet seen
public record Attribute(int type, Bytes value) {
    public static final int VENDOR_SPECIFIC = 26;
    public static final int LONGEST = 253;

    public Attribute {
        if (type < 1 || type > 255) throw new IllegalArgumentException("attribute " + type);
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException("attribute " + type + " of " + value.length() + " octets");
        }
    }

    /// A vendor's attribute (section 5.26): one sub-attribute in an attribute of its own.
    public static Attribute ofVendor(int vendor, int type, Bytes value) {
        return new Attribute(
                VENDOR_SPECIFIC,
                new ByteWriter(6 + value.length())
                        .u32(vendor)
                        .u8(type)
                        .u8(2 + value.length())
                        .bytes(value)
                        .toBytes());
    }

    /// One attribute for each sub-attribute, for a vendor may put several into one (section 5.26); itself where it has no
    /// more than one, or where its value is not made of them.
    public List<Attribute> single() {
        int end = value.length();
        if (type != VENDOR_SPECIFIC || end < 6 || value.u8(5) == end - 4) return List.of(this);
        var parts = new ArrayList<Attribute>(2);
        for (int at = 4; at < end;) {
            int length = at + 2 <= end ? value.u8(at + 1) : 0;
            if (length < 2 || at + length > end) return List.of(this);
            parts.add(new Attribute(
                    VENDOR_SPECIFIC, Bytes.concat(value.slice(0, 4), value.slice(at, at + length))));
            at += length;
        }
        return parts;
    }

    void write(ByteWriter out) {
        out.u8(type).u8(2 + value.length()).bytes(value);
    }

    @Override
    public String toString() {
        return switch (type) {
            // User-Password, CHAP-Password, Tunnel-Password, EAP-Message, Message-Authenticator, vendors' keys
            case 2, 3, 69, 79, 80, VENDOR_SPECIFIC -> type + "(" + value.length() + " octets)";
            default -> type + "=" + value;
        };
    }
}
