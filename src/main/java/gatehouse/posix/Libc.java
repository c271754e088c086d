package gatehouse.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C functions. Each answers as the kernel does: what it returns, or the negated error number. `errno` is memory for
/// one `int`, from [#errnoBuffer], and belongs to one thread at a time. An interrupted call is repeated.
final class Libc {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EBADFD = 77;
    static final int EMSGSIZE = 90;
    static final int ENOPROTOOPT = 92;
    static final int EAFNOSUPPORT = 97;
    static final int ENETDOWN = 100;
    static final int ENETUNREACH = 101;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;
    static final int EHOSTDOWN = 112;
    static final int EHOSTUNREACH = 113;

    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);

    private static final MethodHandle OPEN =
            bind("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), ERRNO, VARIADIC);
    private static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), ERRNO);
    private static final MethodHandle IOCTL =
            bind("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), ERRNO, VARIADIC);
    private static final MethodHandle IOCTL_NUMBER =
            bind("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), ERRNO, VARIADIC);
    private static final MethodHandle READ =
            bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), ERRNO);
    private static final MethodHandle WRITE =
            bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), ERRNO);
    private static final MethodHandle SENDMSG =
            bind("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), ERRNO);
    private static final MethodHandle RECVMMSG = bind(
            "recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS), ERRNO);
    private static final MethodHandle SETSOCKOPT = bind(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERRNO);
    private static final MethodHandle GETSOCKOPT = bind(
            "getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), ERRNO);
    private static final MethodHandle POLL =
            bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), ERRNO);
    private static final MethodHandle EVENTFD =
            bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO);
    private static final MethodHandle STRERROR = bind("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    /// Memory that lives as long as somebody holds it.
    static MemorySegment errnoBuffer() {
        return Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    }

    static int open(MemorySegment errno, MemorySegment path, int flags) {
        try {
            int result;
            do
                result = outcome((int) OPEN.invokeExact(errno, path, flags), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Not repeated when interrupted: Linux has closed the descriptor by then, and its number may be somebody else's.
    static int close(MemorySegment errno, int descriptor) {
        try {
            return outcome((int) CLOSE.invokeExact(errno, descriptor), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int ioctl(MemorySegment errno, int descriptor, long request, MemorySegment argument) {
        try {
            int result;
            do
                result = outcome((int) IOCTL.invokeExact(errno, descriptor, request, argument), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int ioctl(MemorySegment errno, int descriptor, long request, long argument) {
        try {
            int result;
            do
                result = outcome((int) IOCTL_NUMBER.invokeExact(errno, descriptor, request, argument), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int read(MemorySegment errno, int descriptor, MemorySegment into) {
        try {
            int result;
            do
                result = outcome((long) READ.invokeExact(errno, descriptor, into, into.byteSize()), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int write(MemorySegment errno, int descriptor, MemorySegment from, int length) {
        if (length < 0 || length > from.byteSize()) throw outside(length, from);
        try {
            int result;
            do
                result = outcome((long) WRITE.invokeExact(errno, descriptor, from, (long) length), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int sendmsg(MemorySegment errno, int descriptor, MemorySegment header, int flags) {
        try {
            int result;
            do
                result = outcome((long) SENDMSG.invokeExact(errno, descriptor, header, flags), errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int recvmmsg(MemorySegment errno, int descriptor, MemorySegment headers, int count, int flags) {
        try {
            int result;
            do
                result = outcome(
                        (int) RECVMMSG.invokeExact(errno, descriptor, headers, count, flags, MemorySegment.NULL),
                        errno);
            while (result == -EINTR);
            return result;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Sets an option whose value is an `int`.
    static int setsockopt(MemorySegment errno, int descriptor, int level, int option, MemorySegment value) {
        return setsockopt(errno, descriptor, level, option, value, Integer.BYTES);
    }

    static int setsockopt(
            MemorySegment errno, int descriptor, int level, int option, MemorySegment value, int length) {
        if (length > value.byteSize()) throw outside(length, value);
        try {
            return outcome((int) SETSOCKOPT.invokeExact(errno, descriptor, level, option, value, length), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int getsockopt(
            MemorySegment errno, int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return outcome((int) GETSOCKOPT.invokeExact(errno, descriptor, level, option, value, length), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Not repeated when interrupted: the time to wait would begin again.
    static int poll(MemorySegment errno, MemorySegment descriptors, int count, int milliseconds) {
        try {
            return outcome((int) POLL.invokeExact(errno, descriptors, (long) count, milliseconds), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int eventfd(MemorySegment errno, int initial, int flags) {
        try {
            return outcome((int) EVENTFD.invokeExact(errno, initial, flags), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// `Operation not permitted (errno 1)`.
    static String describe(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0) + " (errno " + errno + ")";
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static IndexOutOfBoundsException outside(long length, MemorySegment memory) {
        return new IndexOutOfBoundsException(length + " of " + memory.byteSize() + " octets");
    }

    private static int outcome(int result, MemorySegment errno) {
        return result >= 0 ? result : -errno.get(JAVA_INT, 0);
    }

    private static int outcome(long result, MemorySegment errno) {
        return result >= 0 ? Math.toIntExact(result) : -errno.get(JAVA_INT, 0);
    }

    private static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment function = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(function, descriptor, options);
    }

    /// A C function throws nothing; what comes out of a handle is a mistake in the arguments.
    private static RuntimeException broken(Throwable thrown) {
        if (thrown instanceof RuntimeException mistake) return mistake;
        if (thrown instanceof Error error) throw error;
        return new IllegalStateException(thrown);
    }
}
