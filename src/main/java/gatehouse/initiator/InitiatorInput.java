package gatehouse.initiator;

import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.wire.NotifyType;
import gatehouse.wire.NotifyPayload;
import java.util.List;

/// Everything that can happen to the client.
public sealed interface InitiatorInput {
    /// Connect.
    record Start() implements InitiatorInput {}

    /// An IKE message came in, without the non-ESP marker.
    record Received(Datagram datagram) implements InitiatorInput {}

    /// The deadline that was asked for has come.
    record TimeAdvanced() implements InitiatorInput {}

    /// Put another IKE SA in the place of this one.
    record RekeyIke() implements InitiatorInput {}

    /// Put another Child SA in the place of this one.
    record RekeyChild() implements InitiatorInput {}

    /// Make another Child SA beside the one in use, for the same traffic.
    ///
    /// @param resource one of several for queues or processors (RFC 9611)
    record AnotherChild(boolean resource) implements InitiatorInput {}

    /// From now on the gateway's rekeys are answered with this error, as clients do that want none.
    record RefuseRekeys(NotifyType error) implements InitiatorInput {}

    /// Ask whether the gateway lives.
    record CheckLiveness() implements InitiatorInput {}

    /// Ask so many times at once, as far as the gateway's window lets us.
    record CheckLivenessOften(int times) implements InitiatorInput {}

    /// We are elsewhere now.
    ///
    /// @param more what the gateway is told beside
    record Move(Path path, List<NotifyPayload> more) implements InitiatorInput {
        public Move {
            more = List.copyOf(more);
        }

        public Move(Path path) {
            this(path, List.of());
        }
    }

    /// Try another path, without going there.
    record TryPath(Path path) implements InitiatorInput {}

    /// Tell the gateway which networks are behind us.
    record Announce(List<Prefix> networks) implements InitiatorInput {
        public Announce {
            networks = List.copyOf(networks);
        }
    }

    /// Say goodbye.
    record Disconnect() implements InitiatorInput {}
}
