/// The few C calls that Java lacks, through the foreign function API: TUN devices, UDP with segmentation offload both
/// ways, poll, the choice among sockets that share a port.
/// It knows 64-bit little-endian Linux and nothing of ours. [Libc] is the only binder of C functions; around it each class
/// owns the memory that its calls need, so that calling costs no allocation. Start with [Tun].
///
/// A foreign call that waits pins its carrier: use platform threads here. No object but [Poll#wake] may be used by two
/// threads at once, except that one thread may read a [TunQueue] while another writes it.
package gatehouse.posix;
