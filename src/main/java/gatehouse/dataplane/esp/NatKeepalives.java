package gatehouse.dataplane.esp;

import gatehouse.net.Path;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.UdpSegments;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Keeps NATs on the way open (RFC 3948, section 4): one octet, 0xFF, to every client that nothing was sent to for a while.
///
/// How long that is, each session says. The first one comes after a random part of that time, so that sessions which began
/// together, or all of them after a restart, do not get theirs in one burst, now and from then on.
public final class NatKeepalives {
    /// How often [#send] is to be called; sessions do not say less than a few times this.
    public static final Duration LOOK = Duration.ofMillis(500);

    private final SaDatabase database;
    private final RandomGenerator random;
    private final Consumer<Path> sender;

    public NatKeepalives(SaDatabase database, RandomGenerator random, Consumer<Path> sender) {
        this.database = database;
        this.random = random;
        this.sender = sender;
    }

    /// By these sockets.
    ///
    /// @param sockets by local address, for this thread alone
    public static Consumer<Path> by(Map<InetSocketAddress, UdpSegments> sockets) {
        MemorySegment octet = Arena.ofAuto().allocate(1);
        octet.set(ValueLayout.JAVA_BYTE, 0, (byte) 0xff);
        return path -> {
            UdpSegments socket = sockets.get(path.local());
            if (socket == null) return;
            try {
                socket.send(SocketAddressBytes.of(path.remote()), 0, octet, 1, 1);
            } catch (IOException _) {
                // The next one comes anyway; and a socket that is broken shows elsewhere.
            }
        };
    }

    /// Sends those that are due before the next look.
    public void send(long nowNanos) {
        database.forEach(sa -> {
            OutboundSa pair = sa.outbound();
            if (pair.keepaliveNanos() > 0) look(pair, nowNanos);
        });
        long next = nowNanos + LOOK.toNanos();
        database.forEach(sa -> {
            OutboundSa pair = sa.outbound();
            if (pair.keepaliveNanos() == 0 || !pair.session.isQuiet(next - pair.keepaliveNanos())) return;
            pair.session.sentTo(nowNanos);
            sender.accept(pair.path());
        });
    }

    private void look(OutboundSa pair, long nowNanos) {
        if (!pair.takeQuiet()) pair.session.sentTo(nowNanos);
        else if (!pair.session.wasSentTo()) {
            pair.session.sentTo(nowNanos - random.nextLong(pair.keepaliveNanos()));
        }
    }
}
