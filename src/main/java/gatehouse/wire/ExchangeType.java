package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// Which exchange a message belongs to (RFC 7296, section 3.1).
public record ExchangeType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final ExchangeType IKE_SA_INIT = named(34, "IKE_SA_INIT");
    public static final ExchangeType IKE_AUTH = named(35, "IKE_AUTH");
    public static final ExchangeType CREATE_CHILD_SA = named(36, "CREATE_CHILD_SA");
    public static final ExchangeType INFORMATIONAL = named(37, "INFORMATIONAL");
    public static final ExchangeType IKE_SESSION_RESUME = named(38, "IKE_SESSION_RESUME");
    public static final ExchangeType GSA_AUTH = named(39, "GSA_AUTH");
    public static final ExchangeType GSA_REGISTRATION = named(40, "GSA_REGISTRATION");
    public static final ExchangeType GSA_REKEY = named(41, "GSA_REKEY");
    public static final ExchangeType GSA_INBAND_REKEY = named(42, "GSA_INBAND_REKEY");
    public static final ExchangeType IKE_INTERMEDIATE = named(43, "IKE_INTERMEDIATE");
    public static final ExchangeType IKE_FOLLOWUP_KE = named(44, "IKE_FOLLOWUP_KE");

    public ExchangeType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("exchange " + code);
    }

    private static ExchangeType named(int code, String name) {
        NAMES.put(code, name);
        return new ExchangeType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "exchange " + code;
    }
}
