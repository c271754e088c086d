package gatehouse.pki;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Extended key usages by name (RFC 5280, section 4.2.1.12; RFC 4945, section 5.1.3.12).
public final class KeyPurposes {
    public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    public static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    public static final String IPSEC_IKE = "1.3.6.1.5.5.7.3.17";
    /// Of the days before IPSEC_IKE; some clients look for it in the certificate of a gateway.
    public static final String IKE_INTERMEDIATE = "1.3.6.1.5.5.8.2.2";
    public static final String ANY = "2.5.29.37.0";

    private static final Map<String, String> BY_NAME = Map.of(
            "server-auth", SERVER_AUTH,
            "client-auth", CLIENT_AUTH,
            "ocsp-signing", OCSP_SIGNING,
            "ipsec-ike", IPSEC_IKE,
            "ike-intermediate", IKE_INTERMEDIATE,
            "smartcard-logon", "1.3.6.1.4.1.311.20.2.2",
            "any", ANY);
    private static final Map<String, String> NAMES =
            BY_NAME.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private KeyPurposes() {}

    /// The object identifier of a name; an object identifier is its own.
    public static Optional<String> identifier(String name) {
        if (name.matches("[0-2](\\.(0|[1-9][0-9]*))+")) return Optional.of(name);
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// The name of an object identifier, or else the identifier.
    public static String name(String identifier) {
        return NAMES.getOrDefault(identifier, identifier);
    }

    /// Every name that there is.
    public static Iterable<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }
}
