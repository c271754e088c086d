package gatehouse.pki;

import gatehouse.bytes.Bytes;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/// What we prove our identity with: a certificate, the intermediate certificates up to but without the root, and the
/// private key. It prints without the key.
///
/// @param roots authorities at the end of the chain, as far as they are known; they are not sent
public record Credential(
        X509Certificate certificate,
        List<X509Certificate> intermediates,
        PrivateKey privateKey,
        List<X509Certificate> roots) {
    public Credential {
        intermediates = List.copyOf(intermediates);
        roots = List.copyOf(roots);
    }

    /// Whose root is not known.
    public Credential(X509Certificate certificate, List<X509Certificate> intermediates, PrivateKey privateKey) {
        this(certificate, intermediates, privateKey, List.of());
    }

    /// Whether an authority that a CERTREQ names by its hash (RFC 7296, section 3.7) is in the chain.
    public boolean isUnder(Bytes authority) {
        return Stream.concat(intermediates.stream(), roots.stream())
                .anyMatch(above -> AuthorityHash.of(above).equals(authority));
    }

    /// The same, with those of these authorities that issued the end of the chain.
    public Credential under(List<X509Certificate> authorities) {
        X509Certificate end = intermediates.isEmpty() ? certificate : intermediates.getLast();
        List<X509Certificate> above = Stream.concat(
                roots.stream(), authorities.stream().filter(one -> KeyPairs.issued(one, end)))
                .distinct()
                .toList();
        return new Credential(certificate, intermediates, privateKey, above);
    }

    /// Who issued the certificate, if that is known.
    public List<X509Certificate> issuers() {
        return Stream.concat(intermediates.stream(), roots.stream())
                .filter(one -> KeyPairs.issued(one, certificate))
                .limit(1)
                .toList();
    }

    @Override
    public String toString() {
        return "Credential(" + certificate.getSubjectX500Principal() + ")";
    }
}
