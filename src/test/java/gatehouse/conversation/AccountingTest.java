package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.AccountingRules;
import gatehouse.aaa.Granted;
import gatehouse.dataplane.DataPlaneEvent;
import gatehouse.dataplane.SessionProgram;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Usage;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What accounting hears of a session's life, and what a session waits for.
class AccountingTest {
    private static final Usage CARRIED = new Usage(100, 1, 200, 2);

    private static World world(AccountingRules rules) {
        var shape = new World.Shape();
        shape.accounting = rules;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        return world;
    }

    private static void movesTo(World world, String address, int port) {
        int spi = world.dataPlane.installed().getFirst().inboundSpi();
        world.feed(new Input.Traffic(new DataPlaneEvent.PeerMoved(spi, new InetSocketAddress(address, port))));
    }

    @Test
    void aClientWhoseNatGaveItAnotherAddressIsAccountedThere() {
        World world = world(AccountingRules.NONE);
        world.login("alice");
        world.run(Duration.ofMinutes(1));
        world.dataPlane.carried = CARRIED;
        movesTo(world, "203.0.113.9", 4711);
        assertThat(world.accounted(AccountingEvent.Interim.class)).singleElement().satisfies(interim -> {
            assertThat(interim.session().path().remote()).isEqualTo(new InetSocketAddress("203.0.113.9", 4711));
            assertThat(interim.usage()).isEqualTo(CARRIED);
        });
        // Another port alone is nothing that it is told.
        world.run(Duration.ofMinutes(1));
        movesTo(world, "203.0.113.9", 4712);
        world.run(Duration.ofMinutes(1));
        assertThat(world.accounted(AccountingEvent.Interim.class)).hasSize(1);
    }

    @Test
    void whereThePortIsToldAnotherPortIsToo() {
        World world = world(new AccountingRules(Duration.ZERO, true, Duration.ZERO));
        world.login("alice");
        world.run(Duration.ofMinutes(1));
        InetSocketAddress before = world.session("alice").path().remote();
        movesTo(world, before.getAddress().getHostAddress(), before.getPort() + 1);
        assertThat(world.accounted(AccountingEvent.Interim.class)).hasSize(1);
    }

    @Test
    void aClientThatGoesToAndFroIsAccountedEveryFiveSecondsAtMost() {
        World world = world(AccountingRules.NONE);
        world.login("alice");
        world.run(Duration.ofMinutes(1));
        for (int i = 0; i < 200; i++) {
            movesTo(world, "203.0.113." + (1 + i % 3), 4500);
            world.run(Duration.ofMillis(100));
        }
        world.run(Duration.ofMinutes(1));
        List<AccountingEvent.Interim> interims = world.accounted(AccountingEvent.Interim.class);
        assertThat(interims).hasSizeBetween(4, 5);
        assertThat(interims.getLast().session().path()).isEqualTo(world.session("alice").path());
    }

    @Test
    void whatASessionCarriesIsMadeSafeFromACrashIfItCarriesAnything() {
        World world = world(new AccountingRules(Duration.ofSeconds(30), false, Duration.ZERO));
        world.login("alice");
        world.run(Duration.ofMinutes(2));
        assertThat(world.all(Effect.Counted.class)).isEmpty();
        world.dataPlane.carried = CARRIED;
        world.run(Duration.ofSeconds(30));
        assertThat(world.all(Effect.Counted.class)).containsExactly(new Effect.Counted(world.id("alice"), CARRIED));
        world.run(Duration.ofMinutes(2));
        assertThat(world.all(Effect.Counted.class)).hasSize(1);
    }

    @Test
    void nothingPassesUntilAServerHasTheStartOfASessionThatNeedsIt() {
        World world = world(new AccountingRules(Duration.ZERO, false, Duration.ofSeconds(20)));
        Client client = world.login("alice");
        assertThat(client.connected()).isTrue();
        String session = world.id("alice").text();
        assertThat(world.accounted(AccountingEvent.Start.class).getFirst().required()).isTrue();
        assertThat(world.dataPlane.program(session)).isEqualTo(SessionProgram.QUARANTINE);
        // Nor does a change open it.
        world.change(world.id("alice"), new Granted.IdleTimeout(Duration.ofHours(1)));
        assertThat(world.dataPlane.program(session)).isEqualTo(SessionProgram.QUARANTINE);
        world.feed(new Input.StartAccounted(world.id("alice")));
        assertThat(world.dataPlane.program(session)).isEqualTo(SessionProgram.OPEN);
        world.run(Duration.ofMinutes(5));
        assertThat(client.closed()).isEmpty();
    }

    @Test
    void aSessionWhoseStartNoServerHasInTimeEnds() {
        World world = world(new AccountingRules(Duration.ZERO, false, Duration.ofSeconds(20)));
        Client client = world.login("alice");
        assertThat(client.connected()).isTrue();
        world.run(Duration.ofSeconds(21));
        assertThat(client.closed()).isPresent();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.SERVICE_UNAVAILABLE);
        assertThat(stop.reason()).isEqualTo("no server had the start of accounting within 20 s");
    }

    @Test
    void aSessionThatNeedsNothingIsOpenAtOnce() {
        World world = world(AccountingRules.NONE);
        world.login("alice");
        assertThat(world.accounted(AccountingEvent.Start.class).getFirst().required()).isFalse();
        assertThat(world.dataPlane.program(world.id("alice").text())).isEqualTo(SessionProgram.OPEN);
    }

    @Test
    void whoComesBackWithinAWhileGoesOnWithHisLogin() {
        World world = world(AccountingRules.NONE);
        Client client = world.login("alice");
        Session first = world.session("alice");
        assertThat(first.multiSessionId()).isEqualTo(first.auditSessionId());
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofMinutes(9));
        Client again = world.login("alice");
        Session second = world.session("alice");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.multiSessionId()).isEqualTo(first.multiSessionId());
        world.tell(again, new InitiatorInput.Disconnect());
        world.run(Duration.ofMinutes(11));
        world.login("alice");
        assertThat(world.session("alice").multiSessionId()).isNotEqualTo(first.multiSessionId());
    }

    @Test
    void whoTakesThePlaceOfHisOwnSessionGoesOnWithHisLogin() {
        World world = world(AccountingRules.NONE);
        world.login("alice");
        Session first = world.session("alice");
        var shape = new Client.Shape("alice");
        shape.initialContact = true;
        world.connect(shape);
        world.run(Duration.ofSeconds(5));
        Session second = world.session("alice");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.multiSessionId()).isEqualTo(first.multiSessionId());
        // Nobody else goes on with it later.
        assertThat(world.directory.recent().takeUp("alice", second.ikeIdentity(), world.now())).isEmpty();
    }
}
