package gatehouse.radius;

import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An attribute with the type of its value. A value that is not of this type is as good as absent: one bad attribute
/// never costs the packet.
///
/// @param <T> what it holds
public final class AttributeKey<T> {
    private final String name;
    private final int vendor;
    private final int type;
    private final Kind<T> kind;

    private AttributeKey(String name, int vendor, int type, Kind<T> kind) {
        this.name = name;
        this.vendor = vendor;
        this.type = type;
        this.kind = kind;
    }

    private interface Kind<T> {
        Optional<T> read(Bytes value);

        Bytes write(T value);
    }

    static AttributeKey<Long> integer(String name, int type) {
        return integer(name, 0, type);
    }

    static AttributeKey<Long> integer(String name, int vendor, int type) {
        return new AttributeKey<>(name, vendor, type, new Kind<>() {
            @Override
            public Optional<Long> read(Bytes value) {
                return value.length() == 4 ? Optional.of(value.u32(0)) : Optional.empty();
            }

            @Override
            public Bytes write(Long value) {
                return new ByteWriter(4).u32(value).toBytes();
            }
        });
    }

    static AttributeKey<String> text(String name, int type) {
        return text(name, 0, type);
    }

    static AttributeKey<String> text(String name, int vendor, int type) {
        return new AttributeKey<>(name, vendor, type, new Kind<>() {
            @Override
            public Optional<String> read(Bytes value) {
                // RFC 2865, section 5: "Text of length zero (0) MUST NOT be sent; omit the entire attribute instead."
                return value.isEmpty() ? Optional.empty() : Optional.of(value.utf8());
            }

            @Override
            public Bytes write(String value) {
                return fitting(Bytes.ofUtf8(value), vendor);
            }
        });
    }

    static AttributeKey<Bytes> octets(String name, int type) {
        return octets(name, 0, type);
    }

    static AttributeKey<Bytes> octets(String name, int vendor, int type) {
        return new AttributeKey<>(name, vendor, type, new Kind<>() {
            @Override
            public Optional<Bytes> read(Bytes value) {
                return Optional.of(value);
            }

            @Override
            public Bytes write(Bytes value) {
                return value;
            }
        });
    }

    static AttributeKey<InetAddress> address(String name, int vendor, int type, int length) {
        return new AttributeKey<>(name, vendor, type, new Kind<>() {
            @Override
            public Optional<InetAddress> read(Bytes value) {
                return value.length() == length ? Optional.of(Addresses.of(value)) : Optional.empty();
            }

            @Override
            public Bytes write(InetAddress value) {
                Bytes octets = Addresses.bytes(value);
                if (octets.length() != length) throw new IllegalArgumentException(name + " is no address of " + value);
                return octets;
            }
        });
    }

    public String name() {
        return name;
    }

    /// The vendor's enterprise number; 0 for attributes of the standards.
    public int vendor() {
        return vendor;
    }

    public int type() {
        return type;
    }

    public Attribute of(T value) {
        Bytes octets = kind.write(value);
        return vendor == 0 ? new Attribute(type, octets) : Attribute.ofVendor(vendor, type, octets);
    }

    /// Whether an attribute is of this type, well-formed or not.
    public boolean matches(Attribute attribute) {
        return vendor == 0 ? attribute.type() == type : !inVendor(attribute).isEmpty();
    }

    /// The value of an attribute; empty if it is another one or malformed.
    public Optional<T> valueOf(Attribute attribute) {
        if (vendor == 0) return attribute.type() == type ? kind.read(attribute.value()) : Optional.empty();
        for (Bytes value : inVendor(attribute)) {
            Optional<T> read = kind.read(value);
            if (read.isPresent()) return read;
        }
        return Optional.empty();
    }

    List<T> readAll(Attribute attribute) {
        if (vendor == 0) {
            return attribute.type() == type ? kind.read(attribute.value()).map(List::of).orElse(List.of()) : List.of();
        }
        List<Bytes> values = inVendor(attribute);
        if (values.isEmpty()) return List.of();
        var read = new ArrayList<T>(values.size());
        for (Bytes value : values) kind.read(value).ifPresent(read::add);
        return read;
    }

    // RFC 2865, section 5.26: several sub-attributes may share one attribute.
    private List<Bytes> inVendor(Attribute attribute) {
        Bytes value = attribute.value();
        if (attribute.type() != Attribute.VENDOR_SPECIFIC || value.length() < 6 || value.u32(0) != vendor) {
            return List.of();
        }
        var found = new ArrayList<Bytes>(1);
        for (int at = 4; at + 2 <= value.length();) {
            int length = value.u8(at + 1);
            if (length < 2 || at + length > value.length()) return found;
            if (value.u8(at) == type) found.add(value.slice(at + 2, at + length));
            at += length;
        }
        return found;
    }

    // A text that does not fit is cut at a character.
    private static Bytes fitting(Bytes text, int vendor) {
        int room = vendor == 0 ? Attribute.LONGEST : Attribute.LONGEST - 6;
        if (text.length() <= room) return text;
        int end = room;
        while (end > 0 && (text.u8(end) & 0xc0) == 0x80) end--;
        return text.slice(0, end);
    }

    @Override
    public String toString() {
        return name;
    }
}
