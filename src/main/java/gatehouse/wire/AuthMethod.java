package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// How an AUTH payload was made (RFC 7296, section 3.8).
public record AuthMethod(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final AuthMethod RSA_SIGNATURE = named(1, "RSA_SIGNATURE");
    public static final AuthMethod SHARED_KEY = named(2, "SHARED_KEY");
    public static final AuthMethod DSS_SIGNATURE = named(3, "DSS_SIGNATURE");
    public static final AuthMethod ECDSA_P256 = named(9, "ECDSA_P256");
    public static final AuthMethod ECDSA_P384 = named(10, "ECDSA_P384");
    public static final AuthMethod ECDSA_P521 = named(11, "ECDSA_P521");
    public static final AuthMethod GENERIC_SECURE_PASSWORD = named(12, "GENERIC_SECURE_PASSWORD");
    public static final AuthMethod NULL = named(13, "NULL");
    public static final AuthMethod DIGITAL_SIGNATURE = named(14, "DIGITAL_SIGNATURE");

    public AuthMethod {
        if (code < 0 || code > 255) throw new IllegalArgumentException("authentication method " + code);
    }

    private static AuthMethod named(int code, String name) {
        NAMES.put(code, name);
        return new AuthMethod(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "authentication method " + code;
    }
}
