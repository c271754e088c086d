package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.dataplane.Selector;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.initiator.ConfigurationWish;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionCommand.Outcome.Refused;
import gatehouse.wire.CfgAttribute;
import gatehouse.wire.CfgAttributeType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks behind a client: those that AAA says, and those that the client announces.
class NetworksBehindTest {
    private static final Granted BRANCH = new Granted.FramedRoute(Prefix.parse("192.168.7.0/24"));
    private static final Granted ANY = new Granted.RouteAccept(77, 20);

    private static World world(Granted... granted) {
        return world(new World.Shape(), granted);
    }

    private static World world(World.Shape shape, Granted... granted) {
        var world = new World(shape);
        for (String user : List.of("alice", "bob")) {
            world.aaa.user(user, "secret", EapType.MSCHAPV2, granted);
        }
        return world;
    }

    private static Client connect(World world, Client.Shape shape) {
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static Client.Shape office(String user, ConfigurationWish configuration) {
        var shape = new Client.Shape(user);
        shape.configuration = configuration;
        return shape;
    }

    private static List<Prefix> prefixes(String... networks) {
        return Stream.of(networks).map(Prefix::parse).toList();
    }

    private static List<Prefix> carried(World world, String user) {
        return world.dataPlane.networks(world.id(user).text());
    }

    private static List<String> sources(ChildSaSpec spec) {
        return spec.remote().stream().map(Selector::range).map(Object::toString).toList();
    }

    private static String refusal(World world) {
        return world.all(Effect.Closed.class).isEmpty()
                ? world.all(Effect.LoginFailed.class).getLast().reason()
                : world.all(Effect.Closed.class).getLast().reason();
    }

    private static List<CfgAttribute> announce(World world, Client client, String... networks) {
        world.tell(client, new InitiatorInput.Announce(prefixes(networks)));
        world.run(Duration.ofSeconds(1));
        return client.last(InitiatorEffect.Acknowledged.class).orElseThrow().accepted();
    }

    @Test
    void aFramedRouteIsInTheSelectorsTheSessionAndTheDataPlane() {
        World world = world(BRANCH);
        Client client = world.login("alice");
        assertThat(client.connected()).isTrue();
        assertThat(sources(world.dataPlane.installed().getFirst()))
                .containsExactly(client.address(), "192.168.7.0-192.168.7.255");
        assertThat(world.session("alice").networks())
                .containsExactly(new NetworkBehind(Prefix.parse("192.168.7.0/24"), 1, 0));
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24"));
        assertThat(world.all(Effect.Opened.class)).singleElement()
                .satisfies(opened -> assertThat(opened.session().networks()).hasSize(1));
    }

    @Test
    void nothingOfNetworksIsLeftAfterTheGoodbye() {
        World world = world(BRANCH, ANY);
        Client client = world.login("alice");
        announce(world, client, "192.168.8.0/24");
        assertThat(world.pools.networks().size()).isEqualTo(2);
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(1));
        assertThat(world.dataPlane.isEmpty()).isTrue();
        assertThat(world.pools.networks().size()).isZero();
    }

    @Test
    void aRekeyedChildSaHasTheNetworkToo() {
        World world = world(BRANCH);
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.RekeyChild());
        world.run(Duration.ofSeconds(2));
        assertThat(world.dataPlane.installed()).singleElement()
                .satisfies(spec -> assertThat(sources(spec)).contains("192.168.7.0-192.168.7.255"));
        assertThat(carried(world, "alice")).hasSize(1);
    }

    @Test
    void anOfficeWithANetworkNeedsNoAddress() {
        World world = world(BRANCH);
        Client client = connect(world, office("alice", new ConfigurationWish.Nothing()));
        assertThat(client.connected()).isTrue();
        assertThat(world.session("alice").addresses()).isEmpty();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
        assertThat(world.dataPlane.installed()).singleElement().satisfies(spec -> {
            assertThat(spec.innerAddresses()).isEmpty();
            assertThat(sources(spec)).containsExactly("192.168.7.0-192.168.7.255");
        });
    }

    @Test
    void whoMayAnnounceNeedsNoAddressAndMayAskForAllSelectors() {
        World world = world(ANY);
        Client client = connect(world, office("alice", new ConfigurationWish.Nothing()));
        assertThat(client.connected()).isTrue();
        assertThat(sources(world.dataPlane.installed().getFirst())).containsExactly("0.0.0.0-255.255.255.255");
        // Until it announces something, nothing is its own.
        assertThat(world.dataPlane.installed().getFirst().innerAddresses()).isEmpty();
        assertThat(carried(world, "alice")).isEmpty();
    }

    @Test
    void whoHasNeitherAndAsksForNoAddressIsRefused() {
        World world = world();
        Client client = connect(world, office("alice", new ConfigurationWish.Nothing()));
        assertThat(client.connected()).isFalse();
        assertThat(client.closed().orElseThrow().reason()).contains("FAILED_CP_REQUIRED");
        assertThat(world.dataPlane.isEmpty()).isTrue();
        assertThat(world.all(Effect.Opened.class)).isEmpty();
    }

    @Test
    void aNetworkIsBehindOneClientAtATime() {
        World world = world(BRANCH);
        world.login("alice");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        Client client = connect(world, bob);
        assertThat(client.connected()).isFalse();
        assertThat(client.closed().orElseThrow().reason()).contains("INTERNAL_ADDRESS_FAILURE");
        assertThat(refusal(world)).isEqualTo("framed-route 192.168.7.0/24 is behind session " + world.id("alice")
                + ": a network is behind one client at a time");
        // What Bob had taken before is free again.
        assertThat(world.pools.utilisation().iterator().next().inUse()).isEqualTo(1);
        assertThat(world.pools.networks().size()).isEqualTo(1);
        assertThat(carried(world, "alice")).hasSize(1);
    }

    @Test
    void theNewcomerGetsTheNetworkWhereThePolicySaysSo() {
        var shape = new World.Shape();
        shape.conflict = AddressConflict.REPLACE;
        World world = world(shape, BRANCH);
        world.login("alice");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        assertThat(connect(world, bob).connected()).isTrue();
        assertThat(world.all(Effect.Closed.class)).singleElement()
                .satisfies(closed -> assertThat(closed.reason()).startsWith("network 192.168.7.0/24 was given to"));
        assertThat(carried(world, "bob")).hasSize(1);
        assertThat(world.pools.networks().claim(Prefix.parse("192.168.7.0/24"), "somebody"))
                .hasValue(world.id("bob").text());
    }

    @Test
    void aClientThatComesBackTakesItsNetworkAlong() {
        World world = world(BRANCH);
        world.login("alice");
        Client.Shape again = new Client.Shape("alice");
        again.host = 2;
        again.initialContact = true;
        assertThat(connect(world, again).connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(1);
        assertThat(carried(world, "alice")).hasSize(1);
        assertThat(world.pools.networks().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.0.0.0/0       | is everything there is
            10.0.0.0/16     | contains the gateway's own address 10.0.0.254
            203.0.113.0/24  | contains the gateway's own address 203.0.113.1
            198.51.100.0/24 | contains the client's outer address 198.51.100.1
            224.1.0.0/16    | is no network that is routed
            fe80::/64       | is no network that is routed
            """)
    void aFramedRouteThatWouldCutUsOffIsRefused(String network, String why) {
        World world = world(new Granted.FramedRoute(Prefix.parse("192.168.1.0/24")),
                new Granted.FramedRoute(Prefix.parse(network)));
        assertThat(world.login("alice").connected()).isFalse();
        assertThat(refusal(world)).isEqualTo("framed-route " + Prefix.parse(network) + " " + why);
        assertThat(world.pools.networks().size()).isZero();
    }

    @Test
    void whatAClientAnnouncesIsAcceptedRoutedAndAccounted() {
        World world = world(ANY);
        Client client = world.login("alice");
        List<CfgAttribute> accepted = announce(world, client, "192.168.7.0/24", "2001:db8:77::/56", client.address());
        assertThat(accepted).containsExactly(
                CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_SUBNET),
                CfgAttribute.request(CfgAttributeType.INTERNAL_IP6_SUBNET),
                // Its own address needs no announcement, and no route.
                CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_SUBNET));
        Session session = world.session("alice");
        assertThat(session.networks()).containsExactly(
                new NetworkBehind(Prefix.parse("192.168.7.0/24"), 20, 77),
                new NetworkBehind(Prefix.parse("2001:db8:77::/56"), 20, 77));
        assertThat(carried(world, "alice"))
                .containsExactlyElementsOf(prefixes("192.168.7.0/24", "2001:db8:77::/56"));
        assertThat(world.all(Effect.Changed.class)).singleElement()
                .satisfies(changed -> assertThat(changed.what()).isEqualTo("networks"));
        assertThat(world.accounted(AccountingEvent.Interim.class)).singleElement()
                .satisfies(interim -> assertThat(interim.session().networks()).hasSize(2));
    }

    @Test
    void theLastAnnouncementCountsAndTheSameAgainChangesNothing() {
        World world = world(ANY, BRANCH);
        Client client = world.login("alice");
        announce(world, client, "192.168.8.0/24", "192.168.9.0/24");
        announce(world, client, "192.168.8.0/24", "192.168.9.0/24");
        assertThat(world.all(Effect.Changed.class)).hasSize(1);
        announce(world, client, "192.168.9.0/24");
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24", "192.168.9.0/24"));
        assertThat(world.pools.networks().claim(Prefix.parse("192.168.8.0/24"), "another")).isEmpty();
        // A CFG_SET that names none says nothing about networks.
        announce(world, client);
        assertThat(carried(world, "alice")).hasSize(2);
    }

    @Test
    void anAnnouncementComesWithTheLoginToo() {
        World world = world(ANY);
        var wish = new ConfigurationWish.Announce(prefixes("192.168.7.0/24", "10.0.0.0/24"));
        Client client = connect(world, office("alice", wish));
        assertThat(client.connected()).isTrue();
        assertThat(client.last(InitiatorEffect.Connected.class).orElseThrow().configuration())
                .containsExactly(CfgAttribute.request(CfgAttributeType.INTERNAL_IP4_SUBNET));
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24"));
        assertThat(world.all(Effect.Opened.class).getFirst().session().networks()).hasSize(1);
        assertThat(world.all(Effect.Changed.class)).singleElement().satisfies(changed -> assertThat(changed.what())
                .isEqualTo("networks; refused: 10.0.0.0/24 contains the gateway's own address 10.0.0.254"));
    }

    @Test
    void whoMayNotAnnounceIsAnsweredWithAnEmptyAcknowledgement() {
        World world = world(BRANCH);
        Client client = world.login("alice");
        assertThat(announce(world, client, "192.168.8.0/24")).isEmpty();
        announce(world, client, "192.168.8.0/24");
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24"));
        // Told once, however often it is tried.
        assertThat(world.all(Effect.Changed.class)).singleElement().satisfies(changed -> assertThat(changed.what())
                .isEqualTo("networks; refused: route-accept is not granted"));
        assertThat(world.accounted(AccountingEvent.Interim.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.0.0.0/0       | is everything there is
            10.0.0.64/26    | overlaps pool 'office'
            2001:db8:1::/48 | overlaps pool 'six'
            10.0.0.0/8      | contains the gateway's own address 10.0.0.254
            198.51.100.1/32 | contains the client's outer address 198.51.100.1
            127.0.0.0/8     | is no network that is routed
            """)
    void anAnnouncementIsAcceptedInPart(String network, String why) {
        World world = world(ANY);
        Client client = world.login("alice");
        assertThat(announce(world, client, "192.168.7.0/24", network)).hasSize(1);
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24"));
        assertThat(world.all(Effect.Changed.class).getLast().what())
                .isEqualTo("networks; refused: " + Prefix.parse(network) + " " + why);
    }

    @Test
    void whatIsBehindAnotherCannotBeAnnounced() {
        World world = world(ANY);
        announce(world, world.login("alice"), "192.168.7.0/24");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        Client other = connect(world, bob);
        // A smaller one within it can.
        assertThat(announce(world, other, "192.168.7.0/24", "192.168.7.128/25")).hasSize(1);
        assertThat(carried(world, "bob")).containsExactlyElementsOf(prefixes("192.168.7.128/25"));
        assertThat(world.all(Effect.Changed.class).getLast().what()).isEqualTo(
                "networks; refused: 192.168.7.0/24 is behind session " + world.id("alice"));
    }

    @Test
    void thereIsAnEndToWhatOneMayAnnounce() {
        World world = world(ANY);
        Client client = world.login("alice");
        String[] many = IntStream.range(0, 70).mapToObj(i -> "172.16." + i + ".0/24").toArray(String[]::new);
        assertThat(announce(world, client, many)).hasSize(64);
        assertThat(carried(world, "alice")).hasSize(64);
        assertThat(world.all(Effect.Changed.class).getLast().what())
                .contains("172.16.64.0/24 is one more than 64").endsWith(" and 2 more");
        assertThat(world.pools.networks().size()).isEqualTo(64);
    }

    @Test
    void aChangeGivesAndTakesNetworks() {
        World world = world(ANY);
        Client client = world.login("alice");
        announce(world, client, "192.168.8.0/24");
        assertThat(world.change(world.id("alice"), BRANCH)).isEqualTo(new Outcome.Done());
        assertThat(carried(world, "alice")).containsExactlyElementsOf(prefixes("192.168.7.0/24", "192.168.8.0/24"));
        assertThat(world.session("alice").networks()).hasSize(2);
        // Another distance for what was announced.
        world.change(world.id("alice"), new Granted.RouteAccept(0, 5));
        assertThat(world.session("alice").networks())
                .contains(new NetworkBehind(Prefix.parse("192.168.8.0/24"), 5, 0));
    }

    @Test
    void aChangeToANetworkOfAnotherChangesNothing() {
        World world = world();
        world.login("alice");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        connect(world, bob);
        world.change(world.id("alice"), BRANCH);
        Outcome outcome = world.change(
                world.id("bob"), new Granted.FramedRoute(Prefix.parse("192.168.9.0/24")), BRANCH);
        assertThat(((Refused) outcome).reason())
                .startsWith("framed-route 192.168.7.0/24 is behind session " + world.id("alice"));
        assertThat(carried(world, "bob")).isEmpty();
        assertThat(world.pools.networks().size()).isEqualTo(1);
    }
}
