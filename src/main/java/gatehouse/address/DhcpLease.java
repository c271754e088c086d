package gatehouse.address;

import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// What a DHCP server granted. Whoever leased it renews it; the session need not care how long it lasts.
///
/// @param prefixLength of the network around the address: the server's subnet mask
/// @param dns          name servers, the preferred first
/// @param nbns         NetBIOS name servers
/// @param domain       the client's domain; empty if the server names none
/// @param search       domains to search for short names
/// @param routes       what the server wants the client to reach (RFC 3442); empty if it says nothing
/// @param server       who granted it: the server identifier
/// @param lifetime     until it has to be renewed; [#FOREVER] for never
public record DhcpLease(
        InetAddress address,
        int prefixLength,
        List<InetAddress> dns,
        List<InetAddress> nbns,
        String domain,
        List<String> search,
        List<Prefix> routes,
        InetAddress server,
        Duration lifetime) {
    /// RFC 2131, section 3.3: "The representation of infinity".
    public static final Duration FOREVER = Duration.ofSeconds(0xffff_ffffL);

    public DhcpLease {
        dns = List.copyOf(dns);
        nbns = List.copyOf(nbns);
        search = List.copyOf(search);
        routes = List.copyOf(routes);
    }
}
