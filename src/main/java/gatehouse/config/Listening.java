package gatehouse.config;

import java.net.InetAddress;
import java.util.List;

/// Where IKE is spoken.
///
/// @param addresses        our addresses; empty for all that the machine has
/// @param ikePort          where an exchange begins: 500
/// @param natTraversalPort where it goes on, and where ESP comes in: 4500
/// @param shards           event loops; as many as there are processors by default
/// @param dscp             mark in the IP headers of what we send there, but for ESP (RFC 2474): 0 to 63
public record Listening(List<InetAddress> addresses, int ikePort, int natTraversalPort, int shards, int dscp) {
    public Listening {
        addresses = List.copyOf(addresses);
    }
}
