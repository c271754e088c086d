package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.RekeyPolicy.Secrecy;
import gatehouse.ike.policy.RekeyPolicy.Who;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Three days with new keys every five minutes, in seconds: what the gateway keeps does not grow.
class ThreeDaysTest {
    private static final int PEOPLE = 8;
    private static final Duration CHILD = Duration.ofMinutes(5);
    private static final Duration IKE = Duration.ofMinutes(25);

    private final World world = world();
    private final List<Client> clients = new ArrayList<>();
    private long closed;
    private long ikeRekeys;

    private static World world() {
        var shape = new World.Shape();
        // They begin five minutes after the last time, or somewhat earlier.
        shape.lifetimes = Lifetimes.DEFAULT.with(new RekeyPolicy(
                Who.BOTH, Secrecy.AUTO, IKE.multipliedBy(2), CHILD.multipliedBy(2), 50, 5, 0, 0));
        shape.interim = Duration.ofMinutes(10);
        var world = new World(shape);
        for (int i = 0; i < PEOPLE; i++) world.aaa.user("user" + i, "secret", EapType.MSCHAPV2);
        return world;
    }

    private Client login(int number) {
        var shape = new Client.Shape("user" + number);
        shape.host = number + 1;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        return client;
    }

    @Test
    void nothingGrows() {
        for (int i = 0; i < PEOPLE; i++) clients.add(login(i));
        List<String> before = clients.stream().map(client -> client.engine.spis()).toList();
        for (int hour = 0; hour < 72; hour++) {
            world.run(Duration.ofHours(1));
            if (hour % 6 == 5) comeAndGo(hour / 6 % PEOPLE);
            world.run(Duration.ofSeconds(30));
            assertNothingMoreThanThePeople();
            forget();
        }
        assertThat(clients).allMatch(Client::connected);
        for (int i = 0; i < PEOPLE; i++) assertThat(clients.get(i).engine.spis()).isNotEqualTo(before.get(i));
        // Each pair and each IKE SA had its successor in time.
        assertThat(ikeRekeys).isGreaterThan(PEOPLE * 72L * 60 / IKE.toMinutes() * 9 / 10);
        for (Client client : clients) world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofMinutes(3));
        assertThat(world.engine.holdings().isEmpty()).as("%s", world.engine.holdings()).isTrue();
        assertThat(world.engine.nextDeadline()).isEmpty();
        assertThat(world.dataPlane.isEmpty()).isTrue();
        assertThat(world.dataPlane.allocated()).isEmpty();
        assertThat(world.pools.utilisation()).allMatch(pool -> pool.inUse() == 0);
    }

    private void comeAndGo(int number) {
        world.tell(clients.get(number), new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(30));
        closed++;
        clients.set(number, login(number));
    }

    private void assertNothingMoreThanThePeople() {
        var holdings = world.engine.holdings();
        assertThat(holdings.sessions()).isEqualTo(PEOPLE);
        // Old and new side by side while one is replaced, and those that are deleted and answer repeats.
        assertThat(holdings.sas()).isBetween(PEOPLE, 2 * PEOPLE);
        assertThat(holdings.children()).isBetween(PEOPLE, 2 * PEOPLE);
        assertThat(holdings.questions()).isZero();
        assertThat(holdings.wakes()).isLessThan(8 * PEOPLE);
        assertThat(world.dataPlane.installed()).hasSize(holdings.children());
        assertThat(world.dataPlane.allocated().size()).isBetween(PEOPLE, 2 * PEOPLE);
        assertThat(world.pools.utilisation()).anyMatch(pool -> pool.inUse() == PEOPLE);
        assertThat(world.directory.size()).isEqualTo(PEOPLE);
        assertThat(world.accounted(AccountingEvent.Stop.class)).hasSize((int) closed);
    }

    /// What the test has kept is not the gateway's.
    private void forget() {
        ikeRekeys += world.all(Effect.Changed.class).stream()
                .filter(changed -> changed.what().equals("ike-rekey"))
                .count();
        closed = 0;
        world.effects.clear();
        world.accounting.clear();
        world.fromGateway.clear();
        world.toGateway.clear();
        for (Client client : clients) {
            boolean connected = client.connected();
            assertThat(connected).isTrue();
            client.seen.removeIf(effect -> !(effect instanceof InitiatorEffect.Connected));
            client.times.clear();
        }
    }
}
