package gatehouse.config;

import gatehouse.net.Addresses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Machines for tests.
final class Machines {
    private Machines() {}

    static Machine plain(Map<String, String> environment) {
        return new Machine(
                "gate", List.of(Addresses.parse("192.0.2.1")), environment, "operator", Path.of("/home/operator"),
                Path.of(""));
    }
}
