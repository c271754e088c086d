/// UDP ports and the event loops they live on: the only room, besides `server`, that knows Netty.
///
/// [gatehouse.transport.UdpPort] is one socket on one loop, bound to one real address, so that the local end of every
/// datagram is known. On the NAT traversal port [gatehouse.transport.NattDemux] tells IKE, ESP and keepalives apart
/// (RFC 3948, section 2), and what is sent bears the non-ESP marker. Where the kernel allows it, each loop has a socket
/// of its own on the same port and the kernel spreads clients over them; else one loop receives for all. A loop may have a
/// second one there, which only receives.
/// A data plane may read a socket itself, and then brings what is not for it.
package gatehouse.transport;
