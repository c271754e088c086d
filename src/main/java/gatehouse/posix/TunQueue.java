package gatehouse.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the descriptors of a [Tun]. It never waits; [Poll] does. One thread may read while another writes.
public final class TunQueue implements AutoCloseable {
    /// Nothing waits to be read, or there is no room to write.
    public static final int NOTHING = 0;

    /// The kernel does not take this packet, and would not a second time: no IP packet, a header that contradicts it, or
    /// an interface that is down. A peer can cause it at will, so it is no exception: count it.
    public static final int REFUSED = -1;

    private final MemorySegment readErrno = Libc.errnoBuffer();
    private final MemorySegment writeErrno = Libc.errnoBuffer();
    private volatile int descriptor;

    TunQueue(int descriptor) {
        this.descriptor = descriptor;
    }

    /// For [Poll].
    public int descriptor() {
        return descriptor;
    }

    /// Reads one packet, with its virtio-net header if the device has them: its length or [#NOTHING]. What does not fit
    /// is lost; [Tun#LARGEST_FRAME] octets always suffice. `into` is native memory.
    public int read(MemorySegment into) throws IOException {
        int result = Libc.read(readErrno, descriptor, into);
        if (result >= 0) return result;
        if (result == -Libc.EAGAIN) return NOTHING;
        throw new PosixException("read from TUN", -result, remedy(-result));
    }

    /// Writes one packet, with its virtio-net header if the device has them: its length, [#NOTHING] or [#REFUSED]. `from`
    /// is native memory.
    public int write(MemorySegment from, int length) throws IOException {
        int result = Libc.write(writeErrno, descriptor, from, length);
        if (result >= 0) return result;
        return switch (-result) {
            case Libc.EAGAIN -> NOTHING;
            case Libc.EINVAL, Libc.EIO, Libc.EMSGSIZE, Libc.ENOBUFS, Libc.ENOMEM -> REFUSED;
            default -> throw new PosixException("write to TUN", -result, remedy(-result));
        };
    }

    private static String remedy(int errno) {
        return errno == Libc.EBADFD ? "the interface has been deleted by somebody else" : "";
    }

    /// No thread may be inside [#read] or [#write]: the number of the descriptor may be another's a moment later.
    @Override
    public void close() throws IOException {
        int closing = descriptor;
        if (closing < 0) return;
        descriptor = -1;
        int result = Libc.close(Libc.errnoBuffer(), closing);
        if (result < 0) throw new PosixException("close TUN", -result);
    }
}
