package gatehouse.radius.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// RADIUS servers that can stand in for each other.
///
/// @param sources  where requests to them come from: at most one per family; the system chooses where there is none
/// @param patience how long a question that a person may have to confirm stays with one server; zero for no longer than
///                 any other
public record ServerGroup(
        String name, List<RadiusServer> servers, List<InetAddress> sources, Order order, Duration patience) {
    /// Which server a new request goes to, of those that are well.
    public enum Order {
        /// The first of them.
        FIRST,
        /// Any, by chance, the more often the greater its weight.
        WEIGHTED
    }

    public ServerGroup {
        servers = List.copyOf(servers);
        sources = List.copyOf(sources);
    }

    /// The first server that is well is asked.
    public ServerGroup(String name, List<RadiusServer> servers, List<InetAddress> sources) {
        this(name, servers, sources, Order.FIRST, Duration.ZERO);
    }

    /// The system chooses where requests come from.
    public ServerGroup(String name, List<RadiusServer> servers) {
        this(name, servers, List.of());
    }

    public Optional<RadiusServer> server(String wanted) {
        for (RadiusServer server : servers) {
            if (server.name().equals(wanted)) return Optional.of(server);
        }
        return Optional.empty();
    }
}
