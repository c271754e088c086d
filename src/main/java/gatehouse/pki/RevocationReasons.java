package gatehouse.pki;

import java.time.Instant;
import java.util.List;

/// Why a certificate was revoked, by name (RFC 5280, section 5.3.1).
final class RevocationReasons {
    private static final List<String> NAMES = List.of(
            "unspecified",
            "keyCompromise",
            "cACompromise",
            "affiliationChanged",
            "superseded",
            "cessationOfOperation",
            "certificateHold",
            "unused",
            "removeFromCRL",
            "privilegeWithdrawn",
            "aACompromise");

    private RevocationReasons() {}

    static String revoked(Instant at, int reason) {
        String name = reason >= 0 && reason < NAMES.size() ? NAMES.get(reason) : "reason " + reason;
        return "revoked at " + at + " (" + name + ")";
    }
}
