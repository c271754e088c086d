package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.SessionRules;
import gatehouse.ike.policy.SessionRules.Duplicates;
import gatehouse.ike.policy.SessionRules.InitialContact;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A user who logs in while he has sessions already, and a client that comes back.
class DuplicatesTest {
    @Test
    void allAreKept() {
        World world = world(Duplicates.KEEP, 1);
        List<Client> clients = logins(world, 3);
        assertThat(clients).allMatch(Client::connected);
        assertThat(world.directory.ofUser("alice")).hasSize(3);
    }

    @Test
    void theOldestIsReplacedAndItsClientIsTold() {
        World world = world(Duplicates.REPLACE, 2);
        List<Client> clients = logins(world, 3);
        assertThat(clients).extracting(Client::connected).containsExactly(false, true, true);
        assertThat(clients.getFirst().closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement().satisfies(stop -> {
            assertThat(stop.cause()).isEqualTo(TerminateCause.PORT_PREEMPTED);
            assertThat(stop.session().path().remote()).isEqualTo(clients.getFirst().local.local());
        });
    }

    @Test
    void theNewcomerIsRefused() {
        World world = world(Duplicates.REFUSE, 2);
        List<Client> clients = logins(world, 3);
        assertThat(clients).extracting(Client::connected).containsExactly(true, true, false);
        assertThat(world.all(Effect.LoginFailed.class)).singleElement().satisfies(failed -> assertThat(failed.reason())
                .isEqualTo("'alice' has 2 sessions, and sessions-per-user is 2"));
        assertThat(world.accounted(AccountingEvent.Stop.class)).isEmpty();
    }

    @Test
    void whatAaaGrantsTakesThePlaceOfTheProfilesNumber() {
        World world = world(Duplicates.REPLACE, 1, new Granted.SessionLimit(2));
        assertThat(logins(world, 3)).extracting(Client::connected).containsExactly(false, true, true);
        World refusing = world(Duplicates.KEEP, 1, new Granted.SessionLimit(1));
        assertThat(logins(refusing, 2)).extracting(Client::connected).containsExactly(true, false);
        assertThat(refusing.all(Effect.LoginFailed.class).getLast().reason())
                .isEqualTo("'alice' has 1 sessions, and session-limit is 1");
    }

    @Test
    void aClientThatComesBackIsNoDuplicateOfItself() {
        World world = world(Duplicates.REFUSE, 1);
        logins(world, 1);
        Client.Shape again = shape(1);
        again.initialContact = true;
        assertThat(login(world, again).connected()).isTrue();
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_CARRIER));
    }

    @Test
    void withForceASilentClientThatComesBackFromTheSameAddressEndsItsOldSession() {
        World world = world(new SessionRules(InitialContact.FORCE, Duplicates.KEEP, 1));
        logins(world, 1);
        Client.Shape again = shape(1);
        assertThat(login(world, again).connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(1);
        assertThat(world.accounted(AccountingEvent.Stop.class)).singleElement()
                .satisfies(stop -> assertThat(stop.cause()).isEqualTo(TerminateCause.LOST_CARRIER));
        // From another address it may be another device.
        Client.Shape elsewhere = shape(2);
        elsewhere.identity = "device-1";
        assertThat(login(world, elsewhere).connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(2);
    }

    @Test
    void withoutForceASilentClientThatComesBackHasTwoSessions() {
        World world = world(Duplicates.KEEP, 1);
        logins(world, 1);
        assertThat(login(world, shape(1)).connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(2);
    }

    private static World world(Duplicates duplicates, int perUser, Granted... granted) {
        return world(new SessionRules(InitialContact.NORMAL, duplicates, perUser), granted);
    }

    private static World world(SessionRules rules, Granted... granted) {
        var shape = new World.Shape();
        shape.sessionRules = rules;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, granted);
        return world;
    }

    private static Client.Shape shape(int device) {
        var shape = new Client.Shape("alice");
        shape.identity = "device-" + device;
        shape.host = device;
        return shape;
    }

    private static List<Client> logins(World world, int count) {
        var clients = new ArrayList<Client>();
        for (int device = 1; device <= count; device++) clients.add(login(world, shape(device)));
        return clients;
    }

    private static Client login(World world, Client.Shape shape) {
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }
}
