package gatehouse.config;

import java.util.List;

/// RADIUS servers that can stand in for each other, in the order in which they are asked.
public record ServerGroup(String name, List<RadiusServer> servers) {
    public ServerGroup {
        servers = List.copyOf(servers);
    }
}
