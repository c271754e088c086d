package gatehouse.ike.auth;

import gatehouse.pki.SubjectNames;
import gatehouse.net.Addresses;
import gatehouse.wire.IdType;
import gatehouse.bytes.Bytes;
import gatehouse.pki.Credential;
import gatehouse.ike.policy.Profile;
import gatehouse.wire.IdPayload;
import gatehouse.wire.PayloadType;
import java.util.Optional;

/// Who we say we are. A client may name the identity that it expects (IDr in its first IKE_AUTH request): we take it on
/// if our certificate bears it, for clients compare what we answer with what they asked for.
public final class GatewayIdentity {
    private GatewayIdentity() {}

    public static IdPayload choose(Profile policy, Credential credential, Optional<IdPayload> asked) {
        return asked.filter(identity -> PeerCertificates.bears(credential.certificate(), identity))
                .map(identity -> new IdPayload(PayloadType.IDR, identity.idType(), identity.data()))
                .orElseGet(() -> PeerCertificates.bears(credential.certificate(), policy.identity())
                        ? policy.identity()
                        : firstName(policy, credential));
    }

    // The gateway's name is not in every certificate that it may have.
    private static IdPayload firstName(Profile policy, Credential credential) {
        return SubjectNames.list(credential.certificate()).stream()
                .findFirst()
                .map(GatewayIdentity::identity)
                .orElse(policy.identity());
    }

    private static IdPayload identity(String name) {
        try {
            Bytes address = Addresses.bytes(Addresses.parse(name));
            IdType type = address.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR;
            return new IdPayload(PayloadType.IDR, type, address);
        } catch (IllegalArgumentException _) {
            IdType type = name.indexOf('@') > 0 ? IdType.RFC822_ADDR : IdType.FQDN;
            return new IdPayload(PayloadType.IDR, type, Bytes.ofUtf8(name));
        }
    }
}
