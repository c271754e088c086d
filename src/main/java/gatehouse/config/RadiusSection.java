package gatehouse.config;

import gatehouse.bytes.Secret;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// `radius`.
final class RadiusSection {
    /// The name under which profiles find the embedded AAA server.
    static final String EMBEDDED = GatewayConfig.EMBEDDED_GROUP;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SHORT_SECRET = 16;

    private RadiusSection() {}

    static RadiusSettings read(Section section, Machine machine) {
        String identifier = section.value("nas-identifier", machine.hostName(), Values::text);
        List<InetAddress> nas = onePerFamily(section, "nas-ip-address");
        List<InetAddress> source = onePerFamily(section, "source-address");
        var groups = new ArrayList<ServerGroup>();
        for (Map.Entry<String, Section> entry : section.named("groups").entrySet()) {
            groups.add(group(entry.getKey(), entry.getValue(), groups));
        }
        Path dictionaries = section.file("dictionaries").orElse(machine.program().resolve("dictionaries"));
        if (!Files.isRegularFile(dictionaries.resolve("dictionary"))) {
            section.error("dictionaries", dictionaries + " has no file 'dictionary'", "name the directory that has it");
        }
        section.end();
        return new RadiusSettings(groups, identifier, nas, source, dictionaries);
    }

    // Health and statistics go by the name, and a conversation finds its server again by it.
    private static void namesDiffer(Section section, RadiusServer server, Collection<RadiusServer> earlier) {
        for (RadiusServer other : earlier) {
            if (other.name().equals(server.name()) && !other.equals(server)) {
                String key = section.has("name") ? "name" : "address";
                section.error(key, "there is another server '" + server.name() + "'", "give each its own name");
                return;
            }
        }
    }

    private static ServerGroup group(String name, Section section, List<ServerGroup> earlier) {
        if (name.equals(EMBEDDED) || name.equals(Definitions.NONE)) {
            section.error("'" + name + "' is a name of ours", "choose another");
        }
        var servers = new ArrayList<RadiusServer>();
        for (Section below : section.sections("servers")) {
            RadiusServer server = server(below);
            if (servers.contains(server)) below.error("address", "the same server stands here twice", "");
            namesDiffer(below, server, servers);
            for (ServerGroup group : earlier) namesDiffer(below, server, group.servers());
            servers.add(server);
        }
        if (servers.isEmpty()) section.error("servers", "has no server", "");
        section.end();
        return new ServerGroup(name, servers);
    }

    private static RadiusServer server(Section section) {
        InetAddress address = section.required("address", InetAddress.getLoopbackAddress(), Values::address);
        String name = section.value("name", address.getHostAddress(), Values::text);
        Secret secret = section.secret();
        if (secret.length() < SHORT_SECRET && secret != Document.STAND_IN) {
            section.warning(
                    section.has("secret-file") ? "secret-file" : "secret-env",
                    "the secret is short",
                    "RFC 2865 asks for at least 16 octets that nobody can guess");
        }
        var server = new RadiusServer(
                name,
                address,
                section.value("auth-port", 1812, Values::port),
                section.value("acct-port", 1813, Values::port),
                secret,
                section.value("timeout", Duration.ofSeconds(3), Values.duration(
                        Duration.ofMillis(100), Duration.ofMinutes(2))),
                section.value("tries", 4, Values.count(1, 20)),
                section.value("dead-time", Duration.ofSeconds(60), Values.duration(SECOND, Duration.ofDays(1))));
        section.end();
        return server;
    }

    private static List<InetAddress> onePerFamily(Section section, String key) {
        List<InetAddress> addresses = section.values(key, List.of(), Values::address);
        long families = addresses.stream().map(Object::getClass).distinct().count();
        if (families != addresses.size()) section.error(key, "has two addresses of one family", "");
        return addresses;
    }
}
