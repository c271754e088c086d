package gatehouse.config;

import gatehouse.aaa.radius.NasIdentity;
import gatehouse.aaa.radius.Strictness;
import gatehouse.aaa.radius.Strictness.Reaction;
import gatehouse.bytes.Secret;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `radius`.
final class RadiusSection {
    /// The name under which profiles find the embedded AAA server.
    static final String EMBEDDED = GatewayConfig.EMBEDDED_GROUP;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SHORT_SECRET = 16;
    private static final Map<String, Reaction> REACTIONS = Map.of("refuse", Reaction.REFUSE, "ignore", Reaction.IGNORE);

    private RadiusSection() {}

    static RadiusSettings read(Section section, Machine machine) {
        NasIdentity nas = nas(section, new NasIdentity(machine.hostName(), List.of()));
        List<InetAddress> sources = onePerFamily(section, "source-address", List.of());
        var groups = new ArrayList<ServerGroup>();
        var nasOfGroups = new LinkedHashMap<String, NasIdentity>();
        section.named("groups").forEach((name, below) -> {
            NasIdentity own = nas(below, nas);
            if (!own.equals(nas)) nasOfGroups.put(name, own);
            groups.add(group(name, below, groups, sources));
        });
        Strictness strictness = strictness(section);
        Path dictionaries = section.file("dictionaries").orElse(machine.program().resolve("dictionaries"));
        if (!Files.isRegularFile(dictionaries.resolve("dictionary"))) {
            section.error("dictionaries", dictionaries + " has no file 'dictionary'", "name the directory that has it");
        }
        section.end();
        return new RadiusSettings(groups, nas, nasOfGroups, strictness, dictionaries);
    }

    private static NasIdentity nas(Section section, NasIdentity otherwise) {
        return new NasIdentity(
                section.value("nas-identifier", otherwise.identifier(), Values::text),
                onePerFamily(section, "nas-ip-address", otherwise.addresses()));
    }

    private static Strictness strictness(Section section) {
        Section below = section.section("attribute-strictness");
        var exceptions = new LinkedHashMap<String, Reaction>();
        for (String attribute : below.keys()) {
            below.value(attribute, Values.oneOf(REACTIONS)).ifPresent(reaction -> exceptions.put(attribute, reaction));
        }
        return new Strictness(exceptions, section.value("strongswan-groups", false, Values::yesOrNo));
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

    private static ServerGroup group(
            String name, Section section, List<ServerGroup> earlier, List<InetAddress> usualSources) {
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
        List<InetAddress> sources = onePerFamily(section, "source-address", usualSources);
        section.end();
        return new ServerGroup(name, servers, sources);
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

    private static List<InetAddress> onePerFamily(Section section, String key, List<InetAddress> otherwise) {
        List<InetAddress> addresses = section.values(key, otherwise, Values::address);
        long families = addresses.stream().map(Object::getClass).distinct().count();
        if (families != addresses.size()) section.error(key, "has two addresses of one family", "");
        return addresses;
    }
}
