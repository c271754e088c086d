package gatehouse.ike.policy;

import gatehouse.eap.EapType;
import java.util.Set;

/// Rules for EAP.
///
/// @param queryIdentity  whether the client is asked for an EAP identity; without, IDi is taken for it
/// @param keylessAllowed methods that may be used although they make no key, so that AUTH rests on SK_pi and SK_pr alone
///                       and a man in the middle of the EAP conversation is not noticed (RFC 7296, section 2.16)
public record EapPolicy(boolean queryIdentity, Set<EapType> keylessAllowed) {
    public EapPolicy {
        keylessAllowed = Set.copyOf(keylessAllowed);
    }
}
