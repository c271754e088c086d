/// RADIUS inside TLS and DTLS (RFC 6614, RFC 7360, RFC 9765, RFC 9813): who trusts whom and by what, what a handshake came
/// to, and where a packet ends in a stream of octets. No sockets.
///
/// Start with [gatehouse.radius.secure.TlsPolicy].
package gatehouse.radius.secure;
