package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Everything that the client wants done.
public sealed interface RadiusEffect {
    /// Another source port is needed: there are 256 identifiers in each (RFC 2865, section 3). Comes before the first
    /// [Send] that names it.
    record OpenSocket(int socket) implements RadiusEffect {}

    /// @param sources where it may come from: at most one address per family; any where there is none
    record Send(int socket, List<InetAddress> sources, InetSocketAddress to, Bytes octets) implements RadiusEffect {}

    /// A genuine answer.
    ///
    /// @param requestAuthenticator what hidden attributes of the answer are hidden with
    record Answered(
            RequestId id, RadiusPacket answer, RadiusServer server, Bytes requestAuthenticator,
            Duration latency) implements RadiusEffect {}

    /// There will be no answer.
    record Failed(RequestId id, String reason) implements RadiusEffect {}
}
