package gatehouse.ike.policy;

import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// How contact with clients is kept while they are silent, busy, or on the move.
///
/// @param liveness    when a client is asked whether it lives
/// @param window      requests that a client may send before it has the answer to the first (RFC 7296, section 2.3)
/// @param crashTokens whether clients get a token by which they know that we have lost their SA (RFC 6290)
/// @param roaming     what becomes of clients whose address changes
public record Contact(Liveness liveness, int window, boolean crashTokens, Roaming roaming) {
    public static final Contact DEFAULT = new Contact(
            new Liveness(Liveness.Mode.PERIODIC, Duration.ofSeconds(30), Duration.ofSeconds(2)),
            5,
            true,
            new Roaming(
                    true,
                    List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")),
                    Roaming.AddressProof.AFTER,
                    List.of()));

    /// When a client is asked whether it lives (RFC 7296, section 2.4), in the words of IOS: `dpd INTERVAL RETRY MODE`.
    ///
    /// @param interval silence after which it is asked
    /// @param retry    until it is asked again, if it does not answer; doubled each time
    public record Liveness(Mode mode, Duration interval, Duration retry) {
        public enum Mode {
            /// After so much silence, whatever we have to send.
            PERIODIC,
            /// After so much silence, if something was sent to it meanwhile.
            ON_DEMAND,
            /// Never.
            NONE
        }
    }

    /// What becomes of clients whose address changes.
    ///
    /// @param mobike         whether clients may tell us by MOBIKE (RFC 4555)
    /// @param allowed        addresses that they may move to
    /// @param proof          whether a client has to prove that it is where it says (RFC 4555, section 3.7)
    /// @param otherAddresses addresses of ours that clients are told, beside the one that they came to
    public record Roaming(
            boolean mobike, List<Prefix> allowed, AddressProof proof, List<InetAddress> otherAddresses) {
        public Roaming {
            allowed = List.copyOf(allowed);
            otherAddresses = List.copyOf(otherAddresses);
        }

        public boolean allows(InetAddress address) {
            return allowed.stream().anyMatch(prefix -> prefix.contains(address));
        }

        /// When a client proves that it is where it says, if it was never seen there.
        public enum AddressProof {
            /// Before traffic is sent there.
            BEFORE,
            /// Traffic is sent there at once, until the proof fails.
            AFTER,
            /// Never.
            NONE
        }
    }
}
