package gatehouse.admin;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/// What does not change while a gateway runs.
///
/// @param name          what clients know it by: its IDr
/// @param ike           where an exchange begins
/// @param natTraversal  where it goes on behind a NAT
public record GatewayFacts(
        String version,
        String name,
        Instant startedAt,
        List<InetSocketAddress> ike,
        List<InetSocketAddress> natTraversal) {
    public GatewayFacts {
        ike = List.copyOf(ike);
        natTraversal = List.copyOf(natTraversal);
    }
}
