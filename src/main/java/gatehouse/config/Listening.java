package gatehouse.config;

import java.net.InetAddress;
import java.util.List;

/// Where IKE is spoken.
///
/// @param addresses        our addresses; empty for all that the machine has
/// @param ikePort          where an exchange begins: 500
/// @param natTraversalPort where it goes on, and where ESP comes in: 4500
/// @param shards           event loops; as many as there are processors by default
public record Listening(List<InetAddress> addresses, int ikePort, int natTraversalPort, int shards) {
    public Listening {
        addresses = List.copyOf(addresses);
    }
}
