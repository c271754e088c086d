package gatehouse.radius.client;

import static gatehouse.radius.client.World.SECRET;
import static gatehouse.radius.client.World.one;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.net.Addresses;
import gatehouse.radius.client.RadiusServer.StatusServer;
import gatehouse.radius.client.ServerGroup.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests are spread over a group by weight.
class WeightedTest {
    private static final RadiusServer HEAVY = server("heavy", "192.0.2.11", 3);
    private static final RadiusServer LIGHT = server("light", "192.0.2.12", 1);
    private static final ServerGroup GROUP =
            new ServerGroup("group", List.of(LIGHT, HEAVY), List.of(), Order.WEIGHTED, Duration.ZERO);

    private final World world = new World();

    private static RadiusServer server(String name, String address, int weight) {
        return new RadiusServer(
                name, Addresses.parse(address), 1812, 1813, SECRET, Duration.ofSeconds(2), 3, Duration.ofSeconds(120),
                StatusServer.OFF, Duration.ofSeconds(10), 1000, weight, Transport.UDP, true);
    }

    private RadiusServer answering(String boundTo) {
        RadiusEffect.Send send = world.ask(GROUP, boundTo).send();
        return one(world.receive(send, world.accept(send)), RadiusEffect.Answered.class).server();
    }

    // 3000 are expected; the standard deviation is 27.
    @Test
    void eachServerGetsItsShare() {
        int heavy = 0;
        for (int i = 0; i < 4000; i++) if (answering("").equals(HEAVY)) heavy++;
        assertThat(heavy).isBetween(2750, 3250);
    }

    @Test
    void aConversationStaysWhereItBegan() {
        for (int i = 0; i < 100; i++) assertThat(answering("light")).isEqualTo(LIGHT);
    }

    @Test
    void theShareOfTheDeadGoesToTheOthers() {
        RadiusEffect.Send bound = world.ask(GROUP, "heavy").send();
        world.silence(bound);
        assertThat(world.client.isDead("heavy", world.now)).isTrue();
        for (int i = 0; i < 100; i++) assertThat(answering("")).isEqualTo(LIGHT);
    }
}
