package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// Which protocol an SA is for (RFC 7296, section 3.3.1).
public record ProtocolId(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final ProtocolId NONE = named(0, "none");
    public static final ProtocolId IKE = named(1, "IKE");
    public static final ProtocolId AH = named(2, "AH");
    public static final ProtocolId ESP = named(3, "ESP");
    public static final ProtocolId FC_ESP_HEADER = named(4, "FC_ESP_HEADER");
    public static final ProtocolId FC_CT_AUTHENTICATION = named(5, "FC_CT_AUTHENTICATION");
    public static final ProtocolId GIKE_UPDATE = named(6, "GIKE_UPDATE");

    public ProtocolId {
        if (code < 0 || code > 255) throw new IllegalArgumentException("protocol " + code);
    }

    private static ProtocolId named(int code, String name) {
        NAMES.put(code, name);
        return new ProtocolId(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "protocol " + code;
    }
}
