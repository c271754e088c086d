package gatehouse.wire;

import java.util.HashMap;
import java.util.Map;

/// What an algorithm is for (RFC 7296, section 3.3.2).
public record TransformType(int code) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final TransformType ENCR = named(1, "ENCR");
    public static final TransformType PRF = named(2, "PRF");
    public static final TransformType INTEG = named(3, "INTEG");
    public static final TransformType KE = named(4, "KE");
    public static final TransformType ESN = named(5, "ESN");
    public static final TransformType ADDKE1 = named(6, "ADDKE1");
    public static final TransformType ADDKE2 = named(7, "ADDKE2");
    public static final TransformType ADDKE3 = named(8, "ADDKE3");
    public static final TransformType ADDKE4 = named(9, "ADDKE4");
    public static final TransformType ADDKE5 = named(10, "ADDKE5");
    public static final TransformType ADDKE6 = named(11, "ADDKE6");
    public static final TransformType ADDKE7 = named(12, "ADDKE7");
    public static final TransformType KWA = named(13, "KWA");
    public static final TransformType GCAUTH = named(14, "GCAUTH");

    public TransformType {
        if (code < 0 || code > 255) throw new IllegalArgumentException("transform type " + code);
    }

    /// A group of Diffie-Hellman or another key exchange: the first one, or an additional one (RFC 9370).
    public boolean isKeyExchange() {
        return code == 4 || code >= 6 && code <= 12;
    }

    private static TransformType named(int code, String name) {
        NAMES.put(code, name);
        return new TransformType(code);
    }

    @Override
    public String toString() {
        String name = NAMES.get(code);
        return name != null ? name : "transform type " + code;
    }
}
