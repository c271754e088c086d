package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Granted;
import gatehouse.aaa.PeerIdentity;
import gatehouse.eap.EapType;
import gatehouse.ike.policy.FragmentSizes;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.policy.PeerMatch;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Addresses;
import gatehouse.net.Datagram;
import gatehouse.wire.CfgAttributeType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Messages in fragments (RFC 7383): how large the gateway's are, and what those of clients may take of it.
class FragmentationTest {
    // Behind the header of IKE: next payload and flags, length, number of the fragment.
    private static final int FRAGMENT_NUMBER = 28 + 4;
    private static final int NEXT_PAYLOAD = 16;
    private static final int SKF = 53;

    private static Granted[] manyDomains(String word) {
        return IntStream.range(0, 120)
                .mapToObj(i -> new Granted.SplitDns(word + "-domain-number-" + i + ".example.org"))
                .toArray(Granted[]::new);
    }

    private static int fragmentNumber(Datagram datagram) {
        boolean isFragment = datagram.payload().u8(NEXT_PAYLOAD) == SKF;
        return isFragment ? datagram.payload().u16(FRAGMENT_NUMBER) : 0;
    }

    private static int largest(List<Datagram> datagrams) {
        return datagrams.stream().mapToInt(datagram -> datagram.payload().length()).max().orElseThrow();
    }

    @Test
    void theSizeIsWhatEveryPathOfTheFamilyCarriesAlsoAfterAMove() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, manyDomains("first"));
        var alice = new Client.Shape("alice");
        alice.wanted = List.of(CfgAttributeType.INTERNAL_DNS_DOMAIN);
        Client client = world.connect(alice);
        world.run(Duration.ofSeconds(2));
        assertThat(client.connected()).isTrue();
        // 576 without the headers of IPv4 and UDP, and without the marker.
        assertThat(largest(world.fromGateway)).isEqualTo(576 - 20 - 8 - 4);

        // EAP need not fit into one fragment: each packet of it costs a round trip to AAA.
        assertThat(world.aaa.asked).allMatch(round -> round.framedMtu() == 1280 - 120);

        // It comes from an IPv6 address now.
        var inside = world.fromGateway.getLast().path().remote();
        world.link.translate(inside, new InetSocketAddress(Addresses.parse("2001:db8::7"), 4500));
        world.tell(client, new InitiatorInput.CheckLiveness());
        world.run(Duration.ofSeconds(1));
        world.fromGateway.clear();
        world.change(world.id("alice"), manyDomains("later"));
        world.run(Duration.ofSeconds(1));
        assertThat(world.fromGateway).anyMatch(datagram -> fragmentNumber(datagram) == 2);
        assertThat(largest(world.fromGateway)).isEqualTo(1280 - 40 - 8 - 4);
    }

    @Test
    void theSizeIsThatOfTheProfileThatServesTheClientFromItsFirstAnswerOn() {
        var wide = new World.Shape();
        wide.name = "wide";
        wide.match = new PeerMatch(
                List.of(new IdentityPattern.Exactly(new PeerIdentity(PeerIdentity.Kind.EMAIL, "alice@example.org"))),
                List.of(), List.of());
        wide.fragmentSizes = new FragmentSizes(1280, 1280);
        var shape = new World.Shape();
        shape.others = List.of(wide);
        for (String user : List.of("alice@example.org", "bob@example.org")) {
            var world = new World(shape);
            world.aaa.user(user, "secret", EapType.MSCHAPV2);
            assertThat(world.login(user).connected()).isTrue();
            // With its certificate the gateway's first answer has some 700 octets.
            assertThat(world.fromGateway.stream().anyMatch(datagram -> fragmentNumber(datagram) > 0))
                    .as(user)
                    .isEqualTo(user.startsWith("bob"));
        }
    }

    /// Thirty clients begin messages that they never finish; the room is for ten.
    @Test
    void whoNeverFinishesTakesNoRoomFromOthers() {
        var shape = new World.Shape();
        shape.messages = new MessageRules(false, true, true, new MessageRules.Reassembly(128 << 10, 16 << 20, 10));
        var world = new World(shape);
        world.link.loses = datagram -> fragmentNumber(datagram) == 1;
        var idle = new ArrayList<Client>();
        for (int host = 1; host <= 30; host++) {
            var never = new Client.Shape("never-" + host);
            never.host = host;
            never.fragmentSize = 170;
            never.tries = 1;
            idle.add(world.connect(never));
            world.run(Duration.ofMillis(200));
        }
        assertThat(world.engine.reassembly().messages()).isEqualTo(10);
        assertThat(world.engine.reassembly().droppedForAll()).isEqualTo(20);

        world.link.loses = _ -> false;
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var alice = new Client.Shape("alice");
        alice.host = 77;
        alice.fragmentSize = 170;
        Client honest = world.connect(alice);
        world.run(Duration.ofSeconds(2));
        assertThat(honest.connected()).isTrue();
        assertThat(idle).noneMatch(Client::connected);

        // What ends takes nothing with it.
        world.run(Duration.ofMinutes(5));
        assertThat(world.engine.reassembly().messages()).isZero();
        assertThat(world.engine.reassembly().octets()).isZero();
    }
}
