package gatehouse.ike.auth;

import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import javax.security.auth.x500.X500Principal;

/// What a client calls itself in IDi (RFC 7296, section 3.5), in the words of AAA.
public final class PeerIdentities {
    private PeerIdentities() {}

    public static PeerIdentity of(IdPayload identity) {
        IdType type = identity.idType();
        if (type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR)) {
            return new PeerIdentity(Kind.ADDRESS, identity.text());
        }
        if (type.equals(IdType.FQDN)) return new PeerIdentity(Kind.FQDN, identity.text());
        if (type.equals(IdType.RFC822_ADDR)) return new PeerIdentity(Kind.EMAIL, identity.text());
        if (type.equals(IdType.DER_ASN1_DN)) {
            try {
                return new PeerIdentity(Kind.DN, new X500Principal(identity.data().toArray()).getName());
            } catch (IllegalArgumentException _) {
                // Not a name: it fits nothing that asks for one.
                return new PeerIdentity(Kind.DN, identity.text());
            }
        }
        return new PeerIdentity(Kind.KEY_ID, identity.text());
    }
}
