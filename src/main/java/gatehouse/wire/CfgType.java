package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What a configuration payload wants (RFC 7296, section 3.15).
public record CfgType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final CfgType REQUEST = named(1, "CFG_REQUEST");
    public static final CfgType REPLY = named(2, "CFG_REPLY");
    public static final CfgType SET = named(3, "CFG_SET");
    public static final CfgType ACK = named(4, "CFG_ACK");

    public CfgType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("configuration type " + code);
    }

    private static CfgType named(int code, String name) {
        NAMES.put(code, name);
        return new CfgType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "configuration type " + code;
    }
}
