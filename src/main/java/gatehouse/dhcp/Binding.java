package gatehouse.dhcp;

import gatehouse.address.Lease;
import gatehouse.dhcp.LeaseReader.Terms;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one session wants or has of DHCP. Belongs to its [DhcpClient], as everything in it.
final class Binding {
    final String session;
    final ClientIdentity client;
    final List<InetAddress> servers;
    final InetAddress giaddr;
    final Set<String> superseded;
    /// For the deadlines, which may be the same.
    final long number;
    final Instant giveUpAt;
    /// Servers, by identifier, that did not confirm what they had offered.
    final Set<InetAddress> unreliable = new HashSet<>();
    /// A superseded session whose client identity this one has taken, while it may still need it.
    Optional<Binding> predecessor = Optional.empty();
    State state;
    long xid;
    Instant begun;
    int sent;
    int restarts;
    Instant deadline;

    Binding(
            String session,
            ClientIdentity client,
            List<InetAddress> servers,
            InetAddress giaddr,
            Set<String> superseded,
            long number,
            Instant giveUpAt) {
        this.session = session;
        this.client = client;
        this.servers = servers;
        this.giaddr = giaddr;
        this.superseded = superseded;
        this.number = number;
        this.giveUpAt = giveUpAt;
    }

    /// The states of RFC 2131, figure 5, by what is waited for.
    sealed interface State {
        /// An offer.
        record Selecting() implements State {}

        /// The word of the server whose offer was taken.
        record Requesting(Terms offer) implements State {}

        /// The time to renew.
        record Bound(Held held) implements State {}

        /// The word of the server that granted the lease.
        record Renewing(Held held) implements State {}

        /// The word of any server.
        record Rebinding(Held held) implements State {}

        /// Release: the lease is gone, and the session is ending.
        record Lost(Held held) implements State {}
    }

    /// A lease in force.
    ///
    /// @param claim   keeps everybody else from the address
    /// @param grantor where the server that granted it answers from
    record Held(Lease claim, Terms terms, InetAddress grantor, Instant renewAt, Instant rebindAt, Instant expiresAt) {}
}
