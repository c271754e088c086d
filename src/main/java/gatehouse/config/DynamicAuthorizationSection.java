package gatehouse.config;

import gatehouse.aaa.radius.ChangeTranslator.PortCommands;
import gatehouse.aaa.radius.OperatorIdentity;
import gatehouse.config.DynamicAuthorizationSettings.MultipleSessions;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// `dynamic-authorization`.
final class DynamicAuthorizationSection {
    private static final InetSocketAddress LISTEN = new InetSocketAddress(Addresses.parse("0.0.0.0"), 3799);

    private DynamicAuthorizationSection() {}

    static DynamicAuthorizationSettings read(Section section) {
        List<InetSocketAddress> listen = section.values("listen", List.of(LISTEN), Values::endpoint);
        if (new HashSet<>(listen).size() < listen.size()) section.error("listen", "has an address and port twice", "");
        if (listen.isEmpty()) section.error("listen", "is empty", "without clients nothing listens anyway");
        var clients = new ArrayList<DynamicAuthorizationClient>();
        for (Section client : section.sections("clients")) clients.add(client(client, clients));
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
        return new DynamicAuthorizationSettings(listen, clients, window, several, portCommands, operator);
    }

    private static DynamicAuthorizationClient client(Section section, List<DynamicAuthorizationClient> earlier) {
        Prefix addresses = section.required("address", Prefix.parse("127.0.0.1"), Values::prefix);
        for (DynamicAuthorizationClient other : earlier) {
            if (other.addresses().equals(addresses)) section.error("address", addresses + " is there twice", "");
        }
        String name = section.value("name", addresses.toString(), Values::text);
        int rate = section.value("rate-limit", DynamicAuthorizationClient.USUAL_RATE, Values.count(1, 1_000_000));
        int burst = section.value("burst", DynamicAuthorizationClient.USUAL_BURST, Values.count(1, 1_000_000));
        var client = new DynamicAuthorizationClient(name, addresses, section.secret(), rate, burst);
        section.end();
        return client;
    }
}
