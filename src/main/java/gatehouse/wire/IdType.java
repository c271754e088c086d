package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What kind of name an identity is (RFC 7296, section 3.5).
public record IdType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final IdType IPV4_ADDR = named(1, "ID_IPV4_ADDR");
    public static final IdType FQDN = named(2, "ID_FQDN");
    public static final IdType RFC822_ADDR = named(3, "ID_RFC822_ADDR");
    public static final IdType IPV6_ADDR = named(5, "ID_IPV6_ADDR");
    public static final IdType DER_ASN1_DN = named(9, "ID_DER_ASN1_DN");
    public static final IdType DER_ASN1_GN = named(10, "ID_DER_ASN1_GN");
    public static final IdType KEY_ID = named(11, "ID_KEY_ID");
    public static final IdType FC_NAME = named(12, "ID_FC_NAME");
    public static final IdType NULL = named(13, "ID_NULL");

    public IdType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("identity type " + code);
    }

    private static IdType named(int code, String name) {
        NAMES.put(code, name);
        return new IdType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "identity type " + code;
    }
}
