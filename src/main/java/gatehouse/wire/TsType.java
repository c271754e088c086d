package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What kind of traffic selector follows (RFC 7296, section 3.13.1).
public record TsType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final TsType IPV4_ADDR_RANGE = named(7, "TS_IPV4_ADDR_RANGE");
    public static final TsType IPV6_ADDR_RANGE = named(8, "TS_IPV6_ADDR_RANGE");
    public static final TsType FC_ADDR_RANGE = named(9, "TS_FC_ADDR_RANGE");
    public static final TsType SECLABEL = named(10, "TS_SECLABEL");

    public TsType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("selector type " + code);
    }

    private static TsType named(int code, String name) {
        NAMES.put(code, name);
        return new TsType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "selector type " + code;
    }
}
