package gatehouse.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Receives from a UDP socket that somebody else has opened and goes on to own: up to [#MOST] arrivals with one system
/// call. An arrival is one datagram, or several of one sender, of equal length, which the kernel has left in one piece
/// (UDP_GRO); its last datagram may be shorter. Nobody else may read the socket as long, for he would find datagrams
/// joined.
///
/// What [#receive] gave stays until it is called again. Belongs to one thread.
public final class UdpArrivals {
    /// In one call.
    public static final int MOST = 16;

    /// Octets of the longest.
    public static final int LARGEST = 1 << 16;

    private static final int SOL_UDP = 17;
    private static final int UDP_GRO = 104;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_RECVTOS = 13;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_RECVTCLASS = 66;
    private static final int IPV6_TCLASS = 67;
    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;
    private static final int MSG_DONTWAIT = 0x40;

    // struct mmsghdr { struct msghdr header; unsigned int length; }
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;
    private static final int MMSGHDR = 64;

    private static final int NAME_ROOM = 32;
    private static final int IOVEC = 16;
    private static final int CONTROL_ROOM = 128;
    private static final int CMSGHDR = 16;

    private final int descriptor;
    private final MemorySegment errno = Libc.errnoBuffer();
    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment control;
    private final MemorySegment octets;
    private final int[] segmentSizes = new int[MOST];
    private final int[] trafficClasses = new int[MOST];
    private final Senders senders = new Senders();
    private int arrived = MOST;
    private long calls;

    /// Receives from the UDP socket `descriptor` from now on.
    public UdpArrivals(int descriptor) throws IOException {
        this.descriptor = descriptor;
        // One arena for all: what only the kernel knows lives as long as what we know.
        Arena arena = Arena.ofAuto();
        headers = arena.allocate((long) MOST * MMSGHDR, 8);
        names = arena.allocate((long) MOST * NAME_ROOM, 8);
        control = arena.allocate((long) MOST * CONTROL_ROOM, 8);
        octets = arena.allocate((long) MOST * LARGEST, 64);
        MemorySegment vectors = arena.allocate((long) MOST * IOVEC, 8);
        for (int i = 0; i < MOST; i++) {
            MemorySegment vector = vectors.asSlice((long) i * IOVEC, IOVEC);
            vector.set(ADDRESS, 0, octets.asSlice((long) i * LARGEST, LARGEST));
            vector.set(JAVA_LONG, 8, LARGEST);
            long header = (long) i * MMSGHDR;
            headers.set(ADDRESS, header + NAME, names.asSlice((long) i * NAME_ROOM, NAME_ROOM));
            headers.set(ADDRESS, header + VECTOR, vector);
            headers.set(JAVA_LONG, header + VECTOR_LENGTH, 1);
            headers.set(ADDRESS, header + CONTROL, control.asSlice((long) i * CONTROL_ROOM, CONTROL_ROOM));
        }
        askFor(arena);
    }

    private void askFor(Arena arena) throws IOException {
        MemorySegment value = arena.allocate(JAVA_INT);
        MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
        int result = Libc.getsockopt(errno, descriptor, SOL_SOCKET, SO_DOMAIN, value, length);
        if (result < 0) throw new PosixException("getsockopt SO_DOMAIN", -result);
        boolean ipv4 = value.get(JAVA_INT, 0) == SocketAddressBytes.AF_INET;
        value.set(JAVA_INT, 0, 1);
        result = ipv4
                ? Libc.setsockopt(errno, descriptor, IPPROTO_IP, IP_RECVTOS, value)
                : Libc.setsockopt(errno, descriptor, IPPROTO_IPV6, IPV6_RECVTCLASS, value);
        if (result < 0) throw new PosixException("setsockopt IP_RECVTOS", -result);
        // A kernel before 5.0 does not know it: then every datagram arrives alone.
        result = Libc.setsockopt(errno, descriptor, SOL_UDP, UDP_GRO, value);
        if (result < 0 && result != -Libc.ENOPROTOOPT) throw new PosixException("setsockopt UDP_GRO", -result);
    }

    /// Takes what waits, and tells how many arrivals that are; 0 if there is nothing.
    public int receive() throws IOException {
        for (int i = 0; i < arrived; i++) {
            headers.set(JAVA_INT, (long) i * MMSGHDR + NAME_LENGTH, NAME_ROOM);
            headers.set(JAVA_LONG, (long) i * MMSGHDR + CONTROL_LENGTH, CONTROL_ROOM);
        }
        calls++;
        int result = Libc.recvmmsg(errno, descriptor, headers, MOST, MSG_DONTWAIT);
        arrived = Math.max(result, 0);
        for (int i = 0; i < arrived; i++) readControl(i);
        if (result >= 0) return result;
        return switch (-result) {
            // What an ICMP message said of a datagram that was sent; it is told once.
            case Libc.EAGAIN, Libc.ECONNREFUSED, Libc.EHOSTUNREACH, Libc.ENETUNREACH, Libc.EHOSTDOWN, Libc.EMSGSIZE,
                    Libc.EACCES, Libc.ENOMEM, Libc.ENOBUFS -> 0;
            default -> throw new PosixException("recvmmsg", -result);
        };
    }

    private void readControl(int index) {
        long header = (long) index * MMSGHDR;
        segmentSizes[index] = Math.max(headers.get(JAVA_INT, header + LENGTH), 1);
        trafficClasses[index] = 0;
        long at = (long) index * CONTROL_ROOM;
        long end = at + headers.get(JAVA_LONG, header + CONTROL_LENGTH);
        while (at + CMSGHDR < end) {
            long length = control.get(JAVA_LONG, at);
            int level = control.get(JAVA_INT, at + 8);
            int type = control.get(JAVA_INT, at + 12);
            if (level == SOL_UDP && type == UDP_GRO) {
                segmentSizes[index] = control.get(JAVA_INT, at + CMSGHDR);
            } else if (level == IPPROTO_IP && type == IP_TOS || level == IPPROTO_IPV6 && type == IPV6_TCLASS) {
                trafficClasses[index] = control.get(JAVA_BYTE, at + CMSGHDR) & 0xff;
            }
            at += Math.max(length + 7 & ~7, CMSGHDR);
        }
    }

    /// Octets of an arrival, of all its datagrams.
    public int length(int index) {
        return headers.get(JAVA_INT, (long) checked(index) * MMSGHDR + LENGTH);
    }

    /// Octets of each of its datagrams but the last; at least 1.
    public int segmentSize(int index) {
        return segmentSizes[checked(index)];
    }

    /// DSCP and ECN of its IP headers.
    public int trafficClass(int index) {
        return trafficClasses[checked(index)];
    }

    public InetSocketAddress sender(int index) {
        return senders.read(names, (long) checked(index) * NAME_ROOM);
    }

    /// Copies an arrival, and tells its length. `target` has room for [#LARGEST].
    public int copy(int index, byte[] target) {
        int length = length(index);
        MemorySegment.copy(octets, JAVA_BYTE, (long) index * LARGEST, target, 0, length);
        return length;
    }

    /// System calls so far.
    public long calls() {
        return calls;
    }

    private int checked(int index) {
        if (index < 0 || index >= arrived) throw new IndexOutOfBoundsException(index + " of " + arrived);
        return index;
    }

    /// Addresses that were made of `sockaddr`s lately: who sends much costs no allocation.
    private static final class Senders {
        private static final int REMEMBERED = 1024;

        private final InetSocketAddress[] addresses = new InetSocketAddress[REMEMBERED];
        // Rows of the four parts of a sockaddr.
        private final long[] parts = new long[4 * REMEMBERED];

        InetSocketAddress read(MemorySegment names, long at) {
            boolean six = names.get(JAVA_SHORT, at) == SocketAddressBytes.AF_INET6;
            long first = names.get(JAVA_LONG, at);
            long second = six ? names.get(JAVA_LONG, at + 8) : 0;
            long third = six ? names.get(JAVA_LONG, at + 16) : 0;
            long fourth = six ? names.get(JAVA_INT, at + 24) : 0;
            long mixed = (first * 31 + second) * 31 + third;
            mixed *= 0x9e3779b97f4a7c15L;
            int slot = (int) (mixed >>> 54);
            int row = 4 * slot;
            boolean known = addresses[slot] != null
                    && parts[row] == first
                    && parts[row + 1] == second
                    && parts[row + 2] == third
                    && parts[row + 3] == fourth;
            if (known) return addresses[slot];
            parts[row] = first;
            parts[row + 1] = second;
            parts[row + 2] = third;
            parts[row + 3] = fourth;
            addresses[slot] = make(names, at, six);
            return addresses[slot];
        }

        private static InetSocketAddress make(MemorySegment names, long at, boolean six) {
            int port = Short.reverseBytes(names.get(JAVA_SHORT, at + 2)) & 0xffff;
            var octets = new byte[six ? 16 : 4];
            MemorySegment.copy(names, JAVA_BYTE, at + (six ? 8 : 4), octets, 0, octets.length);
            int scope = six ? names.get(JAVA_INT, at + 24) : 0;
            try {
                InetAddress address = scope == 0
                        ? InetAddress.getByAddress(octets)
                        : Inet6Address.getByAddress(null, octets, scope);
                return new InetSocketAddress(address, port);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e); // only for a wrong length
            }
        }
    }
}
