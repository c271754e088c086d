package gatehouse.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// The operator's doors.
///
/// @param socket  the control socket
/// @param metrics where `/metrics` and `/healthz` are served: addresses of loopback
public record AdminSettings(Path socket, List<InetSocketAddress> metrics) {
    public AdminSettings {
        metrics = List.copyOf(metrics);
    }
}
