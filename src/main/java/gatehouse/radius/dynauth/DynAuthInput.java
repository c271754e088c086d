package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.ErrorCause;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Everything that can happen to dynamic authorization.
public sealed interface DynAuthInput {
    /// A datagram came in.
    record Received(InetSocketAddress from, Bytes octets) implements DynAuthInput {}

    /// A packet came over a connection. Whose it is was found out when it was opened.
    record ReceivedOver(Origin.Connection from, Bytes octets) implements DynAuthInput {}

    /// What became of a request.
    ///
    /// @param error empty for an ACK
    record Decided(DynAuthId id, Optional<ErrorCause> error) implements DynAuthInput {}

    /// The deadline that was asked for has come.
    record TimeAdvanced() implements DynAuthInput {}
}
