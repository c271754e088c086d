package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Granted;
import gatehouse.aaa.PeerIdentity;
import gatehouse.aaa.PeerIdentity.Kind;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.IdentityPattern;
import gatehouse.ike.policy.KeySource;
import gatehouse.ike.policy.Keyring;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.initiator.ClientProof;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.TrustPoints;
import gatehouse.session.Attempt;
import gatehouse.session.Session;
import gatehouse.wire.IdPayload;
import gatehouse.wire.IdType;
import gatehouse.wire.PayloadType;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A machine and then a person prove themselves (RFC 4739); and EAP that proves both sides (RFC 5998).
class TwoProofsTest {
    private static final AaaList MACHINES = AaaList.ofServers("machines");
    private static final AaaList PEOPLE = AaaList.ofServers("people");
    private static final Instant YESTERDAY = World.BEGIN.minus(Duration.ofDays(1));
    private static final LaboratoryCa CA =
            LaboratoryCa.create("Ours", KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
    private static final Secret KEY = Secret.ofUtf8("of the machine");

    @Test
    void aMachineByCertificateAndThenAPersonByEapEachWithTheirList() {
        World world = new World(byCertificate());
        world.aaa.knows("laptop7", new Granted.SessionTimeout(Duration.ofHours(8)), new Granted.Pool("nowhere"));
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.aaa.knows("alice", new Granted.Pool("office"));
        Client client = connect(world, twice(certificate(), "secret"));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(world.aaa.questions.stream().map(AccessQuestion::list).distinct())
                .containsExactly(MACHINES, AaaList.ofServers("radius"), PEOPLE);
        Session session = world.session("alice");
        assertThat(session.ikeIdentity()).isEqualTo("laptop7");
        assertThat(session.eapIdentity()).isEqualTo("alice");
        // What the machine was granted holds where the person's lists say nothing.
        assertThat(Duration.between(session.startedAt(), session.endsAt())).isEqualTo(Duration.ofHours(8));
        assertThat(world.all(Effect.Attempted.class)).singleElement().satisfies(
                tried -> assertThat(tried.attempt().method()).isEqualTo("certificate, then EAP MSCHAPv2"));
        assertThat(world.engine.session(session.id()).orElseThrow().authorization().entries())
                .anySatisfy(entry -> assertThat(entry.origin())
                        .hasToString("profile 'default' and certificate of 'laptop7'"));
    }

    @Test
    void aMachineByKeyAndThenAPerson() {
        World world = new World(byKey());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = connect(world, twice(new ClientProof.Key(KEY), "secret"));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(world.session("alice").ikeIdentity()).isEqualTo("laptop7");
    }

    @Test
    void aPersonIsNotReachedByAMachineThatIsNotAuthorized() {
        World world = new World(byCertificate());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = connect(world, twice(certificate(), "secret"));
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).startsWith("user 'laptop7' is unknown to list 'machines'");
        assertThat(world.aaa.asked).isEmpty();
    }

    @Test
    void aWrongPasswordAfterTheRightKeyEndsTheAttempt() {
        World world = new World(byKey());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = connect(world, twice(new ClientProof.Key(KEY), "wrong"));
        assertThat(client.connected()).isFalse();
        assertThat(world.directory.size()).isZero();
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
    }

    @Test
    void oneProofIsNotEnoughWhereTwoAreWanted() {
        World world = new World(byKey());
        connect(world, new ClientProof.Key(KEY));
        assertThat(reason(world))
                .isEqualTo("profile 'default' wants EAP after the first proof; the client offers one proof only");
        assertThat(trouble(world)).isEqualTo(Attempt.Trouble.METHOD);
    }

    @Test
    void twoProofsAreTooManyWhereOneIsWanted() {
        World.Shape shape = byKey();
        shape.second = Optional.empty();
        World world = new World(shape);
        connect(world, twice(new ClientProof.Key(KEY), "secret"));
        assertThat(reason(world)).isEqualTo(
                "the client wants to prove itself twice; profile 'default' has no authentication.then");
    }

    @Test
    void whoDoesNotGoOnAfterTheFirstProofIsForgotten() {
        World world = new World(byKey());
        world.link.loses = datagram -> world.engine.size() == 1 && world.fromGateway.size() >= 2;
        Client client = connect(world, twice(new ClientProof.Key(KEY), "secret"));
        world.run(Duration.ofMinutes(3));
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).isEqualTo("the client did not go on with its login");
        assertThat(world.engine.size()).isZero();
    }

    @Test
    void oneWhoComesBackWithInitialContactIsKnownByItsMachine() {
        World world = new World(byKey());
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        connect(world, twice(new ClientProof.Key(KEY), "secret"));
        Client.Shape again = shape(twice(new ClientProof.Key(KEY), "secret"));
        again.host = 2;
        again.initialContact = true;
        world.connect(again);
        world.run(Duration.ofSeconds(5));
        assertThat(world.directory.ofUser("alice")).hasSize(1);
    }

    @Test
    void eapProvesTheGatewayToWhereTheProfileAllowsTheMethod() {
        World.Shape shape = new World.Shape();
        shape.eapOnly = Set.of(EapType.MSCHAPV2);
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = connect(world, eapOnly("alice", EapType.MSCHAPV2));
        assertThat(client.connected()).as("%s", client.seen).isTrue();
        assertThat(told(client)).noneMatch(line -> line.contains("signed with"));
    }

    @Test
    void theGatewaySignsWhereEapOnlyIsOff() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        Client client = connect(world, eapOnly("alice", EapType.MSCHAPV2));
        assertThat(client.connected()).isTrue();
        assertThat(told(client)).anyMatch(line -> line.contains("signed with"));
    }

    @Test
    void aMethodThatDoesNotProveTheGatewayIsRefusedToWhoWantsEapOnly() {
        World.Shape shape = new World.Shape();
        shape.eapOnly = Set.of(EapType.TLS);
        shape.keyless = Set.of(EapType.MD5_CHALLENGE);
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MD5_CHALLENGE);
        connect(world, eapOnly("alice", EapType.MD5_CHALLENGE));
        assertThat(reason(world)).isEqualTo("MD5-Challenge may not be all that proves both sides (eap.only)");
        // With our signature it may.
        var usual = new Client.Shape("alice");
        usual.methods = new EapType[] {EapType.MD5_CHALLENGE};
        usual.host = 2;
        Client other = world.connect(usual);
        world.run(Duration.ofSeconds(5));
        assertThat(other.connected()).isTrue();
    }

    private static World.Shape byCertificate() {
        var shape = new World.Shape();
        shape.remote = Map.of(RemoteMethod.CERTIFICATE, asks(MACHINES, new NameRule.IkeIdentity()));
        shape.trustPoints = TrustPoints.of(List.of(CA.certificate()));
        shape.second = Optional.of(asks(PEOPLE, new NameRule.UserName()));
        return shape;
    }

    private static World.Shape byKey() {
        var shape = new World.Shape();
        shape.remote = Map.of(RemoteMethod.PRE_SHARED_KEY, AuthorizationPlan.IMPLICIT);
        shape.keys = new KeySource.Local(new Keyring("ring", List.of(new Keyring.Peer(
                "laptops",
                List.of(new IdentityPattern.Exactly(new PeerIdentity(Kind.FQDN, "laptop7"))),
                List.of(),
                KEY,
                KEY))));
        shape.second = Optional.of(AuthorizationPlan.IMPLICIT);
        return shape;
    }

    private static AuthorizationPlan asks(AaaList list, NameRule name) {
        return new AuthorizationPlan(
                true, Optional.empty(), Optional.of(new AuthorizationPlan.Request(list, name)), false);
    }

    private static ClientProof twice(ClientProof first, String password) {
        return new ClientProof.Twice(
                first,
                new IdPayload(PayloadType.IDI, IdType.RFC822_ADDR, Bytes.ofUtf8("alice@example.org")),
                new ClientProof.Eap("alice", Secret.ofUtf8(password), List.of(EapType.MSCHAPV2)));
    }

    private static ClientProof certificate() {
        Credential own = CA.issueClient("laptop7", KeyKind.ECDSA_P256, YESTERDAY);
        try {
            return ClientProof.Certificate.x509(
                    List.of(Bytes.wrap(own.certificate().getEncoded())),
                    own.privateKey(),
                    own.certificate().getPublicKey());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClientProof eapOnly(String user, EapType method) {
        return new ClientProof.EapOnly(new ClientProof.Eap(user, Secret.ofUtf8("secret"), List.of(method)));
    }

    private static Client.Shape shape(ClientProof proof) {
        var shape = new Client.Shape("laptop7");
        shape.identityType = IdType.FQDN;
        shape.proof = Optional.of(proof);
        return shape;
    }

    private static Client connect(World world, ClientProof proof) {
        Client client = world.connect(shape(proof));
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static List<String> told(Client client) {
        return client.seen.stream()
                .filter(InitiatorEffect.Told.class::isInstance)
                .map(effect -> ((InitiatorEffect.Told) effect).line())
                .toList();
    }

    private static String reason(World world) {
        return world.all(Effect.LoginFailed.class).getLast().reason();
    }

    private static Attempt.Trouble trouble(World world) {
        return world.all(Effect.Attempted.class).getLast().attempt().trouble();
    }
}
