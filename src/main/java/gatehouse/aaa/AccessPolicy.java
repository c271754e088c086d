package gatehouse.aaa;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// What a connection gives where AAA says nothing, and whom it asks.
///
/// @param authenticationGroup servers that decide about a person
/// @param accountingGroup     servers that hear of sessions; empty for no accounting
/// @param pool                IPv4 pool; empty for none
/// @param ipv6Pool            IPv6 pool; empty for none
/// @param dns                 name servers told to the client
/// @param sessionTimeout      longest life of a session; zero for no limit
/// @param idleTimeout         longest silence of a session; zero for no limit
/// @param interimInterval     time between interim accounting records; zero for none
/// @param addressConflict     what happens when a Framed-IP-Address is in use
public record AccessPolicy(
        String authenticationGroup,
        String accountingGroup,
        String pool,
        String ipv6Pool,
        List<InetAddress> dns,
        Duration sessionTimeout,
        Duration idleTimeout,
        Duration interimInterval,
        AddressConflict addressConflict) {
    public AccessPolicy {
        dns = List.copyOf(dns);
    }

    /// A Framed-IP-Address that another live session holds.
    public enum AddressConflict {
        /// The newcomer is refused.
        REFUSE,
        /// The session that holds it ends.
        REPLACE
    }
}
