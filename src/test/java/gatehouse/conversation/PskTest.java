package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Granted;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.NameMangler;
import gatehouse.aaa.authorization.NameMangler.FqdnPart;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.bytes.Secret;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Profile.LocalMethod;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.initiator.ClientProof;
import gatehouse.net.Prefix;
import gatehouse.wire.IdType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Peers that prove themselves by a pre-shared key, from a keyring of ours or from AAA.
class PskTest {
    private static final Secret LOCAL = Secret.ofUtf8("what the gateway says");
    private static final Secret REMOTE = Secret.ofUtf8("what the spoke says");
    private static final AaaList SPOKES = AaaList.ofServers("spokes");

    @Test
    void aPeerLogsInWithAKeyOfTheKeyring() {
        World world = new World(shape(keyring(spoke())));
        Client client = connect(world, REMOTE);
        assertThat(client.connected()).isTrue();
        assertThat(world.session("spoke1.example.org").ikeIdentity()).isEqualTo("spoke1.example.org");
        assertThat(world.session("spoke1.example.org").eapIdentity()).isEmpty();
    }

    @Test
    void theGatewayCanProveItselfByCertificateToAPeerWithAKey() {
        World.Shape shape = shape(keyring(spoke()));
        shape.local = LocalMethod.CERTIFICATE;
        var client = spokeClient(REMOTE);
        client.gatewayKey = Optional.empty();
        World world = new World(shape);
        Client connected = world.connect(client);
        world.run(Duration.ofSeconds(5));
        assertThat(connected.connected()).isTrue();
    }

    @Test
    void anotherKeyIsRefused() {
        World world = new World(shape(keyring(spoke())));
        Client client = connect(world, Secret.ofUtf8("a guess"));
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).isEqualTo(
                "AUTH of fqdn 'spoke1.example.org' was made with another key than ours for it");
    }

    @Test
    void aPeerThatIsNotInTheKeyringIsRefused() {
        World world = new World(shape(keyring(new Keyring.Peer(
                "other", List.of(exactly("spoke2.example.org")), List.of(), LOCAL, REMOTE))));
        connect(world, REMOTE);
        assertThat(reason(world))
                .isEqualTo("keyring 'ring' has no key for fqdn 'spoke1.example.org' at 198.51.100.1");
    }

    @Test
    void aPeerIsFoundByItsAddressWhereItsIdentityIsNotListed() {
        World world = new World(shape(keyring(new Keyring.Peer(
                "anybody", List.of(), List.of(Prefix.parse("198.51.100.0/24")), LOCAL, REMOTE))));
        assertThat(connect(world, REMOTE).connected()).isTrue();
    }

    @Test
    void aaaHasTheKeyAndWhatComesWithItIsGranted() {
        World world = new World(aaaKeyring());
        world.aaa.knows(
                "spoke1", new Granted.RemoteKey(REMOTE), new Granted.LocalKey(LOCAL), new Granted.Pool("office"));
        Client client = connect(world, REMOTE);
        assertThat(client.connected()).isTrue();
        assertThat(world.aaa.questions).singleElement()
                .isInstanceOfSatisfying(AccessQuestion.PeerKeys.class, question -> {
                    assertThat(question.name()).isEqualTo("spoke1");
                    assertThat(question.list()).isEqualTo(SPOKES);
                });
    }

    @Test
    void oneKeyOfAaaServesBothSides() {
        World world = new World(aaaKeyring());
        world.aaa.knows("spoke1", new Granted.RemoteKey(REMOTE));
        var client = spokeClient(REMOTE);
        client.gatewayKey = Optional.of(REMOTE);
        Client connected = world.connect(client);
        world.run(Duration.ofSeconds(5));
        assertThat(connected.connected()).isTrue();
    }

    @Test
    void whomAaaDoesNotKnowIsRefused() {
        World world = new World(aaaKeyring());
        connect(world, REMOTE);
        assertThat(reason(world)).isEqualTo("AAA keyring: Access-Reject from radius-1");
    }

    @Test
    void anAnswerWithoutAKeyIsARefusal() {
        World world = new World(aaaKeyring());
        world.aaa.knows("spoke1", new Granted.Pool("office"));
        connect(world, REMOTE);
        assertThat(reason(world)).isEqualTo("radius-1 knows fqdn 'spoke1.example.org' and sent no key: neither"
                + " ipsec:ikev2-password-remote nor Tunnel-Password");
    }

    @Test
    void anIdentityThatTheManglerDoesNotFitIsRefused() {
        World world = new World(aaaKeyring());
        var client = spokeClient(REMOTE);
        client.identityType = IdType.RFC822_ADDR;
        world.connect(client);
        world.run(Duration.ofSeconds(5));
        assertThat(reason(world)).startsWith("AAA keyring: ").contains("email");
    }

    @Test
    void silenceOfAaaIsARefusal() {
        World world = new World(aaaKeyring());
        world.thinks = _ -> Optional.empty();
        Client client = world.connect(spokeClient(REMOTE));
        world.run(Duration.ofMinutes(2));
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).isEqualTo("AAA keyring: no answer from AAA within 60 s");
        assertThat(world.engine.questions()).isZero();
    }

    @Test
    void whoMayNotUseAKeyIsToldWhatTheProfileAllows() {
        World world = new World();
        connect(world, REMOTE);
        assertThat(reason(world)).isEqualTo("the client spoke1.example.org wants to authenticate by psk; profile"
                + " 'default' allows [eap]");
    }

    private static Client connect(World world, Secret key) {
        Client client = world.connect(spokeClient(key));
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static Client.Shape spokeClient(Secret key) {
        var shape = new Client.Shape("spoke1.example.org");
        shape.identityType = IdType.FQDN;
        shape.proof = Optional.of(new ClientProof.Key(key));
        shape.gatewayKey = Optional.of(LOCAL);
        return shape;
    }

    private static World.Shape shape(KeySource keys) {
        var shape = new World.Shape();
        shape.local = LocalMethod.PRE_SHARED_KEY;
        shape.remote = Map.of(RemoteMethod.PRE_SHARED_KEY, AuthorizationPlan.IMPLICIT);
        shape.keys = keys;
        return shape;
    }

    private static World.Shape aaaKeyring() {
        var mangler = new NameMangler(
                "hosts",
                Optional.of(FqdnPart.HOSTNAME),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                "",
                "");
        return shape(new KeySource.Aaa(SPOKES, new NameRule.Mangled(mangler)));
    }

    private static KeySource keyring(Keyring.Peer... peers) {
        return new KeySource.Local(new Keyring("ring", List.of(peers)));
    }

    private static Keyring.Peer spoke() {
        return new Keyring.Peer("spoke1", List.of(exactly("spoke1.example.org")), List.of(), LOCAL, REMOTE);
    }

    private static IdentityPattern exactly(String name) {
        return new IdentityPattern.Exactly(new PeerIdentity(Kind.FQDN, name));
    }

    private static String reason(World world) {
        return world.all(Effect.LoginFailed.class).getLast().reason();
    }
}
