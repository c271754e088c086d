package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What a payload is (RFC 7296, section 3.2). Printed as the RFC abbreviates it.
public record PayloadType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final PayloadType NONE = named(0, "none");
    public static final PayloadType SA = named(33, "SA");
    public static final PayloadType KE = named(34, "KE");
    public static final PayloadType IDI = named(35, "IDi");
    public static final PayloadType IDR = named(36, "IDr");
    public static final PayloadType CERT = named(37, "CERT");
    public static final PayloadType CERTREQ = named(38, "CERTREQ");
    public static final PayloadType AUTH = named(39, "AUTH");
    public static final PayloadType NONCE = named(40, "Nonce");
    public static final PayloadType NOTIFY = named(41, "N");
    public static final PayloadType DELETE = named(42, "D");
    public static final PayloadType VENDOR_ID = named(43, "V");
    public static final PayloadType TSI = named(44, "TSi");
    public static final PayloadType TSR = named(45, "TSr");
    public static final PayloadType SK = named(46, "SK");
    public static final PayloadType CP = named(47, "CP");
    public static final PayloadType EAP = named(48, "EAP");
    public static final PayloadType GSPM = named(49, "GSPM");
    public static final PayloadType IDG = named(50, "IDg");
    public static final PayloadType GSA = named(51, "GSA");
    public static final PayloadType KD = named(52, "KD");
    public static final PayloadType SKF = named(53, "SKF");
    public static final PayloadType PUZZLE_SOLUTION = named(54, "PS");

    public PayloadType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("payload " + code);
    }

    private static PayloadType named(int code, String name) {
        NAMES.put(code, name);
        return new PayloadType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "payload " + code;
    }
}
