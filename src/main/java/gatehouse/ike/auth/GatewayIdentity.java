package gatehouse.ike.auth;

import gatehouse.ike.policy.Profile;
import gatehouse.wire.IdPayload;
import gatehouse.wire.PayloadType;
import java.util.Optional;

/// Who we say we are. A client may name the identity that it expects (IDr in its first IKE_AUTH request): we take it on
/// if our certificate bears it, for clients compare what we answer with what they asked for.
public final class GatewayIdentity {
    private GatewayIdentity() {}

    public static IdPayload choose(Profile policy, Optional<IdPayload> asked) {
        return asked.filter(identity -> PeerCertificates.bears(policy.credential().certificate(), identity))
                .map(identity -> new IdPayload(PayloadType.IDR, identity.idType(), identity.data()))
                .orElse(policy.identity());
    }
}
