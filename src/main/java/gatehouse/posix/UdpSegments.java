package gatehouse.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// Sends many datagrams of equal length to one peer with one system call (UDP_SEGMENT), over a socket that somebody else
/// has opened and goes on to own. Where the kernel refuses (it is too old, or a datagram would have to be fragmented), each
/// goes by a call of its own. Belongs to one thread.
public final class UdpSegments {
    /// What the kernel takes in one call: datagrams, and octets of all together.
    public static final int MOST_SEGMENTS = 64;
    public static final int MOST_OCTETS = 65507;

    /// Nothing could be sent: the peer cannot be reached, or a datagram is too long for the path. A peer or the network can
    /// cause it at will, so it is no exception; [#refusal] has the reason.
    public static final int REFUSED = -1;

    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;

    // struct msghdr
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int MSGHDR = 56;

    // struct cmsghdr { size_t len; int level; int type; }, and its data padded to eight octets
    private static final int CMSGHDR = 16;
    private static final int SEGMENT_SPACE = CMSGHDR + 8;
    private static final int CLASS_SPACE = CMSGHDR + 8;

    private final int descriptor;
    private final int family;
    private final MemorySegment errno = Libc.errnoBuffer();
    private final MemorySegment message;
    private final MemorySegment name;
    private final MemorySegment vector;
    private final MemorySegment control;
    private int refusal;
    private long calls;

    /// Sends over the UDP socket `descriptor`.
    public UdpSegments(int descriptor) throws IOException {
        this.descriptor = descriptor;
        Arena arena = Arena.ofAuto();
        message = arena.allocate(MSGHDR, 8);
        name = arena.allocate(SocketAddressBytes.LARGEST, 8);
        vector = arena.allocate(16, 8);
        control = arena.allocate(CLASS_SPACE + SEGMENT_SPACE, 8);
        message.set(ADDRESS, NAME, name);
        message.set(ADDRESS, VECTOR, vector);
        message.set(JAVA_LONG, VECTOR_LENGTH, 1);
        message.set(ADDRESS, CONTROL, control);
        family = familyOf(descriptor, arena);
    }

    private int familyOf(int socket, Arena arena) throws IOException {
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
        int result = Libc.getsockopt(errno, socket, SOL_SOCKET, SO_DOMAIN, value, length);
        if (result < 0) throw new PosixException("getsockopt SO_DOMAIN", -result);
        return value.get(JAVA_INT, 0);
    }

    /// Sends the first `length` octets of `data`, native memory, as datagrams of `segmentSize` octets; the last may be
    /// shorter. The kernel chooses the source address, where the socket is not bound to one.
    ///
    /// @param trafficClass DSCP and ECN of the datagrams' IP headers
    /// @return the octets that were sent: fewer than `length`, but whole datagrams, when the socket's buffer is full;
    ///         [#REFUSED] when a datagram cannot be sent and none before it was
    public int send(SocketAddressBytes to, int trafficClass, MemorySegment data, int length, int segmentSize)
            throws IOException {
        if (length < 1 || length > MOST_OCTETS || length > data.byteSize()) throw Libc.outside(length, data);
        if (segmentSize < 1 || (length - 1) / segmentSize >= MOST_SEGMENTS) {
            throw new IllegalArgumentException(length + " octets in datagrams of " + segmentSize);
        }
        if (!data.isNative()) throw new IllegalArgumentException("the kernel cannot follow data on the heap");
        if (!to.reachableFrom(family)) {
            refusal = Libc.EAFNOSUPPORT;
            return REFUSED;
        }
        message.set(JAVA_INT, NAME_LENGTH, to.writeTo(name, family));
        writeTrafficClass(to.isIpv4(), trafficClass);
        try {
            return length > segmentSize
                    ? sendTogether(data.address(), length, segmentSize)
                    : sendOneByOne(data.address(), length, segmentSize);
        } finally {
            Reference.reachabilityFence(data); // the kernel knows it by its address alone
        }
    }

    private int sendTogether(long address, int length, int segmentSize) throws IOException {
        writeSegmentSize(segmentSize);
        int result = transmit(address, length, CLASS_SPACE + SEGMENT_SPACE);
        if (result >= 0) return result;
        return switch (-result) {
            case Libc.EAGAIN -> 0;
            // EINVAL: no UDP_SEGMENT, or (older kernels) longer than the path's MTU. EMSGSIZE: longer than the path's MTU.
            // EIO: the interface does no checksums. One by one they may well pass.
            case Libc.EINVAL, Libc.EMSGSIZE, Libc.EIO -> sendOneByOne(address, length, segmentSize);
            default -> refused(-result);
        };
    }

    private int sendOneByOne(long address, int length, int segmentSize) throws IOException {
        for (int sent = 0; sent < length; sent += segmentSize) {
            int result = transmit(address + sent, Math.min(segmentSize, length - sent), CLASS_SPACE);
            if (result == -Libc.EAGAIN || result < 0 && sent > 0) return sent;
            if (result < 0) return refused(-result);
        }
        return length;
    }

    private int transmit(long address, int length, int controlSpace) {
        vector.set(JAVA_LONG, 0, address);
        vector.set(JAVA_LONG, 8, length);
        message.set(JAVA_LONG, CONTROL_LENGTH, controlSpace);
        calls++;
        return Libc.sendmsg(errno, descriptor, message, MSG_DONTWAIT);
    }

    private int refused(int error) throws IOException {
        return switch (error) {
            case Libc.EPERM, Libc.EACCES, Libc.EINVAL, Libc.EMSGSIZE, Libc.EIO, Libc.ENOBUFS, Libc.ENOMEM,
                    Libc.ENETDOWN, Libc.ENETUNREACH, Libc.EHOSTDOWN, Libc.EHOSTUNREACH, Libc.ECONNREFUSED,
                    Libc.EAFNOSUPPORT -> {
                refusal = error;
                yield REFUSED;
            }
            default -> throw new PosixException("sendmsg", error);
        };
    }

    private void writeTrafficClass(boolean ipv4, int trafficClass) {
        // An IPv6 socket that sends to an IPv4 address takes IPv4's option.
        writeControlHeader(0, 4, ipv4 ? IPPROTO_IP : IPPROTO_IPV6, ipv4 ? IP_TOS : IPV6_TCLASS);
        control.set(JAVA_INT, CMSGHDR, trafficClass);
    }

    private void writeSegmentSize(int segmentSize) {
        writeControlHeader(CLASS_SPACE, 2, SOL_UDP, UDP_SEGMENT);
        control.set(JAVA_SHORT, CLASS_SPACE + CMSGHDR, (short) segmentSize);
    }

    private void writeControlHeader(int offset, int dataLength, int level, int type) {
        control.set(JAVA_LONG, offset, CMSGHDR + dataLength);
        control.set(JAVA_INT, offset + 8, level);
        control.set(JAVA_INT, offset + 12, type);
    }

    /// The error number of the last [#REFUSED], such as 90 for EMSGSIZE.
    public int refusal() {
        return refusal;
    }

    /// What the system says about the last [#REFUSED].
    public String refusalText() {
        return Libc.describe(refusal);
    }

    /// System calls so far.
    public long calls() {
        return calls;
    }
}
