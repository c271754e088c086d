package gatehouse.initiator;

import gatehouse.net.Datagram;
import gatehouse.net.Prefix;
import gatehouse.wire.NotifyType;
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

    /// From now on the gateway's rekeys are answered with this error, as clients do that want none.
    record RefuseRekeys(NotifyType error) implements InitiatorInput {}

    /// Ask whether the gateway lives.
    record CheckLiveness() implements InitiatorInput {}

    /// Tell the gateway which networks are behind us.
    record Announce(List<Prefix> networks) implements InitiatorInput {
        public Announce {
            networks = List.copyOf(networks);
        }
    }

    /// Say goodbye.
    record Disconnect() implements InitiatorInput {}
}
