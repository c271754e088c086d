package gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rooms of the house. A room may use only rooms listed above it, and of those only the ones it names; a library has
/// the rooms that it names.
class PackageRulesTest {
    private static final String ROOMS =
            """
                    bytes:
                    net: bytes
                    posix:
                    wire: bytes net
                    eap: bytes
                    crypto: bytes
                    pki: bytes crypto
                    pki.fetch: bytes net pki
                    radius: bytes net
                    radius.dictionary: bytes radius
                    radius.secure: bytes net pki radius
                    radius.client: bytes net radius radius.secure
                    radius.dynauth: bytes net radius
                    radius.server: bytes net eap crypto radius radius.dictionary
                    journal: bytes
                    address: bytes net journal
                    dhcp: bytes net address
                    session: bytes net
                    aaa: bytes net session
                    aaa.authorization: bytes net session aaa
                    aaa.radius: bytes net session aaa eap journal radius radius.dictionary
                    dataplane: bytes net crypto
                    dataplane.esp: bytes net posix crypto dataplane
                    dataplane.xfrm: bytes net posix crypto dataplane
                    virtualaccess: bytes net aaa dataplane
                    ike: bytes net wire pki session address aaa dataplane
                    ike.policy: bytes net wire eap crypto pki aaa aaa.authorization dataplane virtualaccess
                    ike.sa: bytes net wire eap crypto pki address aaa aaa.authorization session dataplane virtualaccess ike ike.policy
                    ike.negotiation: bytes net wire crypto address aaa ike ike.policy
                    ike.auth: bytes net wire crypto pki eap session aaa ike ike.policy
                    ike.keying: bytes net wire crypto session aaa dataplane ike ike.policy ike.sa ike.negotiation
                    ike.request: bytes net wire eap crypto pki address session aaa dataplane
                        ike ike.policy ike.sa ike.negotiation ike.auth ike.keying
                    ike.exchange: bytes net wire eap crypto pki address session aaa aaa.authorization dataplane virtualaccess
                        ike ike.policy ike.sa ike.negotiation ike.auth ike.keying ike.request
                    ike.engine: bytes net wire eap crypto pki address session aaa aaa.authorization dataplane virtualaccess
                        ike ike.policy ike.sa ike.negotiation ike.auth ike.keying ike.request ike.exchange
                    initiator: bytes net wire eap crypto dataplane
                    transport: bytes net
                    load: bytes net wire eap crypto dataplane initiator radius transport
                    transport.radsec: bytes net pki radius.secure transport
                    admin: net session
                    cluster: net session address
                    config: bytes net wire eap crypto pki pki.fetch radius radius.dictionary radius.secure radius.client radius.dynauth
                        radius.server address dhcp aaa aaa.authorization aaa.radius dataplane virtualaccess ike.policy
                    server: *
                    cli: bytes net wire eap crypto pki session ike.policy initiator load admin config server
                    """;

    private static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
            // TinyRadius is made of it.
            library("io.netty", "transport", "transport.radsec", "server", "radius.server"),
            library("org.snakeyaml", "config"),
            library("picocli", "cli"),
            library("ch.qos.logback", "cli"),
            library("org.tinyradius", "radius.server", "radius.dictionary"),
            library("com.github.benmanes.caffeine", "aaa.authorization"),
            library("org.bouncycastle", "pki", "crypto", "transport.radsec"),
            library("com.amazon.corretto", "crypto"),
            library("org.conscrypt", "crypto"),
            library("org.sqlite", "journal"),
            library("java.sql", "journal"),
            library("com.fasterxml.jackson", "admin", "load"),
            library("org.HdrHistogram", "load"),
            library("com.sun.management", "cli"),
            library("com.sun.net.httpserver", "admin"),
            library("java.lang.foreign", "posix", "dataplane.esp", "dataplane.xfrm"),
            library("javax.crypto", "crypto", "radius"));

    /// What every room may use.
    private static final List<String> EVERYWHERE = List.of("java.", "javax.", "org.slf4j.");

    private static final Path SOURCES = Path.of("src/main/java/gatehouse");
    private static final Pattern QUALIFIED = Pattern.compile("\\b([a-z][a-z0-9]*(?:\\.[a-z][a-z0-9]*)+)\\.[A-Z]");
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);

    private final Map<String, Set<String>> rooms = rooms();

    @Test
    void aRoomUsesOnlyTheRoomsThatItNames() throws IOException {
        var offences = new TreeSet<String>();
        for (Path file : sources()) {
            String room = room(file);
            Set<String> allowed = rooms.getOrDefault(room, Set.of());
            for (String used : usedPackages(file)) {
                if (!used.startsWith("gatehouse.")) continue;
                String other = used.substring("gatehouse.".length());
                if (!other.equals(room) && !allowed.contains(other))
                    offences.add(file + ": " + room + " uses " + other);
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void aLibraryIsUsedInItsRoomsOnly() throws IOException {
        var offences = new TreeSet<String>();
        for (Path file : sources()) {
            for (String used : usedPackages(file)) {
                if (used.startsWith("gatehouse.")) continue;
                String library = LIBRARIES.keySet().stream()
                        .filter(name -> (used + ".").startsWith(name + "."))
                        .findFirst()
                        .orElse("");
                boolean allowed = library.isEmpty()
                        ? EVERYWHERE.stream().anyMatch((used + ".")::startsWith)
                        : LIBRARIES.get(library).contains(room(file));
                if (!allowed) offences.add(file + ": " + room(file) + " uses " + used);
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void everyRoomIsListedAndSaysWhatItIsFor() throws IOException {
        Set<String> found =
                sources().stream().map(PackageRulesTest::room).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rooms.keySet()).containsAll(found);
        for (String room : found) {
            assertThat(SOURCES.resolve(room.replace('.', '/')).resolve("package-info.java")).exists();
        }
    }

    @Test
    void theListIsInOrder() {
        var above = new HashSet<String>();
        rooms.forEach((room, named) -> {
            assertThat(above).as("above " + room).containsAll(named);
            above.add(room);
        });
    }

    private static Map<String, Set<String>> rooms() {
        var rooms = new LinkedHashMap<String, Set<String>>();
        for (String line : ROOMS.replaceAll("\n +", " ").split("\n")) {
            String[] halves = line.split(":", 2);
            Set<String> named = halves[1].isBlank() ? Set.of() : Set.of(halves[1].strip().split(" +"));
            rooms.put(halves[0], named.contains("*") ? Set.copyOf(rooms.keySet()) : named);
        }
        return rooms;
    }

    private static Map.Entry<String, Set<String>> library(String prefix, String... rooms) {
        return Map.entry(prefix, Set.of(rooms));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String room(Path file) {
        return SOURCES.relativize(file.getParent()).toString().replace('/', '.');
    }

    /// Packages named in imports and in qualified names, not in comments or strings.
    private static List<String> usedPackages(Path file) throws IOException {
        String code = Files.readString(file);
        code = STRING.matcher(code).replaceAll("\"\"");
        code = COMMENT.matcher(code).replaceAll("");
        var packages = new ArrayList<String>();
        for (Matcher matcher = QUALIFIED.matcher(code); matcher.find();) packages.add(matcher.group(1));
        return packages;
    }
}
