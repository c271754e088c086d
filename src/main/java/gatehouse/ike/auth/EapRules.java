package gatehouse.ike.auth;

import gatehouse.eap.EapPacket;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.EapPolicy;
import java.util.Set;

/// Which EAP methods may prove an identity to us. We pass them all through; what decides is whether they make a key.
public final class EapRules {
    private static final Set<EapType> KNOWN_KEYLESS = Set.of(EapType.MD5_CHALLENGE, EapType.OTP, EapType.GTC);

    private static final Set<EapType> NO_METHODS = Set.of(EapType.IDENTITY, EapType.NAK, EapType.EXPANDED_NAK);

    private EapRules() {}

    /// Why this response of the client must not go on, if so; empty text otherwise. A method that is known to make no
    /// key is stopped before the client's proof leaves us; the server's mere proposal of one is not, for the client may
    /// answer with Nak and the server then propose better.
    ///
    /// @param only whether EAP is to prove us too (RFC 5998, section 4: the method must make a key and prove both sides)
    public static String objection(EapPolicy policy, boolean only, EapPacket response) {
        EapType type = response.type().orElse(EapType.IDENTITY);
        if (only && !NO_METHODS.contains(type) && !policy.only().contains(type)) return notOnly(type);
        return KNOWN_KEYLESS.contains(type) && !policy.keylessAllowed().contains(type) ? keyless(type) : "";
    }

    /// Why an Accept does not count, if so; empty text otherwise.
    ///
    /// @param method that the client took part in
    /// @param keyed  whether it brought a key
    public static String objection(EapPolicy policy, boolean only, EapType method, boolean keyed) {
        if (only && !policy.only().contains(method)) return notOnly(method);
        if (keyed) return "";
        if (only) return method + " made no key, and nothing else proves us (eap.only)";
        return policy.keylessAllowed().contains(method) ? "" : keyless(method);
    }

    private static String notOnly(EapType method) {
        return method + " may not be all that proves both sides (eap.only)";
    }

    private static String keyless(EapType method) {
        return method + " makes no key and is not allowed by name (eap.allow-keyless)";
    }
}
