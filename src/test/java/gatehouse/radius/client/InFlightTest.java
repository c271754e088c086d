package gatehouse.radius.client;

import static gatehouse.radius.client.World.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.net.Addresses;
import gatehouse.radius.client.RadiusClient.Room;
import gatehouse.radius.client.RadiusServer.StatusServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A server gets so many requests at the same time and no more.
class InFlightTest {
    private static final RadiusServer FIRST = server("first", "192.0.2.11");
    private static final RadiusServer SECOND = server("second", "192.0.2.12");
    private static final ServerGroup BOTH = new ServerGroup("both", List.of(FIRST, SECOND));
    private static final String BUSY =
            "group 'both' is busy: every server that could be asked has as many requests in flight as it may";

    private final World world = new World();

    private static RadiusServer server(String name, String address) {
        return new RadiusServer(
                name, Addresses.parse(address), 1812, 1813, SECRET, Duration.ofSeconds(2), 3, Duration.ofSeconds(120),
                StatusServer.OFF, Duration.ofSeconds(10), 3, 1, Transport.UDP, true);
    }

    private InetAddress asked() {
        return world.ask(BOTH).send().to().getAddress();
    }

    @Test
    void beyondTheLimitTheNextServerIsAskedAndBeyondAllNobody() {
        World.Sent early = world.ask(BOTH);
        for (int i = 0; i < 2; i++) assertThat(asked()).isEqualTo(FIRST.address());
        for (int i = 0; i < 3; i++) assertThat(asked()).isEqualTo(SECOND.address());
        World.Sent refused = world.ask(BOTH);
        assertThat(refused.effects()).containsExactly(new RadiusEffect.Failed(refused.id(), BUSY));
        assertThat(world.client.stats().refusals()).isEqualTo(1);
        // One answer makes room for one, and so does one who is forgotten.
        world.receive(early.send(), world.accept(early.send()));
        World.Sent forgotten = world.ask(BOTH);
        assertThat(forgotten.send().to().getAddress()).isEqualTo(FIRST.address());
        assertThat(world.ask(BOTH).effects()).hasOnlyElementsOfType(RadiusEffect.Failed.class);
        world.client.handle(new RadiusInput.Forget(forgotten.id()), world.now);
        assertThat(asked()).isEqualTo(FIRST.address());
    }

    // Six may be in flight; more than four fifths of it are five.
    @Test
    void howMuchRoomAGroupHasIsKnownBeforeALoginFails() {
        var expected = List.of(
                Room.AMPLE, Room.AMPLE, Room.AMPLE, Room.AMPLE, Room.AMPLE, Room.SCARCE, Room.NONE);
        RadiusEffect.Send last = null;
        for (Room room : expected) {
            assertThat(world.client.room(BOTH, world.now)).isEqualTo(room);
            if (room != Room.NONE) last = world.ask(BOTH).send();
        }
        world.receive(last, world.accept(last));
        assertThat(world.client.room(BOTH, world.now)).isEqualTo(Room.SCARCE);
    }

    @Test
    void aDeadServerOffersNoRoomUnlessThereIsNoOther() {
        World.Sent sent = world.ask(BOTH);
        world.silence(sent.send());
        world.client.handle(new RadiusInput.Forget(sent.id()), world.now);
        assertThat(world.client.isDead("first", world.now)).isTrue();
        for (int i = 0; i < 3; i++) world.ask(BOTH);
        assertThat(world.client.room(BOTH, world.now)).isEqualTo(Room.NONE);
        assertThat(world.client.room(new ServerGroup("alone", List.of(FIRST)), world.now)).isEqualTo(Room.AMPLE);
    }

    @Test
    void aConversationThatHasBegunGoesOnAndAccountingHasRoomOfItsOwn() {
        for (int i = 0; i < 6; i++) world.ask(BOTH);
        assertThat(world.ask(BOTH, "second").send().to().getAddress()).isEqualTo(SECOND.address());
        assertThat(world.account(BOTH).send().to().getAddress()).isEqualTo(FIRST.address());
    }

    @Test
    void whoseServerDiesWhileAllOthersAreFullFailsWithBothReasonsAndTheRestWaitForRoom() {
        for (int i = 0; i < 3; i++) world.ask(BOTH);
        world.now = world.now.plusSeconds(5);
        var bound = new ArrayList<RadiusEffect.Send>();
        for (int i = 0; i < 3; i++) bound.add(world.ask(BOTH, "second").send());
        List<RadiusEffect> effects = List.of();
        while (World.all(effects, RadiusEffect.Failed.class).isEmpty()) effects = world.deadline();
        assertThat(World.one(effects, RadiusEffect.Failed.class).reason())
                .isEqualTo("server 'first' did not answer 3 tries, and " + BUSY);
        assertThat(world.client.stats().servers().get("first").inFlight()).isEqualTo(2);
        for (RadiusEffect.Send send : bound) world.receive(send, world.accept(send));
        var moved = new ArrayList<RadiusEffect.Send>();
        while (moved.size() < 2) {
            for (RadiusEffect effect : world.deadline()) {
                assertThat(effect).isInstanceOf(RadiusEffect.Send.class);
                if (((RadiusEffect.Send) effect).to().getAddress().equals(SECOND.address())) {
                    moved.add((RadiusEffect.Send) effect);
                }
            }
        }
    }
}
