package gatehouse.initiator;

import gatehouse.wire.IdPayload;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Whom the client takes for the gateway.
public interface GatewayTrust {
    /// Why a gateway with these certificates, its own first, is not the one meant, if so.
    Optional<String> objection(List<X509Certificate> certificates, IdPayload identity);
}
