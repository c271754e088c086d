package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.eap.EapType;
import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.MessageRules;
import gatehouse.ike.sa.VendorIds;
import gatehouse.net.Datagram;
import gatehouse.wire.CiscoFragment;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.IkeHeader;
import gatehouse.wire.MessageReader;
import gatehouse.wire.VendorIdPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A client that cuts messages as Cisco did before RFC 7383: below an ordinary one there is a layer that cuts and joins.
class CiscoFragmentationTest {
    private static final int LARGEST = 100;

    private final Map<Integer, Bytes> pieces = new TreeMap<>();
    private int ids;
    private int collecting;
    private int total;

    private static IkeHeader header(Datagram datagram) {
        try {
            return MessageReader.readHeader(datagram.payload());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isFragment(Datagram datagram) {
        return CiscoFragment.follows(header(datagram));
    }

    private List<Datagram> cut(Datagram datagram) {
        IkeHeader header = header(datagram);
        if (header.exchangeType().equals(ExchangeType.IKE_SA_INIT) || datagram.payload().length() <= LARGEST) {
            return List.of(datagram);
        }
        return CiscoFragment.cut(header, datagram.payload(), ++ids, LARGEST).stream()
                .map(piece -> new Datagram(datagram.path(), piece))
                .toList();
    }

    private Optional<Datagram> joined(Datagram datagram) {
        if (!isFragment(datagram)) return Optional.of(datagram);
        CiscoFragment fragment;
        try {
            fragment = CiscoFragment.read(datagram.payload());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        if (fragment.id() != collecting) {
            pieces.clear();
            total = 0;
        }
        collecting = fragment.id();
        pieces.put(fragment.number(), fragment.data());
        if (fragment.last()) total = fragment.number();
        if (pieces.size() != total) return Optional.empty();
        Bytes whole = Bytes.concat(pieces.values().toArray(Bytes[]::new));
        pieces.clear();
        return Optional.of(new Datagram(datagram.path(), whole));
    }

    private World world(MessageRules messages) {
        var shape = new World.Shape();
        shape.messages = messages;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.link.cuts = this::cut;
        world.link.joins = this::joined;
        return world;
    }

    private static Client.Shape alice(boolean says) {
        var alice = new Client.Shape("alice");
        alice.fragmentSize = 0;
        if (says) alice.able = List.of(new VendorIdPayload(VendorIds.FRAGMENTATION));
        return alice;
    }

    private static boolean isAnswered(World world) throws MalformedException {
        return MessageReader.read(world.fromGateway.getFirst().payload()).payloads().stream()
                .anyMatch(payload -> payload.equals(new VendorIdPayload(VendorIds.FRAGMENTATION)));
    }

    @Test
    void whoSaysThatHeKnowsThemGetsThemAndMaySendThem() throws Exception {
        World world = world(MessageRules.DEFAULT);
        Client client = world.connect(alice(true));
        world.run(Duration.ofSeconds(3));
        assertThat(client.connected()).isTrue();
        assertThat(isAnswered(world)).isTrue();
        assertThat(ids).isPositive();
        // The first answer with the certificate, in datagrams of 576 octets with their headers.
        List<Datagram> cut = world.fromGateway.stream().filter(CiscoFragmentationTest::isFragment).toList();
        assertThat(cut).hasSizeGreaterThan(1).allMatch(datagram -> datagram.payload().length() <= 576 - 20 - 8 - 4);
        assertThat(world.engine.ciscoReassembly().messages()).isZero();
        assertThat(world.engine.ciscoReassembly().octets()).isZero();
        assertThat(world.engine.stats().drops(Drop.FORGED)).isZero();
    }

    @Test
    void whatIsLostOrDoubledOrOvertakenIsRepeated() {
        World world = world(MessageRules.DEFAULT);
        var random = new Random(5);
        world.link.storm(random, 0.15, 0.2);
        Client client = world.connect(alice(true));
        world.run(Duration.ofSeconds(60));
        assertThat(client.connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
    }

    /// Whoever is on the path can spoil a message, and no more than that.
    @Test
    void aForgedFragmentSpoilsNothingButItsMessage() {
        World world = world(MessageRules.DEFAULT);
        var forged = new boolean[1];
        world.link.cuts = datagram -> {
            List<Datagram> cut = cut(datagram);
            if (cut.size() == 1 || forged[0]) return cut;
            forged[0] = true;
            // The last one, so that the message is whole with it.
            byte[] octets = cut.getLast().payload().toArray();
            octets[octets.length - 1] ^= 1;
            var spoiled = new ArrayList<>(cut);
            spoiled.add(cut.size() - 1, new Datagram(datagram.path(), Bytes.wrap(octets)));
            return spoiled;
        };
        Client client = world.connect(alice(true));
        world.run(Duration.ofSeconds(10));
        assertThat(world.engine.stats().drops(Drop.FORGED)).isEqualTo(1);
        assertThat(client.connected()).isTrue();
    }

    @Test
    void thoseOfRfc7383AreTakenWhereBothAreKnown() throws Exception {
        World world = world(MessageRules.DEFAULT);
        world.link.cuts = List::of;
        Client.Shape alice = alice(true);
        alice.fragmentSize = 576;
        Client client = world.connect(alice);
        world.run(Duration.ofSeconds(3));
        assertThat(client.connected()).isTrue();
        assertThat(isAnswered(world)).isFalse();
        assertThat(world.fromGateway).noneMatch(CiscoFragmentationTest::isFragment);
    }

    @Test
    void whoDidNotSayThatHeKnowsThemMayNotSendThem() throws Exception {
        World world = world(MessageRules.DEFAULT);
        Client client = world.connect(alice(false));
        world.run(Duration.ofSeconds(3));
        assertThat(client.connected()).isFalse();
        assertThat(isAnswered(world)).isFalse();
        assertThat(world.engine.stats().drops(Drop.OUT_OF_PLACE)).isPositive();
        assertThat(world.engine.ciscoReassembly().messages()).isZero();
    }

    @Test
    void theyCanBeSwitchedOff() throws Exception {
        World world = world(new MessageRules(false, true, false, MessageRules.Reassembly.DEFAULT));
        Client client = world.connect(alice(true));
        world.run(Duration.ofSeconds(3));
        assertThat(client.connected()).isFalse();
        assertThat(isAnswered(world)).isFalse();
        assertThat(world.engine.stats().drops(Drop.OUT_OF_PLACE)).isPositive();
    }

    /// Nobody needs to be known to have some kept, and what is kept goes with the SA.
    @Test
    void whatNeverBecomesWholeGoesWithItsSa() {
        World world = world(MessageRules.DEFAULT);
        world.link.loses = datagram -> isFragment(datagram) && datagram.payload().u8(28 + 6) == 1;
        Client client = world.connect(alice(true));
        world.run(Duration.ofSeconds(3));
        assertThat(client.connected()).isFalse();
        assertThat(world.engine.ciscoReassembly().messages()).isEqualTo(1);
        world.run(Duration.ofMinutes(5));
        assertThat(world.engine.ciscoReassembly().messages()).isZero();
        assertThat(world.engine.ciscoReassembly().octets()).isZero();
    }
}
