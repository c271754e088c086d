package gatehouse.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A question for who leases IPv4 addresses and answers later: a DHCP server. It is answered once, by an [AddressAnswer].
///
/// @param session    who will hold the address
/// @param identity   what the server knows the client by: the same identity gets the same address again
/// @param servers    who is asked; empty for those of the configuration
/// @param giaddr     our address that servers answer to and choose the network by; [#CONFIGURED] for the configuration's
/// @param timeout    how long to try; zero for as long as the configuration says
/// @param superseded sessions that this one takes the place of: what they hold may be taken
public record AddressQuestion(
        String session,
        String identity,
        List<InetAddress> servers,
        InetAddress giaddr,
        Duration timeout,
        Set<String> superseded) {
    /// RFC 2131, section 2: a giaddr of zero is none.
    public static final InetAddress CONFIGURED = InetAddress.ofLiteral("0.0.0.0");

    public AddressQuestion {
        servers = List.copyOf(servers);
        superseded = Set.copyOf(superseded);
    }

    /// As the configuration says.
    public static AddressQuestion of(String session, String identity) {
        return new AddressQuestion(session, identity, List.of(), CONFIGURED, Duration.ZERO, Set.of());
    }
}
