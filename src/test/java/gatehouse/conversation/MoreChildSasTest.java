package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Granted;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.eap.EapType;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Limits;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Several Child SAs of one session, for the same traffic.
class MoreChildSasTest {
    private static World world(Granted... granted) {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, granted);
        return world;
    }

    private static String another(World world, Client client, boolean resource) {
        world.tell(client, new InitiatorInput.AnotherChild(resource));
        world.run(Duration.ofSeconds(1));
        InitiatorEffect.Rekeyed end = client.last(InitiatorEffect.Rekeyed.class).orElseThrow();
        return end.what();
    }

    private static long lines(Client client, String what) {
        return client.seen.stream()
                .filter(effect -> effect instanceof InitiatorEffect.Told(var line)
                        && line.startsWith("<- CREATE_CHILD_SA") && line.contains(what))
                .count();
    }

    @Test
    void thereMayBeAsManyAsTheLimitSays() {
        World world = world();
        Client client = world.login("alice");
        int most = Limits.DEFAULT.childSasPerSession();
        for (int i = 1; i < most; i++) assertThat(another(world, client, false)).isEqualTo("another Child SA");
        assertThat(world.dataPlane.installed()).hasSize(most);
        assertThat(client.engine.children()).hasSize(most);
        assertThat(another(world, client, false)).isEqualTo("Child SA: NO_ADDITIONAL_SAS");
        assertThat(client.connected()).isTrue();
        // One that is replaced is not one more.
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofSeconds(1));
        assertThat(client.last(InitiatorEffect.Rekeyed.class).orElseThrow().done()).isTrue();
        assertThat(world.dataPlane.installed()).hasSize(most);
    }

    @Test
    void whatAaaGrantsTakesThePlaceOfTheLimit() {
        World world = world(new Granted.FlowLimit(2));
        Client client = world.login("alice");
        assertThat(another(world, client, false)).isEqualTo("another Child SA");
        assertThat(another(world, client, false)).isEqualTo("Child SA: NO_ADDITIONAL_SAS");
    }

    @Test
    void oneForEachResourceIsAnsweredAsSuch() {
        World world = world(new Granted.FlowLimit(2));
        Client client = world.login("alice");
        assertThat(another(world, client, true)).isEqualTo("another Child SA");
        assertThat(lines(client, "N(SA_RESOURCE_INFO)")).isEqualTo(1);
        assertThat(another(world, client, true)).isEqualTo("Child SA: TS_MAX_QUEUE");
    }

    @Test
    void theLastOneOfSeveralMayCarryNothingAnyMoreWithoutTheSessionEnding() {
        World world = world();
        Client client = world.login("alice");
        int first = world.dataPlane.installed().getFirst().inboundSpi();
        another(world, client, true);
        world.feed(new Input.Traffic(new DataPlaneEvent.Exhausted(first)));
        world.run(Duration.ofSeconds(1));
        assertThat(client.connected()).isTrue();
        assertThat(world.dataPlane.installed()).hasSize(1);
        assertThat(world.dataPlane.installed().getFirst().inboundSpi()).isNotEqualTo(first);
    }

    @Test
    void allOfThemGoWithTheSession() {
        World world = world();
        Client client = world.login("alice");
        another(world, client, true);
        another(world, client, false);
        world.tell(client, new InitiatorInput.RekeyIke());
        world.run(Duration.ofSeconds(1));
        assertThat(world.dataPlane.installed()).hasSize(3);
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(30));
        assertThat(world.dataPlane.isEmpty()).isTrue();
        assertThat(world.dataPlane.allocated()).isEmpty();
        assertThat(world.engine.holdings().isEmpty()).isTrue();
    }
}
