package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin.Source;
import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.aaa.authorization.NameRule;
import gatehouse.bytes.Bytes;
import gatehouse.ike.Effect;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.SessionRules;
import gatehouse.initiator.ClientProof;
import gatehouse.pki.Credential;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.TrustPoints;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers that prove themselves by a certificate, and are authorized by groups and users of AAA.
class CertificateLoginTest {
    private static final AaaList LIST = AaaList.ofServers("office");
    private static final Instant YESTERDAY = World.BEGIN.minus(Duration.ofDays(1));
    private static final LaboratoryCa OURS = ca("Ours");
    private static final LaboratoryCa THEIRS = ca("Theirs");

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void aPeerLogsInWithACertificate(KeyKind kind) {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        Client client = connect(world, OURS.issueClient("laptop@example.org", kind, YESTERDAY), "laptop@example.org");
        assertThat(client.connected()).isTrue();
        assertThat(world.session("laptop@example.org").connection()).isEqualTo("default");
    }

    @Test
    void groupAndUserAreAskedInThisOrderAndTheUserPrevails() {
        World world = new World(shape(groupAndUser()));
        world.aaa.knows("staff", new Granted.Pool("nowhere"), new Granted.SessionTimeout(Duration.ofHours(8)));
        world.aaa.knows("laptop@example.org", new Granted.Pool("office"));
        Client client = connect(world, OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY),
                "laptop@example.org");
        assertThat(client.connected()).isTrue();
        assertThat(world.aaa.questions.stream().map(question -> ((AccessQuestion.Authorize) question).source()))
                .containsExactly(Source.GROUP, Source.USER);
        Session session = world.session("laptop@example.org");
        assertThat(Duration.between(session.startedAt(), session.endsAt())).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void aGroupThatNobodyKnowsRefusesTheLogin() {
        World world = new World(shape(groupAndUser()));
        world.aaa.knows("laptop@example.org", new Granted.Pool("office"));
        Client client = connect(world, OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY),
                "laptop@example.org");
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).contains("group 'staff' is unknown to list 'office'");
        assertThat(world.pools.utilisation().iterator().next().inUse()).isZero();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        connect(world, THEIRS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY), "laptop@example.org");
        assertThat(reason(world)).startsWith("the client laptop@example.org: no trusted authority vouches for");
    }

    @Test
    void aCertificateForSomebodyElseIsRefused() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        connect(world, OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY), "boss@example.org");
        assertThat(reason(world)).startsWith("the client calls itself email 'boss@example.org', but its certificate is"
                + " for ");
    }

    @Test
    void aStolenCertificateWithoutItsKeyIsRefused() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        Credential stolen = OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY);
        Credential own = OURS.issueClient("thief@example.org", KeyKind.ECDSA_P256, YESTERDAY);
        var mixed = new Credential(stolen.certificate(), List.of(), own.privateKey());
        var proof = ClientProof.Certificate.x509(
                List.of(der(mixed)), mixed.privateKey(), own.certificate().getPublicKey());
        Client client = connect(world, "laptop@example.org", proof);
        assertThat(client.connected()).isFalse();
        assertThat(reason(world)).contains("was not made with the key of its certificate");
    }

    @Test
    void whoComesWithoutACertificateIsRefused() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        Credential own = OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY);
        connect(world, "laptop@example.org", ClientProof.Certificate.x509(
                List.of(), own.privateKey(), own.certificate().getPublicKey()));
        assertThat(reason(world)).isEqualTo("the client laptop@example.org signs, but sends no certificate");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        Instant longAgo = World.BEGIN.minus(Duration.ofDays(4000));
        connect(world, OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, longAgo), "laptop@example.org");
        assertThat(reason(world)).contains("its certificate expired at ");
    }

    /// A certificate that expires an hour from now.
    private static Credential nearlyExpired() {
        X509Certificate usual = OURS.issueClient("laptop@example.org", KeyKind.ECDSA_P256, YESTERDAY).certificate();
        Duration life = Duration.between(YESTERDAY, usual.getNotAfter().toInstant());
        return OURS.issueClient(
                "laptop@example.org", KeyKind.ECDSA_P256, World.BEGIN.minus(life).plus(Duration.ofHours(1)));
    }

    @Test
    void aSessionEndsWithTheCertificate() {
        World world = new World(shape(AuthorizationPlan.IMPLICIT));
        Client client = connect(world, nearlyExpired(), "laptop@example.org");
        Instant end = World.BEGIN.plus(Duration.ofHours(1));
        assertThat(world.session("laptop@example.org").endsAt()).isEqualTo(end);
        // Nobody can give it more time.
        world.change(world.id("laptop@example.org"), new Granted.SessionTimeout(Duration.ofHours(5)));
        assertThat(world.session("laptop@example.org").endsAt()).isEqualTo(end);
        world.run(Duration.ofHours(1));
        assertThat(client.closed()).isPresent();
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.SESSION_TIMEOUT);
        assertThat(stop.reason()).isEqualTo("the client's certificate is not valid any more");
    }

    @Test
    void whereTheProfileSaysSoItOutlivesTheCertificate() {
        World.Shape shape = shape(AuthorizationPlan.IMPLICIT);
        SessionRules usual = SessionRules.DEFAULT;
        shape.sessionRules =
                new SessionRules(usual.initialContact(), usual.duplicates(), usual.perUser(), false);
        World world = new World(shape);
        connect(world, nearlyExpired(), "laptop@example.org");
        assertThat(world.session("laptop@example.org").endsAt()).isEqualTo(Instant.MAX);
    }

    private static AuthorizationPlan groupAndUser() {
        return new AuthorizationPlan(
                true,
                Optional.of(new AuthorizationPlan.Request(LIST, new NameRule.Fixed("staff"))),
                Optional.of(new AuthorizationPlan.Request(LIST, new NameRule.IkeIdentity())),
                false);
    }

    private static World.Shape shape(AuthorizationPlan plan) {
        var shape = new World.Shape();
        shape.remote = Map.of(RemoteMethod.CERTIFICATE, plan);
        shape.trustPoints = TrustPoints.of(List.of(OURS.certificate()));
        return shape;
    }

    private static Client connect(World world, Credential credential, String identity) {
        return connect(world, identity, ClientProof.Certificate.x509(
                List.of(der(credential)), credential.privateKey(), credential.certificate().getPublicKey()));
    }

    private static Client connect(World world, String identity, ClientProof proof) {
        var shape = new Client.Shape(identity);
        shape.proof = Optional.of(proof);
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static Bytes der(Credential credential) {
        try {
            return Bytes.wrap(credential.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LaboratoryCa ca(String name) {
        return LaboratoryCa.create(name, KeyKind.ECDSA_P256, new SecureRandom(),
                YESTERDAY.minus(Duration.ofDays(5000)));
    }

    private static String reason(World world) {
        return world.all(Effect.LoginFailed.class).getLast().reason();
    }
}
