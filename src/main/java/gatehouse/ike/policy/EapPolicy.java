package gatehouse.ike.policy;

import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.eap.EapType;
import java.util.Optional;
import java.util.Set;

/// Rules for EAP.
///
/// @param queryIdentity  whether the client is asked for an EAP identity; without, IDi is taken for it
/// @param keylessAllowed methods that may be used although they make no key, so that AUTH rests on SK_pi and SK_pr alone
///                       and a man in the middle of the EAP conversation is not noticed (RFC 7296, section 2.16)
/// @param only           methods that prove us too, so that a client which asks for it needs no other proof of us (RFC 5998);
///                       empty where it always gets one
/// @param second         what people are authorized by who prove themselves by EAP after their machine has proved itself
///                       otherwise (RFC 4739); empty where one proof is enough
public record EapPolicy(
        boolean queryIdentity,
        Set<EapType> keylessAllowed,
        Set<EapType> only,
        Optional<AuthorizationPlan> second) {
    public EapPolicy {
        keylessAllowed = Set.copyOf(keylessAllowed);
        only = Set.copyOf(only);
    }

    /// One proof, and ours by signature.
    public EapPolicy(boolean queryIdentity, Set<EapType> keylessAllowed) {
        this(queryIdentity, keylessAllowed, Set.of(), Optional.empty());
    }
}
