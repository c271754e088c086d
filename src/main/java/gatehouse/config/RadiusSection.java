package gatehouse.config;

import gatehouse.aaa.radius.NasIdentity;
import gatehouse.aaa.radius.Strictness;
import gatehouse.aaa.radius.Strictness.Reaction;
import gatehouse.bytes.Secret;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.RadiusServer.StatusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.client.Transport;
import gatehouse.radius.client.Transport.Kind;
import gatehouse.radius.client.ServerGroup.Order;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `radius`.
final class RadiusSection {
    /// The name under which profiles find the embedded AAA server.
    static final String EMBEDDED = GatewayConfig.EMBEDDED_GROUP;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SHORT_SECRET = 16;
    // As attributes without a meaning are told of.
    private static final Pattern NUMBERED = Pattern.compile("attribute \\d{1,3}( of vendor \\d{1,10})?");
    private static final Map<String, Order> ORDERS = Map.of("first", Order.FIRST, "weighted", Order.WEIGHTED);
    private static final int MOST_IN_FLIGHT = 16_384; // 256 identifiers at each of our source ports
    private static final Map<String, StatusServer> STATUS_SERVER =
            Map.of("auto", StatusServer.AUTO, "on", StatusServer.ON, "off", StatusServer.OFF);
    private static final Map<String, String> TRANSPORTS = Map.of("udp", "udp", "tls", "tls", "dtls", "dtls");
    private static final Duration OFTEN = Duration.ofSeconds(6); // RFC 3539, section 3.4.1
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
        Path dictionaries = section.file("dictionaries").orElse(machine.program().resolve("dictionaries"));
        if (!Files.isRegularFile(dictionaries.resolve("dictionary"))) {
            section.error("dictionaries", dictionaries + " has no file 'dictionary'", "name the directory that has it");
        }
        Strictness strictness = strictness(section, dictionaries);
        section.end();
        return new RadiusSettings(groups, nas, nasOfGroups, strictness, dictionaries);
    }

    private static NasIdentity nas(Section section, NasIdentity otherwise) {
        return new NasIdentity(
                section.value("nas-identifier", otherwise.identifier(), Values::text),
                onePerFamily(section, "nas-ip-address", otherwise.addresses()),
                section.value("calling-station-port", otherwise.tellsPort(), Values::yesOrNo));
    }

    private static Strictness strictness(Section section, Path dictionaries) {
        Section below = section.section("attribute-strictness");
        if (!below.keys().isEmpty()) checkNames(below, dictionaries);
        var exceptions = new LinkedHashMap<String, Reaction>();
        for (String attribute : below.keys()) {
            below.value(attribute, Values.oneOf(REACTIONS)).ifPresent(reaction -> exceptions.put(attribute, reaction));
        }
        return new Strictness(exceptions, section.value("strongswan-groups", false, Values::yesOrNo));
    }

    /// Attributes have the names of the dictionaries, pairs of Cisco a colon; what has another name is never met.
    private static void checkNames(Section below, Path directory) {
        try {
            RadiusDictionary dictionary = RadiusDictionary.load(directory);
            for (String name : below.keys()) {
                boolean isKnown = dictionary.find(name).isPresent() || NUMBERED.matcher(name).matches();
                if (isKnown || name.indexOf(':') > 0) continue;
                below.error(
                        name, "unknown attribute '" + name + "'",
                        "names are those of the files in dictionaries/; of a Cisco-AVPair it is what stands before '='");
            }
        } catch (NoSuchFileException _) {
            // The directory has been complained about.
        } catch (IOException e) {
            below.error("its names cannot be checked: " + e.getMessage(), "");
        }
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
        var usual = new Usual(
                section.value("order", Order.FIRST, Values.oneOf(ORDERS)),
                section.value("status-server", StatusServer.AUTO, Values.oneOf(STATUS_SERVER)),
                section.value(
                        "probe-interval", Duration.ofSeconds(10), Values.duration(OFTEN, Duration.ofHours(1))));
        var servers = new ArrayList<RadiusServer>();
        for (Section below : section.sections("servers")) {
            RadiusServer server = server(below, usual);
            if (servers.contains(server)) below.error("address", "the same server stands here twice", "");
            namesDiffer(below, server, servers);
            for (ServerGroup group : earlier) namesDiffer(below, server, group.servers());
            servers.add(server);
        }
        if (servers.isEmpty()) section.error("servers", "has no server", "");
        List<InetAddress> sources = onePerFamily(section, "source-address", usualSources);
        Duration patience = section.value(
                "patience", Duration.ZERO, Values.durationOrNone(Duration.ofSeconds(30), Duration.ofSeconds(180)));
        section.end();
        return new ServerGroup(name, servers, sources, usual.order(), patience);
    }

    /// What all servers of a group have in common.
    private record Usual(Order order, StatusServer statusServer, Duration probeInterval) {}

    private static RadiusServer server(Section section, Usual usual) {
        InetAddress address = section.required("address", InetAddress.getLoopbackAddress(), Values::address);
        String name = section.value("name", address.getHostAddress(), Values::text);
        Transport transport = transport(section);
        Secret secret = secret(section, transport);
        int authPort = section.value("auth-port", 1812, Values::port);
        int acctPort = section.value("acct-port", 1813, Values::port);
        int securedPort = section.value("port", 2083, Values::port);
        boolean isSecured = transport instanceof Transport.Secured;
        for (String key : isSecured ? List.of("auth-port", "acct-port") : List.of("port")) {
            if (section.has(key)) section.error(key, "is none of this transport", isSecured
                    ? "over a connection both go to 'port'"
                    : "write 'auth-port' and 'acct-port', or a 'transport'");
        }
        var server = new RadiusServer(
                name,
                address,
                isSecured ? securedPort : authPort,
                isSecured ? securedPort : acctPort,
                secret,
                section.value("timeout", Duration.ofSeconds(3), Values.duration(
                        Duration.ofMillis(100), Duration.ofMinutes(2))),
                section.value("tries", 4, Values.count(1, 20)),
                section.value("dead-time", Duration.ofSeconds(60), Values.duration(SECOND, Duration.ofDays(1))),
                usual.statusServer(),
                usual.probeInterval(),
                section.value("in-flight", 5000, Values.count(1, MOST_IN_FLIGHT)),
                section.value("weight", 1, Values.count(1, 1000)),
                transport,
                section.value("require-message-authenticator", true, Values::yesOrNo));
        if (server.weight() != 1 && usual.order() == Order.FIRST) {
            section.error("weight", "counts only in a group whose order is 'weighted'", "write that, or leave it out");
        }
        section.end();
        return server;
    }

    private static Transport transport(Section section) {
        String word = section.value("transport", "udp", Values.oneOf(TRANSPORTS));
        Section below = section.section("tls");
        int connections = section.value("connections", 4, Values.count(1, 64));
        boolean changes = section.value("coa-over-connection", false, Values::yesOrNo);
        if (word.equals("udp")) {
            for (String key : List.of("tls", "connections", "coa-over-connection")) {
                if (section.has(key)) section.error(key, "is none of UDP's", "write 'transport: tls', or leave it out");
            }
            return Transport.UDP;
        }
        Kind kind = word.equals("tls") ? Kind.TLS : Kind.DTLS;
        return new Transport.Secured(kind, TlsSection.server(below, kind), connections, changes);
    }

    /// Over a connection that is secret itself everybody has the same (RFC 6614, section 2.3; RFC 7360, section 2.1).
    private static Secret secret(Section section, Transport transport) {
        boolean own = section.has("secret-file") || section.has("secret-env");
        if (transport instanceof Transport.Secured secured) {
            Secret usual = Secret.ofUtf8(secured.kind() == Kind.TLS ? "radsec" : "radius/dtls");
            Secret secret = section.secret("secret", false);
            return own ? secret : usual;
        }
        Secret secret = section.secret();
        if (secret.length() < SHORT_SECRET && secret != Document.STAND_IN) {
            section.warning(
                    section.has("secret-file") ? "secret-file" : "secret-env",
                    "the secret is short",
                    "RFC 2865 asks for at least 16 octets that nobody can guess");
        }
        return secret;
    }

    private static List<InetAddress> onePerFamily(Section section, String key, List<InetAddress> otherwise) {
        List<InetAddress> addresses = section.values(key, otherwise, Values::address);
        long families = addresses.stream().map(Object::getClass).distinct().count();
        if (families != addresses.size()) section.error(key, "has two addresses of one family", "");
        return addresses;
    }
}
