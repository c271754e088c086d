/// Connections that carry RADIUS inside TLS and DTLS: TLS with certificates by Java and Netty, TLS with pre-shared keys and all
/// of DTLS by Bouncy Castle. What is asked over them, and when one is opened, is decided in `radius.client`.
///
/// Start with [gatehouse.transport.radsec.Connector].
package gatehouse.transport.radsec;
