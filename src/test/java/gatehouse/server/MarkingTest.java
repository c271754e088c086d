package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.posix.SocketAddressBytes;
import gatehouse.posix.UdpArrivals;
import gatehouse.posix.UdpSegments;
import gatehouse.transport.EventLoops;
import gatehouse.transport.UdpPort;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What IP headers say of messages, and of ESP that goes over the same socket.
class MarkingTest {
    private static final class Nobody implements UdpPort.Receiver {
        @Override
        public void received(Path path, Bytes message) {}

        @Override
        public void receivedEsp(Path path, ByteBuffer packet) {}
    }

    /// @param dscp  of the port
    /// @param class DSCP and ECN of ESP, as the data plane asks for
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 48, 0", "127.0.0.1, 48, 184", "127.0.0.1, 0, 184", "127.0.0.1, 46, 2",
        "::1, 48, 0", "::1, 48, 184", "::1, 0, 184", "::1, 46, 2"
    })
    void messagesHaveThePortsMarkAndEspItsOwn(String address, int dscp, int trafficClass) throws Exception {
        var local = new InetSocketAddress(Addresses.parse(address), 0);
        try (EventLoops loops = EventLoops.start(1);
                Arena arena = Arena.ofConfined();
                UdpPort port =
                        UdpPort.open(loops, 0, local, UdpPort.Use.NAT_TRAVERSAL, dscp, new Nobody());
                UdpPort peer = UdpPort.open(loops, 0, local, UdpPort.Use.NAT_TRAVERSAL, new Nobody())) {
            peer.leaveReading();
            var arrivals = new UdpArrivals(peer.descriptor().orElseThrow());
            var esp = new UdpSegments(port.descriptor().orElseThrow());
            MemorySegment packet = arena.allocateFrom(ValueLayout.JAVA_BYTE, new byte[60]);

            port.send(peer.local(), Bytes.fromHex("01020304"));
            assertThat(next(arrivals)).isEqualTo(dscp << 2);
            assertThat(esp.send(SocketAddressBytes.of(peer.local()), trafficClass, packet, 60, 60)).isEqualTo(60);
            assertThat(next(arrivals)).isEqualTo(trafficClass);
            // Nothing is left of it on the socket.
            port.send(peer.local(), Bytes.fromHex("01020304"));
            assertThat(next(arrivals)).isEqualTo(dscp << 2);
        }
    }

    private static int next(UdpArrivals arrivals) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (arrivals.receive() == 0) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
        return arrivals.trafficClass(0);
    }
}
