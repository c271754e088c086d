package gatehouse.aaa.authorization;

import java.nio.charset.StandardCharsets;

/// What may be a name that AAA is asked about.
final class AaaNames {
    // RFC 2865, section 5: an attribute has 255 octets, two of them its type and length.
    private static final int LONGEST = 253;

    private AaaNames() {}

    /// The name itself, if it can be a User-Name.
    ///
    /// @param rule what made it, and `identity` what it was made of: for the refusal
    static String fit(String name, String rule, String identity) throws MangleException {
        if (name.isEmpty()) throw refused(rule, identity, "gives an empty name");
        int octets = name.getBytes(StandardCharsets.UTF_8).length;
        if (octets > LONGEST) {
            throw refused(rule, identity, "gives a name of %d octets; a User-Name has %d at most"
                    .formatted(octets, LONGEST));
        }
        // A server that is written in C may read "root\0.example.com" as somebody else.
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused(rule, identity, "gives a name with a control character");
        }
        return name;
    }

    /// `RULE: IDENTITY WHAT`. The identity is the peer's to choose, so nothing in it may break the line of a log.
    static MangleException refused(String rule, String identity, String what) {
        return new MangleException(rule + ": " + identity.replaceAll("\\p{Cntrl}", "?") + " " + what);
    }
}
