package gatehouse.dataplane.esp;

import gatehouse.net.Path;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.UdpSegments;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Keeps NATs on the way open (RFC 3948, section 4): one octet, 0xFF, to every client that nothing was sent to for a while.
public final class NatKeepalives {
    private final SaDatabase database;
    private final Map<InetSocketAddress, UdpSegments> sockets;
    private final MemorySegment octet = Arena.ofAuto().allocate(1);

    /// @param sockets by local address, for this thread alone
    public NatKeepalives(SaDatabase database, Map<InetSocketAddress, UdpSegments> sockets) {
        this.database = database;
        this.sockets = Map.copyOf(sockets);
        octet.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xff);
    }

    /// Sends them. To be called once per interval.
    public void send() {
        Set<Path> quiet = new HashSet<>();
        Set<Path> busy = new HashSet<>();
        database.forEach(sa -> (sa.outbound().takeQuiet() ? quiet : busy).add(sa.outbound().path()));
        quiet.removeAll(busy);
        quiet.forEach(this::send);
    }

    private void send(Path path) {
        UdpSegments socket = sockets.get(path.local());
        if (socket == null) return;
        try {
            socket.send(SocketAddressBytes.of(path.remote()), 0, octet, 1, 1);
        } catch (IOException _) {
            // The next one comes anyway; and a socket that is broken shows elsewhere.
        }
    }
}
