/// ESP in user space (RFC 4303, 3948): tables of SAs, and what happens to a packet on its way in and out. Only octets and
/// numbers: no socket, no thread, no clock.
///
/// Start with [gatehouse.dataplane.esp.EspPipeline], which is a packet's whole walk; each I/O thread has one. They share
/// the [gatehouse.dataplane.esp.SaDatabase], which is read without locks. An SA itself has a short lock of its own, taken
/// once per packet where the packet is counted: NATs and the kernel decide which thread a packet comes to, and counters
/// must be exact whoever it is.
///
/// System calls cost more than encryption, so both ends of the TUN device move many packets per call:
/// [gatehouse.dataplane.esp.TsoSegmenter] splits what one read gives, [gatehouse.dataplane.esp.TcpCoalescer] joins what one
/// write takes.
package gatehouse.dataplane.esp;
