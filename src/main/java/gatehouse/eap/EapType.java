package gatehouse.eap;

import java.util.HashMap;
import java.util.Map;

/// The method of an EAP request or response (RFC 3748, section 5): a number, or for the expanded types (section 5.7) a
/// vendor and the vendor's number.
///
/// @param code       254 for expanded types
/// @param vendor     SMI enterprise number, 24 bits; zero unless expanded
/// @param vendorType 32 bits; zero unless expanded
public record EapType(int code, int vendor, long vendorType) {
    private static final Map<Integer, String> NAMES = new HashMap<>();
    private static final int EXPANDED = 254;

    public static final EapType IDENTITY = named(1, "Identity");
    public static final EapType NOTIFICATION = named(2, "Notification");
    public static final EapType NAK = named(3, "Nak");
    public static final EapType MD5_CHALLENGE = named(4, "MD5-Challenge");
    public static final EapType OTP = named(5, "OTP");
    public static final EapType GTC = named(6, "GTC");
    public static final EapType TLS = named(13, "TLS");
    public static final EapType LEAP = named(17, "LEAP");
    public static final EapType SIM = named(18, "SIM");
    public static final EapType TTLS = named(21, "TTLS");
    public static final EapType AKA = named(23, "AKA");
    public static final EapType PEAP = named(25, "PEAP");
    public static final EapType MSCHAPV2 = named(26, "MSCHAPv2");
    public static final EapType MS_AUTH_TLV = named(33, "MS-Authentication-TLV");
    public static final EapType FAST = named(43, "FAST");
    public static final EapType PAX = named(46, "PAX");
    public static final EapType PSK = named(47, "PSK");
    public static final EapType SAKE = named(48, "SAKE");
    public static final EapType IKEV2 = named(49, "IKEv2");
    public static final EapType AKA_PRIME = named(50, "AKA'");
    public static final EapType GPSK = named(51, "GPSK");
    public static final EapType PWD = named(52, "pwd");
    public static final EapType EKE = named(53, "EKE");
    public static final EapType TEAP = named(55, "TEAP");

    /// A Nak of a peer that speaks expanded types (section 5.3.2).
    public static final EapType EXPANDED_NAK = expanded(0, 3);

    private static final int CISCO = 9;

    /// What AnyConnect speaks instead of a method: XML documents.
    public static final EapType CISCO_ANYCONNECT = expanded(CISCO, 0x44425250);

    public EapType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("EAP type " + code);
        if (vendor < 0 || vendor > 0xff_ffff) throw new IllegalArgumentException("EAP vendor " + vendor);
        if (vendorType < 0 || vendorType > 0xffff_ffffL) {
            throw new IllegalArgumentException("EAP vendor type " + vendorType);
        }
        if (code != EXPANDED && (vendor != 0 || vendorType != 0)) {
            throw new IllegalArgumentException("EAP type " + code + " has no vendor");
        }
    }

    public static EapType of(int code) {
        if (code == EXPANDED) throw new IllegalArgumentException("an expanded EAP type has a vendor");
        return new EapType(code, 0, 0);
    }

    public static EapType expanded(int vendor, long vendorType) {
        return new EapType(EXPANDED, vendor, vendorType);
    }

    public boolean isExpanded() {
        return code == EXPANDED;
    }

    private static EapType named(int code, String name) {
        NAMES.put(code, name);
        return of(code);
    }

    /// `MSCHAPv2`, `type 99`, or for expanded types `vendor 9 type 1145197136`.
    @Override
    public String toString() {
        if (isExpanded()) return "vendor " + vendor + " type " + vendorType;
        String name = NAMES.get(code);
        return name != null ? name : "type " + code;
    }
}
