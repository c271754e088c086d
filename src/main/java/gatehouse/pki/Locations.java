package gatehouse.pki;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.GeneralName;

/// Where certificates say that something is. Only `http` is gone to: what is there is signed, and whoever asked by TLS would
/// have to ask about another certificate first.
final class Locations {
    private Locations() {}

    static Optional<URI> http(GeneralName name) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) return Optional.empty();
        try {
            var uri = new URI(ASN1IA5String.getInstance(name.getName()).getString());
            return "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
