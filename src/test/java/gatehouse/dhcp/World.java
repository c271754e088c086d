package gatehouse.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.DhcpLease;
import gatehouse.address.PoolDefinition;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A client, the time, and servers that answer as fast as light, unless they are down.
final class World {
    static final InetAddress GIADDR = Addresses.parse("192.0.2.1");

    final FakeServer first = new FakeServer("198.51.100.10");
    final FakeServer second = new FakeServer("198.51.100.20");
    final Map<InetAddress, FakeServer> servers = new LinkedHashMap<>();
    final Set<FakeServer> down = new HashSet<>();
    final Pools pools = new Pools(List.of(new PoolDefinition("office", Prefix.parse("10.1.0.0/24").range(), 24)));
    final List<DhcpPacket> sent = new ArrayList<>();
    final List<InetAddress> to = new ArrayList<>();
    final Map<String, AddressAnswer> answers = new HashMap<>();
    final Map<String, String> lost = new HashMap<>();
    final DhcpClient client;
    Instant now = Instant.parse("2026-11-25T10:00:00Z");

    World() {
        this(policy(List.of(), false));
    }

    World(DhcpPolicy policy) {
        servers.put(first.address(), first);
        servers.put(second.address(), second);
        client = new DhcpClient(policy, pools, new SecureRandom());
    }

    static DhcpPolicy policy(List<InetAddress> link, boolean agentInformation) {
        return new DhcpPolicy(
                List.of(Addresses.parse("198.51.100.10"), Addresses.parse("198.51.100.20")),
                67,
                GIADDR,
                67,
                link,
                agentInformation,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1));
    }

    void ask(String session, String identity) {
        ask(AddressQuestion.of(session, identity));
    }

    void ask(AddressQuestion question) {
        handle(new DhcpInput.Ask(question));
    }

    /// Asks for a session that takes the place of another.
    void askInPlaceOf(String old, String session, String identity) {
        ask(new AddressQuestion(
                session, identity, List.of(), AddressQuestion.CONFIGURED, Duration.ZERO, Set.of(old)));
    }

    void release(String session) {
        handle(new DhcpInput.Release(session));
    }

    void receive(InetAddress from, DhcpPacket packet) {
        handle(new DhcpInput.Received(new InetSocketAddress(from, 67), packet.write()));
    }

    void handle(DhcpInput input) {
        perform(client.handle(input, now));
    }

    private void perform(List<DhcpEffect> effects) {
        for (DhcpEffect effect : effects) {
            switch (effect) {
                case DhcpEffect.Send(var giaddr, var to, var octets) -> {
                    assertThat(to.getPort()).isEqualTo(67);
                    send(to.getAddress(), octets);
                }
                case DhcpEffect.Answered(var session, var answer) -> assertThat(answers.put(session, answer)).isNull();
                case DhcpEffect.Lost(var session, var reason) -> assertThat(lost.put(session, reason)).isNull();
            }
        }
    }

    private void send(InetAddress server, Bytes octets) {
        to.add(server);
        try {
            sent.add(DhcpPacket.read(octets));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        FakeServer fake = servers.get(server);
        if (fake == null || down.contains(fake)) return;
        fake.answer(octets).ifPresent(answer -> handle(
                new DhcpInput.Received(new InetSocketAddress(server, 67), answer)));
    }

    /// Lets time pass; the client is woken whenever it wants.
    void passes(Duration duration) {
        Instant end = now.plus(duration);
        while (client.nextDeadline().filter(deadline -> !deadline.isAfter(end)).isPresent()) {
            now = client.nextDeadline().get();
            handle(new DhcpInput.TimeAdvanced());
        }
        now = end;
    }

    DhcpLease lease(String session) {
        assertThat(answers.get(session)).isInstanceOf(AddressAnswer.Leased.class);
        return ((AddressAnswer.Leased) answers.get(session)).lease();
    }

    String address(String session) {
        return Addresses.text(lease(session).address());
    }

    String refusal(String session) {
        assertThat(answers.get(session)).isInstanceOf(AddressAnswer.Refused.class);
        return ((AddressAnswer.Refused) answers.get(session)).reason();
    }

    DhcpPacket last() {
        return sent.getLast();
    }

    List<MessageType> types() {
        var types = new ArrayList<MessageType>();
        for (DhcpPacket packet : sent) types.add(type(packet));
        return types;
    }

    static MessageType type(DhcpPacket packet) {
        try {
            return packet.options().type().orElseThrow();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
