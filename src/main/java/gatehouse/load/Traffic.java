package gatehouse.load;

import java.net.Inet4Address;

/// UDP packets that each client sends through its tunnel.
///
/// @param perSecond of each client
/// @param octets    of the IP packet, 28 or more
/// @param to        the destination behind the gateway, port 9 (discard, RFC 863)
public record Traffic(double perSecond, int octets, Inet4Address to) {
    /// An IPv4 header and a UDP header.
    public static final int SHORTEST = 28;

    public Traffic {
        if (!(perSecond > 0)) throw new IllegalArgumentException("a rate of " + perSecond);
        if (octets < SHORTEST || octets > 1500) throw new IllegalArgumentException("packets of " + octets + " octets");
    }
}
