package gatehouse.ike.auth;

import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.EapPolicy;
import java.util.Set;

/// Which EAP methods may prove an identity to us. We pass them all through; what decides is whether they make a key.
public final class EapRules {
    private static final Set<EapType> KNOWN_KEYLESS = Set.of(EapType.MD5_CHALLENGE, EapType.OTP, EapType.GTC);

    private EapRules() {}

    /// Why this response of the client must not go on, if so; empty text otherwise. A method that is known to make no
    /// key is stopped before the client's proof leaves us; the server's mere proposal of one is not, for the client may
    /// answer with Nak and the server then propose better.
    public static String objection(EapPolicy policy, EapPacket response) {
        EapType type = response.type().orElse(EapType.IDENTITY);
        return KNOWN_KEYLESS.contains(type) && !policy.keylessAllowed().contains(type) ? keyless(type) : "";
    }

    /// Why an Accept that brought no key does not count, if so; empty text otherwise.
    public static String objectionWithoutKey(EapPolicy policy, EapType method) {
        return policy.keylessAllowed().contains(method) ? "" : keyless(method);
    }

    private static String keyless(EapType method) {
        return method + " makes no key and is not allowed by name (eap.allow-keyless)";
    }
}
