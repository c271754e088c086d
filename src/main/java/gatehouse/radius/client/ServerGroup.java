package gatehouse.radius.client;

import java.util.List;
import java.util.Optional;

/// RADIUS servers that can stand in for each other, in the order in which they are asked.
public record ServerGroup(String name, List<RadiusServer> servers) {
    public ServerGroup {
        servers = List.copyOf(servers);
    }

    public Optional<RadiusServer> server(String wanted) {
        return servers.stream().filter(server -> server.name().equals(wanted)).findFirst();
    }
}
