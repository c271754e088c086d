package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import java.util.Map;
import java.util.Optional;

/// An attribute with the vendor that its type is of.
///
/// @param vendor 0 for the standards
/// @param type   what the vendor calls it; 0 where the octets are not made of sub-attributes
record TypedAttribute(int vendor, int type, Bytes value) {
    private static final int VENDOR_HEADER = 6;

    static TypedAttribute of(Attribute attribute) {
        Bytes value = attribute.value();
        if (attribute.type() != Attribute.VENDOR_SPECIFIC) return new TypedAttribute(0, attribute.type(), value);
        if (value.length() < 4) return new TypedAttribute(0, attribute.type(), value);
        int vendor = (int) value.u32(0);
        boolean whole = value.length() >= VENDOR_HEADER && value.u8(5) == value.length() - 4;
        return whole
                ? new TypedAttribute(vendor, value.u8(4), value.from(VENDOR_HEADER))
                : new TypedAttribute(vendor, 0, value.from(4));
    }

    /// Whether it is made of parts and they lie about their lengths.
    boolean isBroken() {
        return vendor != 0 && type == 0;
    }

    boolean isCisco() {
        return vendor == Attributes.CISCO || vendor == AsaAttributes.VENDOR;
    }

    boolean isAvPair() {
        return is(Attributes.CISCO, CiscoAttributes.AVPAIR);
    }

    boolean is(int ofVendor, int ofType) {
        return vendor == ofVendor && type == ofType;
    }

    Optional<Meaning> meaning() {
        Map<Integer, Meaning> meanings = switch (vendor) {
            case 0 -> StandardAttributes.MEANINGS;
            case Attributes.CISCO -> CiscoAttributes.MEANINGS;
            case Attributes.MICROSOFT -> MicrosoftAttributes.MEANINGS;
            case AsaAttributes.VENDOR -> AsaAttributes.MEANINGS;
            default -> Map.of();
        };
        return Optional.ofNullable(meanings.get(type));
    }

    String name() {
        if (isAvPair()) return "Cisco-AVPair";
        return meaning().map(Meaning::name).orElseGet(this::number);
    }

    private String number() {
        if (vendor == 0) return "attribute " + type;
        // An enterprise number has no sign.
        String of = " of vendor " + Integer.toUnsignedString(vendor);
        return isBroken() ? "attribute " + Attribute.VENDOR_SPECIFIC + of : "attribute " + type + of;
    }

    boolean restricts() {
        return meaning().map(Meaning::restricts).orElse(false);
    }
}
