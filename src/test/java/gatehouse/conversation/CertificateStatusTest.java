package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.authorization.AuthorizationPlan;
import gatehouse.bytes.Bytes;
import gatehouse.crypto.SignatureScheme;
import gatehouse.eap.EapType;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.initiator.ClientProof;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.pki.AuthorityHash;
import gatehouse.pki.Credential;
import gatehouse.pki.HashAndUrl;
import gatehouse.pki.LaboratoryCa;
import gatehouse.pki.LaboratoryCa.KeyKind;
import gatehouse.pki.LaboratoryCa.Wish;
import gatehouse.pki.PkiAnswer;
import gatehouse.pki.PkiQuestion;
import gatehouse.pki.Revocation;
import gatehouse.pki.Revocation.Method;
import gatehouse.pki.TrustPoint;
import gatehouse.pki.TrustPoints;
import gatehouse.session.SessionCommand;
import gatehouse.session.TerminateCause;
import gatehouse.wire.AuthAnnouncement;
import gatehouse.wire.AuthMethod;
import gatehouse.wire.CertEncoding;
import gatehouse.wire.CertPayload;
import gatehouse.wire.CertReqPayload;
import gatehouse.wire.IkeMessage;
import gatehouse.wire.MessageReader;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Logins by certificate for which something has to be found out first: certificates that are only named, and whether they were
/// revoked. And which of ours a client gets.
class CertificateStatusTest {
    private static final Instant YESTERDAY = World.BEGIN.minus(Duration.ofDays(1));
    private static final LaboratoryCa OURS = ca("Ours");
    private static final String USER = "laptop@example.org";
    private static final Credential LAPTOP = OURS.issueClient(USER, KeyKind.ECDSA_P256, YESTERDAY);

    @Test
    void aLoginWaitsUntilItIsKnownThatNothingWasRevoked() {
        World world = new World(asking(Method.CRL));
        Client client = connect(world, der(LAPTOP));
        assertThat(client.connected()).isTrue();
        assertThat(world.pkiQuestions).singleElement().isInstanceOfSatisfying(PkiQuestion.Revoked.class, question -> {
            assertThat(question.path().certificates()).containsExactly(LAPTOP.certificate());
            assertThat(question.inBand()).isEmpty();
        });
        assertThat(world.all(Effect.Vouched.class)).singleElement().satisfies(
                vouched -> assertThat(vouched.session()).isEqualTo(world.id(USER)));
    }

    @Test
    void nobodyIsAskedWhereTheTrustPointAsksNobody() {
        World world = new World(asking(Method.NONE));
        assertThat(connect(world, der(LAPTOP)).connected()).isTrue();
        assertThat(world.pkiQuestions).isEmpty();
        assertThat(world.all(Effect.Vouched.class)).isEmpty();
    }

    @Test
    void whoWasRevokedIsRefused() {
        World world = new World(asking(Method.CRL));
        world.pki = _ -> new PkiAnswer.Refused("the certificate of CN=x was revoked at 2026-01-01T00:00:00Z");
        Client client = connect(world, der(LAPTOP));
        assertThat(client.connected()).isFalse();
        assertThat(client.closed().orElseThrow().reason()).contains("AUTHENTICATION_FAILED");
        assertThat(reason(world)).isEqualTo(
                "the client laptop@example.org: the certificate of CN=x was revoked at 2026-01-01T00:00:00Z");
        assertThat(world.engine.questions()).isZero();
    }

    @Test
    void whoDoesNotOwnTheCertificateMakesNobodyAsk() {
        World world = new World(asking(Method.CRL));
        Credential thief = OURS.issueClient("thief@example.org", KeyKind.ECDSA_P256, YESTERDAY);
        connect(world, new ClientProof.Certificate(
                List.of(der(LAPTOP)), thief.privateKey(), thief.certificate().getPublicKey()), List.of());
        assertThat(reason(world)).contains("was not made with the key of its certificate");
        assertThat(world.pkiQuestions).isEmpty();
    }

    @Test
    void whatIsNotFoundOutInTimeIsARefusal() {
        World world = new World(asking(Method.OCSP));
        var held = new ArrayList<Effect.AskPki>();
        world.holdPki = held::add;
        connect(world, der(LAPTOP));
        assertThat(held).hasSize(1);
        assertThat(world.engine.questions()).isEqualTo(1);
        world.run(Duration.ofSeconds(60));
        assertThat(reason(world)).isEqualTo("the client laptop@example.org: its revocation: no answer from what has to"
                + " be fetched within 60 s");
        world.feed(new Input.PkiAnswered(held.getFirst().ticket(), new PkiAnswer.NotRevoked()));
        assertThat(world.directory.all()).isEmpty();
    }

    @Test
    void othersLogInWhileOneWaits() {
        var shape = asking(Method.OCSP);
        shape.remote = Map.of(RemoteMethod.CERTIFICATE, AuthorizationPlan.IMPLICIT, RemoteMethod.EAP,
                AuthorizationPlan.IMPLICIT);
        World world = new World(shape);
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        world.holdPki = _ -> {};
        connect(world, der(LAPTOP));
        var other = new Client.Shape("alice");
        other.host = 2;
        Client alice = world.connect(other);
        world.run(Duration.ofSeconds(5));
        assertThat(alice.connected()).isTrue();
    }

    @Test
    void anOcspResponseThatTheClientBringsIsHandedOn() {
        World world = new World(asking(Method.OCSP));
        connect(world, der(LAPTOP), new CertPayload(CertEncoding.OCSP_CONTENT, Bytes.ofUtf8("a response")));
        assertThat(world.pkiQuestions).singleElement().isInstanceOfSatisfying(PkiQuestion.Revoked.class,
                question -> assertThat(question.inBand()).containsExactly(Bytes.ofUtf8("a response")));
        assertThat(initReply(world).all(CertReqPayload.class)).extracting(CertReqPayload::encoding)
                .containsExactly(CertEncoding.X509_SIGNATURE, CertEncoding.OCSP_CONTENT);
    }

    @Test
    void aSessionWhoseCertificateIsRevokedEndsByOrder() {
        World world = new World(asking(Method.CRL));
        Client client = connect(world, der(LAPTOP));
        world.command(new SessionCommand.Disconnect(world.id(USER), TerminateCause.ADMIN_RESET, "revoked"));
        world.run(Duration.ofSeconds(5));
        assertThat(client.connected()).isFalse();
        assertThat(world.all(Effect.Closed.class)).singleElement().satisfies(closed -> {
            assertThat(closed.cause()).isEqualTo(TerminateCause.ADMIN_RESET);
            assertThat(closed.reason()).isEqualTo("revoked");
        });
    }

    @Test
    void aCertificateThatIsOnlyNamedIsFetchedFirst() throws Exception {
        World.Shape shape = asking(Method.CRL);
        shape.certificateLookup = true;
        World world = new World(shape);
        world.pki = question -> question instanceof PkiQuestion.Certificates
                ? new PkiAnswer.Certificates(List.of(List.of(LAPTOP.certificate())))
                : new PkiAnswer.NotRevoked();
        Client client = connect(world, named(LAPTOP.certificate()));
        assertThat(client.connected()).isTrue();
        assertThat(world.pkiQuestions.getFirst()).isEqualTo(new PkiQuestion.Certificates(List.of(new HashAndUrl(
                sha1(LAPTOP.certificate()), URI.create("http://certs.example.org/laptop.der"), false))));
        assertThat(initReply(world).notify(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED)).isPresent();
    }

    @Test
    void oneThatCannotBeFetchedIsARefusal() throws Exception {
        World.Shape shape = asking(Method.NONE);
        shape.certificateLookup = true;
        World world = new World(shape);
        world.pki = _ -> new PkiAnswer.Refused("http://certs.example.org/laptop.der: answers 404 Not Found");
        connect(world, named(LAPTOP.certificate()));
        assertThat(reason(world)).isEqualTo("the certificate of laptop@example.org was not fetched:"
                + " http://certs.example.org/laptop.der: answers 404 Not Found");
    }

    @Test
    void withoutTheLookupItIsPassedOver() throws Exception {
        World world = new World(asking(Method.NONE));
        connect(world, named(LAPTOP.certificate()));
        assertThat(reason(world)).isEqualTo("the client laptop@example.org signs, but sends no certificate");
        assertThat(world.pkiQuestions).isEmpty();
        assertThat(initReply(world).notify(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED)).isEmpty();
    }

    @Test
    void tooManyNamedOrNamedBadlyAreRefused() throws Exception {
        World.Shape shape = asking(Method.NONE);
        shape.certificateLookup = true;
        World world = new World(shape);
        CertPayload one = named(LAPTOP.certificate());
        connect(world, one, one, one, one, one);
        assertThat(reason(world)).isEqualTo("the client names more than 4 certificates by URL");
        World other = new World(shape);
        Client client = connect(other, new CertPayload(CertEncoding.HASH_AND_URL_X509, Bytes.wrap(new byte[20])));
        assertThat(client.closed().orElseThrow().reason()).contains("INVALID_SYNTAX");
        assertThat(reason(other)).isEqualTo("CERT hash and URL: 20 octets");
    }

    @Test
    void aClientGetsACertificateUnderAnAuthorityThatItNames() {
        LaboratoryCa first = ca("First");
        LaboratoryCa second = ca("Second");
        World.Shape shape = asking(Method.NONE);
        shape.credentials = List.of(gateway(first), gateway(second));
        assertThat(issuerFor(shape, AuthorityHash.of(second.certificate()))).isEqualTo("CN=Second");
        assertThat(issuerFor(shape, AuthorityHash.of(first.certificate()))).isEqualTo("CN=First");
        assertThat(issuerFor(shape, AuthorityHash.of(OURS.certificate()))).isEqualTo("CN=First");
        assertThat(issuerFor(shape, Bytes.EMPTY)).isEqualTo("CN=First");
    }

    @Test
    void theAuthoritiesBetweenAreSentToo() {
        LaboratoryCa below = OURS.authorityBelow("Below", KeyKind.ECDSA_P256, "", YESTERDAY);
        World.Shape shape = asking(Method.NONE);
        shape.credentials = List.of(gateway(below));
        World world = new World(shape);
        var client = new Client.Shape(USER);
        client.proof = Optional.of(proof(der(LAPTOP)));
        var seen = new ArrayList<X509Certificate>();
        client.trust = (chain, _) -> {
            seen.addAll(chain);
            return Optional.empty();
        };
        world.connect(client);
        world.run(Duration.ofSeconds(5));
        assertThat(seen).extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=vpn.example.com", "CN=Below");
    }

    @Test
    void whoAsksForAnOcspResponseAboutUsGetsIt() {
        World world = new World(asking(Method.NONE));
        world.ownStatus = _ -> Optional.of(Bytes.ofUtf8("we are good"));
        Client asking = connect(world, proof(der(LAPTOP)), List.of(
                new CertReqPayload(CertEncoding.OCSP_CONTENT, Bytes.EMPTY)));
        assertThat(shown(asking)).contains("IDr CERT CERT AUTH");
        World other = new World(asking(Method.NONE));
        other.ownStatus = world.ownStatus;
        assertThat(shown(connect(other, der(LAPTOP)))).contains("IDr CERT AUTH");
    }

    @Test
    void howClientsMayProveThemselvesIsAnnouncedAndWhatTheyAnnounceIsObeyed() {
        World world = new World(asking(Method.NONE));
        assertThat(connect(world, der(LAPTOP)).connected()).isTrue();
        List<AuthAnnouncement> announced = initReply(world).notify(NotifyType.SUPPORTED_AUTH_METHODS)
                .map(NotifyPayload::data).map(AuthAnnouncement::read).orElseThrow();
        assertThat(announced).contains(
                AuthAnnouncement.of(AuthMethod.ECDSA_P256),
                AuthAnnouncement.signature(SignatureScheme.ED25519.algorithmIdentifier()),
                AuthAnnouncement.signature(SignatureScheme.RSA_PSS_SHA512.algorithmIdentifier()));
        assertThat(announced).extracting(AuthAnnouncement::method)
                .doesNotContain(AuthMethod.RSA_SIGNATURE, AuthMethod.SHARED_KEY);
    }

    @Test
    void whereOnlyEapIsAllowedNothingIsAnnounced() {
        World world = new World();
        world.aaa.user("alice", "secret", EapType.MSCHAPV2);
        assertThat(world.login("alice").connected()).isTrue();
        assertThat(initReply(world).notify(NotifyType.SUPPORTED_AUTH_METHODS)).isEmpty();
    }

    private static String issuerFor(World.Shape shape, Bytes authorities) {
        World world = new World(shape);
        var client = new Client.Shape(USER);
        client.proof = Optional.of(proof(der(LAPTOP)));
        client.certificateRequests = List.of(new CertReqPayload(CertEncoding.X509_SIGNATURE, authorities));
        var issuers = new ArrayList<String>();
        client.trust = (chain, _) -> {
            issuers.add(chain.getFirst().getIssuerX500Principal().getName());
            return Optional.empty();
        };
        world.connect(client);
        world.run(Duration.ofSeconds(5));
        return issuers.getFirst();
    }

    private static Credential gateway(LaboratoryCa authority) {
        return authority.issue(Wish.gateway(List.of("vpn.example.com")), KeyKind.ECDSA_P256, YESTERDAY)
                .under(List.of(authority.certificate()));
    }

    private static World.Shape asking(Method method) {
        var revocation = new Revocation(List.of(method), List.of(), List.of(), List.of(), List.of(), true);
        var shape = new World.Shape();
        shape.remote = Map.of(RemoteMethod.CERTIFICATE, AuthorizationPlan.IMPLICIT);
        shape.trustPoints = TrustPoints.ofPoints(List.of(new TrustPoint(
                "office", List.of(OURS.certificate()), Set.of(), revocation, List.of())));
        return shape;
    }

    private static Client connect(World world, CertPayload... certificates) {
        return connect(world, proof(certificates), List.of());
    }

    private static ClientProof proof(CertPayload... certificates) {
        return new ClientProof.Certificate(
                List.of(certificates), LAPTOP.privateKey(), LAPTOP.certificate().getPublicKey());
    }

    private static Client connect(World world, ClientProof proof, List<CertReqPayload> requests) {
        var shape = new Client.Shape(USER);
        shape.proof = Optional.of(proof);
        shape.certificateRequests = requests;
        Client client = world.connect(shape);
        world.run(Duration.ofSeconds(5));
        return client;
    }

    private static String shown(Client client) {
        return client.seen.stream().filter(InitiatorEffect.Told.class::isInstance).toList().toString();
    }

    private static IkeMessage initReply(World world) {
        try {
            return MessageReader.read(world.fromGateway.getFirst().payload());
        } catch (gatehouse.bytes.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static CertPayload der(Credential credential) {
        try {
            return new CertPayload(
                    CertEncoding.X509_SIGNATURE, Bytes.wrap(credential.certificate().getEncoded()));
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertPayload named(X509Certificate certificate) throws Exception {
        return new CertPayload(CertEncoding.HASH_AND_URL_X509, Bytes.concat(
                sha1(certificate), Bytes.ofUtf8("http://certs.example.org/laptop.der")));
    }

    private static Bytes sha1(X509Certificate certificate) throws Exception {
        return Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    }

    private static LaboratoryCa ca(String name) {
        return LaboratoryCa.create(name, KeyKind.ECDSA_P256, new SecureRandom(), YESTERDAY);
    }

    private static String reason(World world) {
        return world.all(Effect.LoginFailed.class).getLast().reason();
    }
}
