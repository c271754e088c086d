package gatehouse.config;

import gatehouse.net.Addresses;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// `admin`.
final class AdminSection {
    private static final InetSocketAddress METRICS = new InetSocketAddress(Addresses.parse("127.0.0.1"), 9477);

    private AdminSection() {}

    static AdminSettings read(Section section, Path stateDirectory) {
        Path socket = section.file("socket").orElse(stateDirectory.resolve("control.sock"));
        List<InetSocketAddress> metrics = section.values("metrics", List.of(METRICS), AdminSection::loopback);
        section.end();
        return new AdminSettings(socket, metrics);
    }

    private static InetSocketAddress loopback(String text) throws Unfit {
        InetSocketAddress endpoint = Values.endpoint(text);
        if (endpoint.getAddress().isLoopbackAddress()) return endpoint;
        throw new Unfit("'" + text + "' is not on loopback", "it asks for no password; put a proxy before 127.0.0.1");
    }
}
