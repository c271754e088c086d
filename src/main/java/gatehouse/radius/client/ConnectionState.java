package gatehouse.radius.client;

import gatehouse.radius.secure.Handshake;
import java.time.Instant;
import java.util.Optional;

/// How it stands with a connection to a server, for people to look at.
///
/// @param handshake present if it is open
/// @param since     when it came to be so
/// @param inFlight  requests that wait for an answer over it, or for it to open
/// @param trouble   why the last one could not be opened or was lost; empty if there was none since all was well
public record ConnectionState(
        String server,
        Transport.Kind kind,
        Status status,
        Optional<Handshake> handshake,
        Instant since,
        int inFlight,
        String trouble) {
    /// Whether requests get through.
    public enum Status {
        OPEN,
        OPENING,
        /// The next try comes by itself.
        CLOSED
    }
}
