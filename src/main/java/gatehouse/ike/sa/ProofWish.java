package gatehouse.ike.sa;

import gatehouse.pki.Credential;
import gatehouse.wire.AuthAnnouncement;
import java.util.List;

/// How a client wants us to prove ourselves, as far as it said.
///
/// @param credential what we do it with, chosen by what it asked for
/// @param ocsp       whether it wants an OCSP response about our certificate (RFC 4806)
/// @param methods    what it can verify with our certificate (RFC 9593); empty if it did not say
public record ProofWish(Credential credential, boolean ocsp, List<AuthAnnouncement> methods) {
    public ProofWish {
        methods = List.copyOf(methods);
    }
}
