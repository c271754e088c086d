package gatehouse.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// An address and port made ready for system calls, so that sending looks nothing up and allocates nothing. It may be
/// shared by threads, and serves sockets of both families: an IPv6 socket reaches IPv4 as `::ffff:a.b.c.d`.
public final class SocketAddressBytes {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /// Room for the larger of both forms.
    static final int LARGEST = 28;

    private final byte[] octets;
    private final short port;
    private final int scope;

    private SocketAddressBytes(byte[] octets, int port, int scope) {
        this.octets = octets;
        this.port = Short.reverseBytes((short) port);
        this.scope = scope;
    }

    public static SocketAddressBytes of(InetSocketAddress endpoint) {
        InetAddress address = endpoint.getAddress();
        if (address == null) throw new IllegalArgumentException("unresolved " + endpoint.getHostString());
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        return new SocketAddressBytes(address.getAddress(), endpoint.getPort(), scope);
    }

    public boolean isIpv4() {
        return octets.length == 4;
    }

    /// Whether a socket of that family can send there.
    boolean reachableFrom(int family) {
        return family == AF_INET6 || isIpv4();
    }

    /// Writes the `sockaddr` for a socket of `family`, and tells its length.
    int writeTo(MemorySegment target, int family) {
        target.set(JAVA_SHORT, 0, (short) family);
        target.set(JAVA_SHORT, 2, port);
        if (family == AF_INET) {
            writeAddress(target, 4);
            target.asSlice(8, 8).fill((byte) 0);
            return 16;
        }
        target.set(JAVA_INT, 4, 0); // flow label
        writeMapped(target, 8);
        target.set(JAVA_INT, 24, scope);
        return 28;
    }

    /// Writes the address alone: 4 or 16 octets.
    void writeAddress(MemorySegment target, long offset) {
        MemorySegment.copy(octets, 0, target, JAVA_BYTE, offset, octets.length);
    }

    private void writeMapped(MemorySegment target, long offset) {
        if (!isIpv4()) {
            writeAddress(target, offset);
            return;
        }
        target.set(JAVA_INT, offset, 0);
        target.set(JAVA_INT, offset + 4, 0);
        target.set(JAVA_INT, offset + 8, 0xffff0000); // 00 00 ff ff
        writeAddress(target, offset + 12);
    }

    int scope() {
        return scope;
    }
}
