package gatehouse.transport.radsec;

import gatehouse.radius.secure.Handshake;
import gatehouse.radius.secure.TlsPolicy;
import gatehouse.radius.secure.TlsPolicy.Radius11;
import java.util.List;
import java.util.Optional;

/// Which RADIUS is spoken (RFC 9765, section 3).
final class Alpn {
    private Alpn() {}

    /// What is offered; nothing where RADIUS/1.1 is off, as ever before.
    static List<String> offer(TlsPolicy policy) {
        if (!policy.offersRadius11()) return List.of();
        return policy.radius11() == Radius11.REQUIRE
                ? List.of(TlsPolicy.ALPN_1_1)
                : List.of(TlsPolicy.ALPN_1_1, TlsPolicy.ALPN_1_0);
    }

    /// Why what was agreed on will not do.
    static Optional<String> objection(TlsPolicy policy, Handshake agreed) {
        if (policy.radius11() == Radius11.REQUIRE && !agreed.isRadius11()) {
            return Optional.of("it does not speak RADIUS/1.1, which 'radius-1.1: require' demands");
        }
        // RFC 9765, section 3.5: "Implementations of this specification MUST require TLS version 1.3 or later."
        if (agreed.isRadius11() && !agreed.version().endsWith("1.3")) {
            return Optional.of("it chose RADIUS/1.1 over " + agreed.version() + ", which needs TLS 1.3");
        }
        return Optional.empty();
    }
}
