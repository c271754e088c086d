package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Everything that the client wants done.
public sealed interface RadiusEffect {
    /// Another source port is needed: there are 256 identifiers in each (RFC 2865, section 3). Comes before the first
    /// [Send] that names it.
    record OpenSocket(int socket) implements RadiusEffect {}

    record Send(int socket, InetSocketAddress to, Bytes octets) implements RadiusEffect {}

    /// A genuine answer.
    ///
    /// @param requestAuthenticator what hidden attributes of the answer are hidden with
    record Answered(
            RequestId id, RadiusPacket answer, RadiusServer server, Bytes requestAuthenticator,
            Duration latency) implements RadiusEffect {}

    /// There will be no answer.
    record Failed(RequestId id, String reason) implements RadiusEffect {}
}
