package gatehouse.radius.secure;

import java.util.Set;

/// How we speak TLS or DTLS with a peer.
///
/// @param versions of TLS that will do; never empty
/// @param radius11 whether RADIUS/1.1 is spoken (RFC 9765), which needs TLS 1.3
public record TlsPolicy(Trust trust, Set<Version> versions, Radius11 radius11) {
    /// What is said by ALPN for RADIUS/1.1 and for RADIUS as it always was (RFC 9765, section 3.3).
    public static final String ALPN_1_1 = "radius/1.1";
    public static final String ALPN_1_0 = "radius/1.0";

    public TlsPolicy {
        versions = Set.copyOf(versions);
        if (versions.isEmpty()) throw new IllegalArgumentException("no version of TLS");
    }

    /// Versions of TLS that are still thought secure (RFC 9325).
    public enum Version {
        TLS_1_2,
        TLS_1_3
    }

    /// Whether packets go without MD5.
    public enum Radius11 {
        /// If the peer can.
        ALLOW,
        /// A peer that cannot is refused.
        REQUIRE,
        OFF
    }

    public boolean allows(Version version) {
        return versions.contains(version);
    }

    /// Whether RADIUS/1.1 is offered.
    public boolean offersRadius11() {
        return radius11 != Radius11.OFF && allows(Version.TLS_1_3);
    }
}
