/// ESP in user space (RFC 4303, 3948): tables of SAs, and what happens to a packet on its way in and out. Only octets and
/// numbers, but for the two ways at its edge: no socket, no thread, no clock.
///
/// Start with [gatehouse.dataplane.esp.EspPipeline], which is a packet's whole walk; each I/O thread has one. They share
/// the [gatehouse.dataplane.esp.SaDatabase], which is read without locks. An SA itself has a short lock of its own, taken
/// once per packet where the packet is counted: NATs and the kernel decide which thread a packet comes to, and counters
/// must be exact whoever it is.
///
/// System calls cost more than encryption, so both ends of the TUN device move many packets per call:
/// [gatehouse.dataplane.esp.TsoSegmenter] splits what one read gives, [gatehouse.dataplane.esp.TcpCoalescer] and
/// [gatehouse.dataplane.esp.UdpCoalescer] join what one write takes.
/// The sockets do likewise, by UDP_SEGMENT and UDP_GRO. The two ways are [gatehouse.dataplane.esp.EspInbound] and
/// [gatehouse.dataplane.esp.EspOutbound], each with its thread, and their I/O is in room `posix`.
package gatehouse.dataplane.esp;
