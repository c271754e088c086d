package gatehouse.config;

import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.OperatorIdentity;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.config.DynamicAuthorizationSettings.MultipleSessions;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.pki.Credential;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import gatehouse.radius.secure.PeerRule;
import gatehouse.radius.secure.TlsPolicy;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `dynamic-authorization`.
final class DynamicAuthorizationSection {
    private static final InetSocketAddress LISTEN = new InetSocketAddress(Addresses.parse("0.0.0.0"), 3799);

    private DynamicAuthorizationSection() {}

    static DynamicAuthorizationSettings read(Section section) {
        List<InetSocketAddress> listen = section.values("listen", List.of(LISTEN), Values::endpoint);
        if (new HashSet<>(listen).size() < listen.size()) section.error("listen", "has an address and port twice", "");
        if (listen.isEmpty()) section.error("listen", "is empty", "without clients nothing listens anyway");
        var read = new Clients();
        Section tls = section.section("tls");
        List<InetSocketAddress> tlsListen = tls.values("listen", List.of(), Values::endpoint);
        List<X509Certificate> authorities = TlsSection.authorities(tls, "ca");
        var door = new Door(!tlsListen.isEmpty(), tls.has("ca"), authorities);
        for (Section client : section.sections("clients")) client(client, door, read);
        Optional<DynamicAuthorizationSettings.Tls> secured = tls(tls, tlsListen, read);
        Duration window = section.value("event-timestamp-window", Duration.ofMinutes(5), Values.duration(
                Duration.ofSeconds(1), Duration.ofDays(1)));
        MultipleSessions several = section.value("multiple-sessions", MultipleSessions.ALL, Values.oneOf(
                Map.of("all", MultipleSessions.ALL, "refuse", MultipleSessions.REFUSE)));
        PortCommands portCommands = section.value("port-commands", PortCommands.REFUSE, Values.oneOf(
                Map.of("refuse", PortCommands.REFUSE, "disconnect", PortCommands.DISCONNECT)));
        var operator = new OperatorIdentity(
                section.value("operator-realm", "", Values::domain),
                section.values("operator-nas-identifiers", List.of(), Values::text));
        section.end();
        return new DynamicAuthorizationSettings(
                listen, read.byAddress, window, several, portCommands, operator, read.connected, secured);
    }

    /// Where clients come in by TLS.
    private record Door(boolean listens, boolean namesAuthority, List<X509Certificate> authorities) {}

    /// Who may, by what they are known by.
    private static final class Clients {
        final List<DynamicAuthorizationClient> byAddress = new ArrayList<>();
        final List<DynamicAuthorizationClient> connected = new ArrayList<>();
        final Map<String, PeerRule> rules = new LinkedHashMap<>();
        boolean anyConnects;
    }

    private static Optional<DynamicAuthorizationSettings.Tls> tls(
            Section section, List<InetSocketAddress> listen, Clients clients) {
        Optional<Credential> own = TlsSection.credential(section);
        if (listen.isEmpty()) {
            for (String key : List.of("ca", "certificate", "private-key", "versions", "radius-1.1")) {
                if (section.has(key)) section.error(key, "nothing listens", "say where in 'listen'");
            }
        } else if (!section.has("certificate")) {
            section.error("'certificate' is missing", "clients want to see who we are");
        }
        Optional<TlsPolicy> policy = own.map(credential -> TlsSection.listener(section, credential));
        if (own.isEmpty()) {
            // So that its keys are known.
            section.value("versions", text -> text);
            section.value("radius-1.1", text -> text);
        }
        if (!listen.isEmpty() && !clients.anyConnects) {
            section.warning("listen", "no client has a 'tls-name' or a 'fingerprint'", "nobody is let in");
        }
        section.end();
        if (listen.isEmpty()) return Optional.empty();
        return policy.map(how -> new DynamicAuthorizationSettings.Tls(listen, own.orElseThrow(), how, clients.rules));
    }

    private static void client(
            Section section, Door door, Clients read) {
        List<String> names = section.values("tls-name", List.of(), Values::text);
        List<Bytes> fingerprints = section.values("fingerprint", List.of(), TlsSection::fingerprint);
        boolean connects = section.has("tls-name") || section.has("fingerprint");
        boolean sendsDatagrams = section.has("address") || !connects;
        Prefix addresses = sendsDatagrams
                ? section.required("address", Prefix.parse("127.0.0.1"), Values::prefix)
                : section.value("address", Prefix.parse("127.0.0.1"), Values::prefix);
        for (DynamicAuthorizationClient other : read.byAddress) {
            if (sendsDatagrams && other.addresses().equals(addresses)) {
                section.error("address", addresses + " is there twice", "");
            }
        }
        String name = section.value("name", sendsDatagrams ? addresses.toString() : "", Values::text);
        int rate = section.value("rate-limit", DynamicAuthorizationClient.USUAL_RATE, Values.count(1, 1_000_000));
        int burst = section.value("burst", DynamicAuthorizationClient.USUAL_BURST, Values.count(1, 1_000_000));
        boolean hasSecret = section.has("secret-file") || section.has("secret-env");
        Secret secret = section.secret("secret", sendsDatagrams);
        if (sendsDatagrams) {
            read.byAddress.add(new DynamicAuthorizationClient(name, addresses, secret, rate, burst));
        }
        if (connects) {
            read.anyConnects = true;
            if (name.isEmpty()) section.error("'name' is missing", "logs tell of it by its name");
            if (!door.listens()) {
                section.error(
                        section.has("tls-name") ? "tls-name" : "fingerprint", "nothing listens for TLS",
                        "say where in 'dynamic-authorization.tls.listen'");
            }
            if (!names.isEmpty() && door.authorities().isEmpty()) {
                if (!door.namesAuthority()) section.error(
                        "tls-name", "anybody can make a certificate with that name",
                        "name the file of its authority in 'dynamic-authorization.tls.ca'");
            } else if (read.rules.containsKey(name)) {
                section.error("name", "there is another client '" + name + "'", "give each its own name");
            } else if (!names.isEmpty() || !fingerprints.isEmpty()) {
                read.rules.put(
                        name, new PeerRule(names.isEmpty() ? List.of() : door.authorities(), names, fingerprints));
                // Inside TLS everybody has the same (RFC 6614, section 2.3).
                Secret inside = hasSecret && !sendsDatagrams ? secret : Secret.ofUtf8("radsec");
                read.connected.add(DynamicAuthorizationClient.connected(name, inside, rate, burst));
            }
        }
        section.end();
    }
}
