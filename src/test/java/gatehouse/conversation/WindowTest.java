package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Granted;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.Contact;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.initiator.InitiatorSettings;
import gatehouse.net.Addresses;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several requests on their way at once (RFC 7296, section 2.3).
class WindowTest {
    private static World world(int window) {
        var shape = new World.Shape();
        Contact usual = Contact.DEFAULT;
        shape.contact = new Contact(usual.liveness(), window, usual.crashTokens(), usual.roaming());
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static Client login(World world, int window) {
        return login(world, new InitiatorSettings.Contact(false, window, Bytes.EMPTY, List.of()));
    }

    private static Client login(World world, InitiatorSettings.Contact contact) {
        var shape = new Client.Shape("alice");
        shape.contact = contact;
        shape.tries = 20;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    /// Twenty questions take so many round trips.
    @ParameterizedTest
    @CsvSource({"1, 20", "5, 4", "20, 1"})
    void theClientSendsAsManyAsTheGatewaySays(int window, int roundTrips) {
        World world = world(window);
        Client client = login(world, 1);
        world.tell(client, new InitiatorInput.CheckLivenessOften(20));
        world.run(Duration.ofMillis(40L * roundTrips - 1));
        assertThat(client.count(InitiatorEffect.Alive.class)).isLessThan(20);
        world.run(Duration.ofMillis(1));
        assertThat(client.count(InitiatorEffect.Alive.class)).isEqualTo(20);
    }

    @Test
    void requestsThatOvertakeEachOtherGetTheirAnswers() {
        World world = world(5);
        Client client = login(world, 1);
        long seed = System.nanoTime();
        var random = new Random(seed);
        world.link.loses = _ -> random.nextInt(5) == 0;
        world.link.doubles = _ -> random.nextInt(10) == 0;
        world.link.delays = _ -> random.nextInt(3) == 0;
        world.tell(client, new InitiatorInput.CheckLivenessOften(40));
        world.run(Duration.ofMinutes(20));
        assertThat(client.count(InitiatorEffect.Alive.class)).as("seed %d", seed).isEqualTo(40);
        assertThat(client.connected()).isTrue();
        assertThat(world.engine.stats().repeatsAnswered()).isPositive();
    }

    /// A change of what the client is told is a request of ours; the client answers when it can.
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3", "8, 4"})
    void theGatewaySendsAsManyAsTheClientSays(int window, int most) {
        World world = world(5);
        Client client = login(world, window);
        int before = world.fromGateway.size();
        for (int i = 1; i <= 4; i++) {
            world.change(world.id("alice"), new Granted.Dns(Addresses.parse("10.0.0." + (60 + i))));
        }
        assertThat(world.fromGateway.size() - before).isEqualTo(most);
        world.run(Duration.ofSeconds(1));
        assertThat(client.count(InitiatorEffect.Configured.class)).isEqualTo(4);
    }

    @Test
    void aSuccessorBeginsWithOne() {
        World world = world(5);
        Client client = login(world, 3);
        world.tell(client, new InitiatorInput.RekeyIke());
        world.run(Duration.ofSeconds(1));
        int before = world.fromGateway.size();
        for (int i = 1; i <= 4; i++) {
            world.change(world.id("alice"), new Granted.Dns(Addresses.parse("10.0.0." + (60 + i))));
        }
        assertThat(world.fromGateway.size() - before).isEqualTo(1);
        world.run(Duration.ofSeconds(1));
        assertThat(client.count(InitiatorEffect.Configured.class)).isEqualTo(4);
        // Ours was told in the exchange that made it.
        world.tell(client, new InitiatorInput.CheckLivenessOften(5));
        world.run(Duration.ofMillis(40));
        assertThat(client.count(InitiatorEffect.Alive.class)).isEqualTo(5);
    }

    @Test
    void aWindowThatMakesNoSenseIsNotHeeded() {
        for (Bytes size : List.of(Bytes.EMPTY, Bytes.fromHex("05"), new ByteWriter(4).u32(0).toBytes())) {
            World world = world(5);
            Client client = login(world, new InitiatorSettings.Contact(
                    false, 1, Bytes.EMPTY, List.of(NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, size))));
            assertThat(client.connected()).isTrue();
            int before = world.fromGateway.size();
            world.change(world.id("alice"), new Granted.Dns(Addresses.parse("10.0.0.61")));
            world.change(world.id("alice"), new Granted.Dns(Addresses.parse("10.0.0.62")));
            assertThat(world.fromGateway.size() - before).isEqualTo(1);
        }
    }
}
