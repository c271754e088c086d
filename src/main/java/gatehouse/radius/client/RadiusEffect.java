package gatehouse.radius.client;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.secure.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Everything that the client wants done.
public sealed interface RadiusEffect {
    /// Another source port is needed: there are 256 identifiers in each (RFC 2865, section 3). Comes before the first
    /// [Send] that names it.
    record OpenSocket(int socket) implements RadiusEffect {}

    /// @param about   the request that is sent; that which gave occasion, where we ask a server how it is
    /// @param attempt how often the server has been sent these octets, this time included
    /// @param sources where it may come from: at most one address per family; any where there is none
    record Send(
            RequestId about, RadiusServer server, int attempt, int socket, List<InetAddress> sources,
            InetSocketAddress to, Bytes octets) implements RadiusEffect {}

    /// A connection is needed. What became of it comes back as [RadiusInput.Connected] or [RadiusInput.Lost].
    ///
    /// @param connection a number that no other connection ever has
    /// @param sources    where it may come from, as in [Send]
    record Connect(long connection, RadiusServer server, List<InetAddress> sources) implements RadiusEffect {}

    /// Over a connection that is open; one that is not any more is told of by [RadiusInput.Lost].
    ///
    /// @param about as in [Send]
    record SendOver(RequestId about, RadiusServer server, long connection, Bytes octets) implements RadiusEffect {}

    /// A connection, or the attempt at one, is to end, if it has not; nothing more is to be heard of it.
    record Disconnect(long connection) implements RadiusEffect {}

    /// For the log: a connection was opened.
    record Connected(RadiusServer server, Handshake handshake) implements RadiusEffect {}

    /// For the log: a connection could not be opened, or is lost.
    ///
    /// @param wasOpen whether it had been open
    record Disconnected(RadiusServer server, String reason, boolean wasOpen) implements RadiusEffect {}

    /// A server that may wants sessions changed or ended, over the connection that we opened.
    ///
    /// @param isRadius11 whether the connection speaks RADIUS/1.1
    record Asked(long connection, RadiusServer server, boolean isRadius11, Bytes octets) implements RadiusEffect {}

    /// A genuine answer.
    ///
    /// @param requestAuthenticator what hidden attributes of the answer are hidden with; empty where nothing is hidden
    /// @param attempt              how often the request was sent to this server
    record Answered(
            RequestId id, RadiusPacket answer, RadiusServer server, Bytes requestAuthenticator, Duration latency,
            int attempt) implements RadiusEffect {}

    /// There will be no answer.
    record Failed(RequestId id, String reason) implements RadiusEffect {}

    /// A server is thought of otherwise now.
    ///
    /// @param accounting its accounting port, not that for authentication
    /// @param cause      with numbers
    record HealthChanged(
            RadiusServer server, boolean accounting, ServerState was, ServerState is,
            String cause) implements RadiusEffect {}
}
