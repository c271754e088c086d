package gatehouse.radius.client;

import gatehouse.radius.secure.TlsPolicy;

/// How packets get to a server.
public sealed interface Transport {
    Transport UDP = new Udp();

    /// Datagrams (RFC 2865).
    record Udp() implements Transport {}

    /// Connections, authentication and accounting in the same (RFC 6614, RFC 7360).
    ///
    /// @param connections          so many at most
    /// @param dynamicAuthorization whether the server may change and end sessions over them
    record Secured(Kind kind, TlsPolicy policy, int connections, boolean dynamicAuthorization) implements Transport {}

    /// What connections are made of.
    enum Kind {
        /// Over TCP, which repeats what gets lost.
        TLS,
        /// Over UDP: a request that gets lost has to be repeated.
        DTLS
    }
}
