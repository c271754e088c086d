package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.Limits;
import gatehouse.ike.policy.MessageRules;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.net.Addresses;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import gatehouse.wire.TransformId;
import gatehouse.wire.VendorIdPayload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody logs in.
class LoginTest {
    private static Client.Shape alice() {
        return new Client.Shape("alice");
    }

    @Test
    void aPersonGetsAnAddressAndIsAccounted() {
        var world = new World();
        world.aaa.user(
                "alice",
                "secret",
                EapType.MSCHAPV2,
                new Granted.UserName("Alice A."),
                new Granted.ClassValue(Bytes.ofUtf8("one")),
                new Granted.ClassValue(Bytes.ofUtf8("two")));
        Client client = world.login("alice");
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(client.address()).isEqualTo("10.0.0.1");
        var connected = client.last(InitiatorEffect.Connected.class).orElseThrow();
        assertThat(connected.dns()).containsExactly(Addresses.parse("10.0.0.53"));
        assertThat(connected.gateway().text()).isEqualTo("vpn.example.com");
        Session session = world.session("Alice A.");
        assertThat(session.eapIdentity()).isEqualTo("alice");
        assertThat(session.path().remote().getPort()).isEqualTo(4500);
        AccountingEvent.Start start = world.accounted(AccountingEvent.Start.class).getFirst();
        assertThat(start.session()).isEqualTo(session);
        assertThat(start.classes()).containsExactly(Bytes.ofUtf8("one"), Bytes.ofUtf8("two"));
    }

    @Test
    void whatTheClientCallsItselfIsKnownOfItsSession() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.able = List.of(
                new VendorIdPayload(Bytes.fromHex("882fe56d6fd20dbc2251613b2ebe5beb")),
                new VendorIdPayload(Bytes.fromHex("0102")));
        login(world, client);
        Session.Software software = world.session("alice").software();
        assertThat(software).isEqualTo(new Session.Software("strongSwan", List.of("strongSwan", "0102")));
        // A move and a new authorization change nothing about it.
        world.change(world.id("alice"), new Granted.IdleTimeout(Duration.ofHours(1)));
        assertThat(world.session("alice").software()).isEqualTo(software);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theGatewaySaysWhoItIsIfItMay(boolean may) {
        var shape = new World.Shape();
        shape.messages = new MessageRules(may, true, true, MessageRules.Reassembly.DEFAULT);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        assertThat(world.login("alice").seen.toString().contains("the gateway's vendor ID is Gatehouse"))
                .isEqualTo(may);
    }

    @Test
    void theClientsDeleteEndsTheSessionAndTheAddressIsFreeAgain() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = world.login("alice");
        world.tell(client, new InitiatorInput.Disconnect());
        world.run(Duration.ofSeconds(1));
        assertThat(client.closed().orElseThrow().wished()).isTrue();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.USER_REQUEST);
        assertThat(world.directory.size()).isZero();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
        world.run(Duration.ofMinutes(1));
        assertThat(world.engine.size()).isZero();
    }

    @Test
    void aWrongPasswordEndsInEapFailureAndAuthenticationFailed() {
        var world = new World();
        world.aaa.user("alice", "another", EapType.MSCHAPV2);
        Client client = world.login("alice");
        assertThat(client.closed().orElseThrow().reason()).contains("EAP-Failure").contains("AUTHENTICATION_FAILED");
        assertThat(world.all(Effect.LoginFailed.class)).singleElement()
                .satisfies(failed -> assertThat(failed.identity()).isEqualTo("alice"));
        assertThat(world.accounting).isEmpty();
        world.run(Duration.ofMinutes(1));
        assertThat(world.engine.size()).isZero();
    }

    @Test
    void withoutQueryTheIkeIdentityIsAskedFor() {
        var shape = new World.Shape();
        shape.queryIdentity = false;
        var world = new World(shape);
        world.aaa.user("alice@example.com", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.identity = "alice@example.com";
        assertThat(login(world, client).connected()).isTrue();
        assertThat(world.aaa.asked.getFirst().userName()).isEqualTo("alice@example.com");
    }

    @Test
    void anEmptyEapIdentityMeansTheIkeIdentity() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.GTC);
        Client.Shape client = new Client.Shape("");
        client.identity = "alice";
        client.methods = new EapType[] {EapType.GTC};
        login(world, client);
        assertThat(world.aaa.asked.getFirst().userName()).isEqualTo("alice");
    }

    @Test
    void methodsWithoutKeyAreRefusedUnlessAllowedByName() {
        for (EapType method : List.of(EapType.MD5_CHALLENGE, EapType.GTC)) {
            var strict = new World();
            strict.aaa.user("alice", "secret", method);
            Client.Shape client = alice();
            client.methods = new EapType[] {method};
            Client refused = login(strict, client);
            assertThat(refused.connected()).isFalse();
            assertThat(refused.closed().orElseThrow().reason()).contains("AUTHENTICATION_FAILED");
            // The password never left us.
            assertThat(strict.aaa.asked).hasSize(1);

            var shape = new World.Shape();
            shape.keyless = Set.of(method);
            var lenient = new World(shape);
            lenient.aaa.user("alice", "secret", method);
            assertThat(login(lenient, client).connected()).as("%s", method).isTrue();
        }
    }

    @Test
    void cbcWithHmacWorks() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.cbc = true;
        assertThat(login(world, client).connected()).isTrue();
    }

    @Test
    void aGroupThatWeDoNotTakeIsCorrected() {
        var shape = new World.Shape();
        shape.group = TransformId.ECP_256;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = login(world, alice());
        assertThat(client.connected()).isTrue();
        assertThat(world.session("alice").algorithms()).contains("ECP_256");
    }

    @Test
    void clientsWithoutFragmentationGetWholeMessages() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.fragmentSize = 0;
        assertThat(login(world, client).connected()).isTrue();
    }

    @Test
    void smallFragmentsGoBothWays() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.fragmentSize = 250;
        assertThat(login(world, client).connected()).isTrue();
        assertThat(world.toGateway.stream().mapToInt(d -> d.payload().length()).skip(1)).allMatch(n -> n <= 250);
    }

    // Not every third: a request and an answer in two fragments would lose the same one each time.
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 8})
    void lossDelaysALoginAndDoesNotBreakIt(int every) {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.link.loseEvery(every);
        Client client = alice(world);
        world.run(Duration.ofSeconds(60));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(world.accounted(AccountingEvent.Start.class)).hasSize(1);
    }

    @Test
    void everyDatagramTwiceMakesOneSession() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.link.doubles = _ -> true;
        Client client = alice(world);
        world.run(Duration.ofSeconds(10));
        assertThat(client.connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
        assertThat(world.aaa.asked).hasSize(3);
        assertThat(world.engine.stats().repeatsAnswered()).isPositive();
    }

    @Test
    void fragmentsMayOvertakeEachOther() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        var count = new int[1];
        world.link.delays = _ -> ++count[0] % 2 == 0;
        Client.Shape client = alice();
        client.fragmentSize = 200;
        assertThat(login(world, client).connected()).isTrue();
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void aMethodThatTheClientDoesNotWantIsNotForcedOnIt() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.methods = new EapType[] {EapType.GTC};
        // The Nak goes to AAA like everything else that the client says; this one has nothing else to offer.
        assertThat(login(world, client).closed().orElseThrow().reason()).contains("EAP-Failure");
        assertThat(world.aaa.asked).hasSize(2);
    }

    @Test
    void theSameRequestGetsTheSameOctets() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.login("alice");
        var last = world.toGateway.getLast();
        Bytes reply = world.fromGateway.getLast().payload();
        world.deliver(last);
        assertThat(world.fromGateway.getLast().payload()).isEqualTo(reply);
    }

    @Test
    void underPressureAClientHasToReturnACookie() {
        var shape = new World.Shape();
        shape.limits = new Limits(100, 0, 50, 1000, 1000, 8);
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        assertThat(world.login("alice").connected()).isTrue();
        assertThat(world.engine.stats().cookiesSent()).isEqualTo(1);
    }

    @Test
    void aFramedAddressIsGivenAndRefusedToASecond() {
        var world = new World();
        var fixed = new Granted.FramedAddress(Addresses.parse("10.9.9.9"));
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, fixed);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2, fixed);
        assertThat(world.login("alice").address()).isEqualTo("10.9.9.9");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        Client second = login(world, bob);
        assertThat(second.closed().orElseThrow().reason()).contains("INTERNAL_ADDRESS_FAILURE");
        assertThat(world.all(Effect.LoginFailed.class).getLast().reason()).contains("10.9.9.9 is held by session");
        assertThat(world.directory.size()).isEqualTo(1);
    }

    @Test
    void aFramedAddressCanBeTakenFromTheOldSession() {
        var shape = new World.Shape();
        shape.conflict = AddressConflict.REPLACE;
        var world = new World(shape);
        var fixed = new Granted.FramedAddress(Addresses.parse("10.9.9.9"));
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, fixed);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2, fixed);
        Client first = world.login("alice");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        Client second = login(world, bob);
        assertThat(second.address()).isEqualTo("10.9.9.9");
        assertThat(first.closed()).isPresent();
        assertThat(world.accounted(AccountingEvent.Stop.class).getFirst().cause())
                .isEqualTo(TerminateCause.PORT_PREEMPTED);
    }

    @Test
    void anExhaustedPoolIsSaidSo() {
        var shape = new World.Shape();
        shape.poolSize = 1;
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.user("bob", "secret", EapType.MSCHAPV2);
        world.login("alice");
        Client.Shape bob = new Client.Shape("bob");
        bob.host = 2;
        assertThat(login(world, bob).connected()).isFalse();
        assertThat(world.all(Effect.LoginFailed.class).getLast().reason()).contains("pool 'office' is exhausted");
    }

    @Test
    void aPoolThatOnlyRadiusKnowsIsRefused() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2, new Granted.Pool("nowhere"));
        assertThat(world.login("alice").connected()).isFalse();
        assertThat(world.all(Effect.LoginFailed.class).getLast().reason()).contains("there is no pool 'nowhere'");
    }

    @Test
    void bothFamiliesAreServed() {
        var shape = new World.Shape();
        shape.ipv6Pool = "six";
        var world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client.Shape client = alice();
        client.ipv6 = true;
        Client connected = login(world, client);
        assertThat(connected.last(InitiatorEffect.Connected.class).orElseThrow().addresses()).hasSize(2);
    }

    @Test
    void initialContactEndsTheOldSessionSilently() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client old = world.login("alice");
        Client.Shape again = alice();
        again.host = 2;
        again.initialContact = true;
        Client young = login(world, again);
        assertThat(young.connected()).isTrue();
        assertThat(old.closed()).isEmpty();
        assertThat(world.directory.size()).isEqualTo(1);
        assertThat(world.accounted(AccountingEvent.Stop.class)).hasSize(1);
    }

    @Test
    void anotherDeviceOfTheSameUserStays() {
        var world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.login("alice");
        Client.Shape phone = alice();
        phone.host = 2;
        phone.identity = "phone";
        phone.initialContact = true;
        assertThat(login(world, phone).connected()).isTrue();
        assertThat(world.directory.ofUser("alice")).hasSize(2);
    }

    private static Client alice(World world) {
        return world.connect(alice());
    }

    private static Client login(World world, Client.Shape shape) {
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(10));
        return client;
    }
}
