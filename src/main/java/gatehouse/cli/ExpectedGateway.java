package gatehouse.cli;

import gatehouse.initiator.GatewayTrust;
import gatehouse.net.Addresses;
import gatehouse.pki.AuthorityHash;
import gatehouse.pki.SubjectNames;
import gatehouse.pki.TrustPoints;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertReqPayload;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The gateway that the client wants, and nobody else: an authority that is trusted vouches for it, its certificate bears
/// the name that was asked for, and the identity that it claims.
///
/// @param name what its certificate has to bear
record ExpectedGateway(TrustPoints trusted, String name, InstantSource clock) implements GatewayTrust {
    private static final int MOST_AUTHORITIES = 20;

    @Override
    public Optional<String> objection(List<X509Certificate> certificates, IdPayload identity) {
        X509Certificate own = certificates.getFirst();
        if (!bears(own, identity)) return Optional.of("its certificate does not bear " + identity.text());
        if (!SubjectNames.bears(own, name)) {
            return Optional
                    .of("its certificate is for " + String.join(", ", SubjectNames.list(own)) + ", not for " + name);
        }
        return trusted.objection(certificates, clock.instant());
    }

    /// A hint which certificates would do. It is not worth a message of its own: of all public authorities it would be larger
    /// than the rest.
    List<CertReqPayload> requests() {
        List<X509Certificate> authorities = trusted.authorities();
        return authorities.isEmpty() || authorities.size() > MOST_AUTHORITIES
                ? List.of()
                : List.of(new CertReqPayload(CertEncoding.X509_SIGNATURE, AuthorityHash.ofAll(authorities)));
    }

    private static boolean bears(X509Certificate certificate, IdPayload identity) {
        IdType type = identity.idType();
        if (type.equals(IdType.FQDN)) return SubjectNames.bearsHost(certificate, identity.data().utf8());
        if (type.equals(IdType.RFC822_ADDR)) return SubjectNames.bearsMail(certificate, identity.data().utf8());
        if (type.equals(IdType.DER_ASN1_DN)) return SubjectNames.bearsSubject(certificate, identity.data());
        if (type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR)) {
            return SubjectNames.bearsAddress(certificate, Addresses.of(identity.data()));
        }
        return false;
    }
}
