package gatehouse.ike.auth;

import gatehouse.bytes.Bytes;
import gatehouse.ike.policy.ConnectionPolicy;
import gatehouse.net.Addresses;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Who we say we are. A client may name the identity that it expects (IDr in its first IKE_AUTH request): we take it on
/// if our certificate bears it, for clients compare what we answer with what they asked for.
public final class GatewayIdentity {
    private static final int SAN_EMAIL = 1;
    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    private GatewayIdentity() {}

    public static IdPayload choose(ConnectionPolicy policy, Optional<IdPayload> asked) {
        return asked.filter(identity -> bears(policy.credential().certificate(), identity))
                .map(identity -> new IdPayload(PayloadType.IDR, identity.idType(), identity.data()))
                .orElse(policy.identity());
    }

    /// Whether a certificate has an identity as its subject or among its alternative names (RFC 4945, section 3.1).
    public static boolean bears(X509Certificate certificate, IdPayload identity) {
        if (identity.idType().equals(IdType.DER_ASN1_DN)) {
            return Bytes.wrap(certificate.getSubjectX500Principal().getEncoded()).equals(identity.data());
        }
        if (identity.idType().equals(IdType.FQDN)) return hasName(certificate, SAN_DNS, identity.data().utf8());
        if (identity.idType().equals(IdType.RFC822_ADDR)) {
            return hasName(certificate, SAN_EMAIL, identity.data().utf8());
        }
        if (identity.idType().equals(IdType.IPV4_ADDR) || identity.idType().equals(IdType.IPV6_ADDR)) {
            return names(certificate).stream()
                    .filter(name -> (int) name.get(0) == SAN_ADDRESS && name.get(1) instanceof String)
                    .anyMatch(name -> Addresses.parse((String) name.get(1)).equals(Addresses.of(identity.data())));
        }
        return false;
    }

    private static boolean hasName(X509Certificate certificate, int kind, String wanted) {
        return names(certificate).stream()
                .anyMatch(name -> (int) name.get(0) == kind && wanted.equalsIgnoreCase(String.valueOf(name.get(1))));
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
