package gatehouse.config;

import gatehouse.address.AddressQuestion;
import gatehouse.dhcp.DhcpPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// `dhcp`.
final class DhcpSection {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private DhcpSection() {}

    static DhcpPolicy read(Section section) {
        List<InetAddress> servers = section.values("servers", List.of(), DhcpSection::host);
        int serverPort = section.value("server-port", DhcpPolicy.PORT, Values::port);
        InetAddress giaddr = section.value("giaddr", AddressQuestion.CONFIGURED, DhcpSection::host);
        int relayPort = section.value("relay-port", DhcpPolicy.PORT, Values::port);
        List<InetAddress> link = section.value("link", DhcpSection::host).map(List::of).orElse(List.of());
        boolean agentInformation = section.value("agent-information", false, Values::yesOrNo);
        Duration timeout = section.value("timeout", Duration.ofSeconds(15), Values.duration(
                SECOND, Duration.ofMinutes(2)));
        Duration retransmit = section.value("retransmit-timeout", SECOND, Values.duration(
                Duration.ofMillis(100), Duration.ofSeconds(30)));
        if (!servers.isEmpty() && !section.has("giaddr")) {
            section.error("giaddr", "is missing", "servers answer to an address of this machine; name one");
        }
        section.end();
        return new DhcpPolicy(
                servers, serverPort, giaddr, relayPort, link, agentInformation, timeout, retransmit);
    }

    private static InetAddress host(String text) throws Unfit {
        InetAddress address = Values.ipv4(text);
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || text.equals("255.255.255.255")) {
            throw new Unfit("'" + text + "' is not one address", "DHCP goes by unicast here");
        }
        return address;
    }
}
