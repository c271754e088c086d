package gatehouse.ike.sa;

import gatehouse.wire.Transform;
import gatehouse.wire.TrafficSelector;
import java.time.Instant;
import java.util.List;

/// A pair of ESP SAs under an IKE SA. Its keys are the data plane's.
///
/// @param inboundSpi  ours
/// @param outboundSpi the client's; its Delete and REKEY_SA name this one
/// @param terms       what was agreed on
/// @param rekeyAt     when we ask for another in its place; [Instant#MAX] for not at all
/// @param endsAt      when it is over, whatever became of it
public record ChildSa(int inboundSpi, int outboundSpi, Terms terms, Instant rekeyAt, Instant endsAt, State state) {
    /// What was agreed on.
    ///
    /// @param client what the client may send from
    /// @param ours   what it may reach
    /// @param text   the algorithms, for display
    /// @param resource whether it is one of several for the same traffic (RFC 9611)
    public record Terms(
            List<Transform> transforms,
            List<TrafficSelector> client,
            List<TrafficSelector> ours,
            String text,
            boolean resource) {
        public Terms {
            transforms = List.copyOf(transforms);
            client = List.copyOf(client);
            ours = List.copyOf(ours);
        }
    }

    /// Where it stands between its beginning and its Delete.
    public enum State {
        IN_USE,
        /// We are asking for another in its place.
        REKEYING,
        /// The client has put another in its place, or will, and deletes it.
        REPLACED,
        /// We delete it.
        LEAVING
    }

    /// Whether it is one that the session counts on.
    public boolean lives() {
        return state == State.IN_USE || state == State.REKEYING;
    }

    public ChildSa in(State next) {
        return new ChildSa(inboundSpi, outboundSpi, terms, rekeyAt, endsAt, next);
    }

    public ChildSa rekeyAt(Instant at) {
        return new ChildSa(inboundSpi, outboundSpi, terms, at, endsAt, state);
    }

    public ChildSa endsAt(Instant at) {
        return new ChildSa(inboundSpi, outboundSpi, terms, rekeyAt, at, state);
    }

    /// When something has to be done about it by itself.
    public Instant deadline() {
        return state == State.IN_USE && rekeyAt.isBefore(endsAt) ? rekeyAt : endsAt;
    }
}
