package gatehouse.ike.keying;

import gatehouse.bytes.Bytes;
import gatehouse.ike.sa.Step;

/// Nonces (RFC 7296, section 2.10).
public final class Nonces {
    private static final int LENGTH = 32;

    private Nonces() {}

    public static Bytes fresh(Step step) {
        byte[] nonce = new byte[LENGTH];
        step.tools().random().nextBytes(nonce);
        return Bytes.wrap(nonce);
    }

    /// The lower of two, as section 2.8.1 compares them: octet by octet, and if one begins with the other the shorter one.
    public static Bytes lower(Bytes a, Bytes b) {
        return isLower(b, a) ? b : a;
    }

    public static boolean isLower(Bytes a, Bytes b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (a.u8(i) != b.u8(i)) return a.u8(i) < b.u8(i);
        }
        return a.length() < b.length();
    }
}
