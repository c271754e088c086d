package gatehouse.dhcp;

import gatehouse.address.AddressQuestion;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// How DHCP servers are asked where a question says nothing else.
///
/// @param servers          all are asked at once; empty if there are none
/// @param serverPort       67
/// @param giaddr           our address that they answer to; [AddressQuestion#CONFIGURED] if there is none
/// @param relayPort        where they answer to: 67
/// @param link             an address of the network that clients are to be in, if that is not giaddr's (RFC 3527); at most
///                         one
/// @param agentInformation whether servers are told session and identity (RFC 3046)
/// @param timeout          for a lease, repeats included
/// @param retransmit       until the first repeat; it doubles from there
public record DhcpPolicy(
        List<InetAddress> servers,
        int serverPort,
        InetAddress giaddr,
        int relayPort,
        List<InetAddress> link,
        boolean agentInformation,
        Duration timeout,
        Duration retransmit) {
    public static final int PORT = 67;

    public DhcpPolicy {
        servers = List.copyOf(servers);
        link = List.copyOf(link);
        if (link.size() > 1) throw new IllegalArgumentException(link.size() + " links");
    }

    public boolean hasGiaddr() {
        return !giaddr.equals(AddressQuestion.CONFIGURED);
    }
}
