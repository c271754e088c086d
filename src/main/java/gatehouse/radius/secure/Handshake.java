package gatehouse.radius.secure;

/// What two peers agreed on.
///
/// @param version  as in `TLSv1.3`
/// @param cipher   as in `TLS_AES_128_GCM_SHA256`
/// @param protocol what ALPN chose, as in `radius/1.1`; empty if nothing was chosen
/// @param peer     who the other one is: the subject of its certificate, or the identity of the key
public record Handshake(String version, String cipher, String protocol, String peer) {
    /// Whether packets go without authenticators (RFC 9765).
    public boolean isRadius11() {
        return protocol.equals(TlsPolicy.ALPN_1_1);
    }
}
