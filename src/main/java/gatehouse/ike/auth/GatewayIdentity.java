package gatehouse.ike.auth;

import gatehouse.ike.policy.Profile;
import gatehouse.net.Addresses;
import gatehouse.pki.SubjectNames;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Who we say we are. A client may name the identity that it expects (IDr in its first IKE_AUTH request): we take it on
/// if our certificate bears it, for clients compare what we answer with what they asked for.
public final class GatewayIdentity {
    private GatewayIdentity() {}

    public static IdPayload choose(Profile policy, Optional<IdPayload> asked) {
        return asked.filter(identity -> bears(policy.credential().certificate(), identity))
                .map(identity -> new IdPayload(PayloadType.IDR, identity.idType(), identity.data()))
                .orElse(policy.identity());
    }

    private static boolean bears(X509Certificate certificate, IdPayload identity) {
        String text = identity.data().utf8();
        if (identity.idType().equals(IdType.FQDN)) return SubjectNames.bearsHost(certificate, text);
        if (identity.idType().equals(IdType.RFC822_ADDR)) return SubjectNames.bearsMail(certificate, text);
        if (identity.idType().equals(IdType.DER_ASN1_DN)) {
            return SubjectNames.bearsSubject(certificate, identity.data());
        }
        boolean address = identity.idType().equals(IdType.IPV4_ADDR) || identity.idType().equals(IdType.IPV6_ADDR);
        return address && SubjectNames.bearsAddress(certificate, Addresses.of(identity.data()));
    }
}
