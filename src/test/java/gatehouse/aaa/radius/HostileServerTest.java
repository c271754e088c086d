package gatehouse.aaa.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.AaaList;
import gatehouse.aaa.PeerFacts;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusEffect;
import gatehouse.radius.client.RadiusInput;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.RadiusStats.Drop;
import gatehouse.radius.client.RequestId;
import gatehouse.radius.client.ServerGroup;
import gatehouse.session.SessionId;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A server, or somebody who plays one, that means ill. Whatever it sends goes through the client and the translator, and
/// comes out as a drop that is counted, or as a refusal with its reason; never as a login.
class HostileServerTest {
    private static final Secret SECRET = Secret.ofUtf8("between the two of us");
    private static final RadiusServer SERVER = new RadiusServer(
            "first", Addresses.parse("192.0.2.10"), 1812, 1813, SECRET, Duration.ofSeconds(3), 4,
            Duration.ofSeconds(60));
    private static final ServerGroup GROUP = new ServerGroup("office", List.of(SERVER));
    private static final InetSocketAddress PORT = new InetSocketAddress(SERVER.address(), 1812);
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final Bytes SUCCESS = Bytes.fromHex("03020004");
    private static final Bytes FAILURE = Bytes.fromHex("04020004");
    private static final Bytes GTC = Bytes.fromHex("010200060641");
    private static final Authenticators AUTHENTICATORS = new Authenticators();

    private final RadiusClient client = new RadiusClient(new SecureRandom(), 4);
    private final AccessTranslator translator = new AccessTranslator(new NasIdentity("gate", List.of()));
    private final AccessQuestion.EapRound question = new AccessQuestion.EapRound(
            AaaList.ofServers("office"),
            new PeerFacts(new SessionId("A1"), "audit", "default",
                    new Path(
                            new InetSocketAddress(Addresses.parse("192.0.2.1"), 4500),
                            new InetSocketAddress(Addresses.parse("198.51.100.7"), 4500)),
                    "alice"),
            "alice",
            Bytes.fromHex("0201000a01616c696365"),
            Conversation.NONE,
            1400);
    private long ids;

    /// What it does about one request.
    interface Malice {
        Bytes answer(RadiusPacket request) throws Exception;
    }

    /// @param dropped where it must be counted; nothing where it is an answer
    /// @param refusal what the answer must say; empty where there is none
    record Case(String name, Malice malice, InetSocketAddress from, Optional<Drop> dropped, String refusal) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case dropped(String name, Drop drop, Malice malice) {
        return new Case(name, malice, PORT, Optional.of(drop), "");
    }

    private static Case refused(String name, String why, Malice malice) {
        return new Case(name, malice, PORT, Optional.empty(), why);
    }

    static Stream<Case> cases() {
        var elsewhere = new InetSocketAddress(Addresses.parse("192.0.2.66"), 1812);
        var otherPort = new InetSocketAddress(SERVER.address(), 1645);
        return Stream.of(
                dropped("wrong authenticator", Drop.WRONG_AUTHENTICATOR, request -> flipped(accept(request), 7)),
                dropped("another secret", Drop.WRONG_AUTHENTICATOR, request -> AUTHENTICATORS.response(
                        RadiusCode.ACCESS_ACCEPT, request, List.of(eap(SUCCESS)), Secret.ofUtf8("another secret"))),
                dropped("no Message-Authenticator", Drop.NO_MESSAGE_AUTHENTICATOR,
                        request -> unsigned(request, RadiusCode.ACCESS_ACCEPT, octets(eap(SUCCESS)))),
                dropped("wrong Message-Authenticator", Drop.WRONG_MESSAGE_AUTHENTICATOR, request -> unsigned(
                        request, RadiusCode.ACCESS_ACCEPT, Bytes.fromHex("5012" + "00".repeat(16)))),
                dropped("an attribute that is cut off", Drop.MALFORMED,
                        request -> unsigned(request, RadiusCode.ACCESS_ACCEPT, Bytes.fromHex("4f0a0302"))),
                dropped("an attribute of length 1", Drop.MALFORMED,
                        request -> unsigned(request, RadiusCode.ACCESS_ACCEPT, Bytes.fromHex("4f01"))),
                dropped("a packet that is cut off", Drop.MALFORMED, request -> {
                    Bytes whole = accept(request);
                    return whole.slice(0, whole.length() - 3);
                }),
                dropped("longer than 4096 octets", Drop.MALFORMED, request -> unsigned(
                        request, RadiusCode.ACCESS_ACCEPT, Bytes.fromHex(("19ff" + "00".repeat(253)).repeat(17)))),
                dropped("something else than was asked", Drop.WRONG_CODE, request -> AUTHENTICATORS.response(
                        RadiusCode.ACCOUNTING_RESPONSE, request, List.of(), SECRET)),
                dropped("our own request", Drop.WRONG_AUTHENTICATOR, request -> AUTHENTICATORS.accessRequest(
                        request.identifier(), request.authenticator(), request.attributes(), SECRET)),
                new Case("from another address", HostileServerTest::accept, elsewhere, Optional.of(
                        Drop.UNKNOWN_SOURCE), ""),
                new Case("from another port", HostileServerTest::accept, otherPort, Optional.of(
                        Drop.UNKNOWN_SOURCE), ""),
                refused("Accept without EAP", "without EAP-Success is no success",
                        request -> signed(request, RadiusCode.ACCESS_ACCEPT)),
                refused("Accept with EAP-Failure", "without EAP-Success is no success",
                        request -> signed(request, RadiusCode.ACCESS_ACCEPT, eap(FAILURE))),
                refused("Accept with an EAP request", "without EAP-Success is no success",
                        request -> signed(request, RadiusCode.ACCESS_ACCEPT, eap(GTC))),
                refused("Accept with half an EAP packet", "without EAP-Success is no success",
                        request -> signed(request, RadiusCode.ACCESS_ACCEPT, eap(SUCCESS.slice(0, 3)))),
                refused("Reject with EAP-Success", "Access-Reject from first",
                        request -> signed(request, RadiusCode.ACCESS_REJECT, eap(SUCCESS))),
                refused("challenge without EAP", "Access-Challenge without EAP-Message",
                        request -> signed(request, RadiusCode.ACCESS_CHALLENGE, Attributes.STATE.of(SUCCESS))),
                refused("challenge with EAP-Success", "Access-Challenge without EAP-Request inside",
                        request -> signed(request, RadiusCode.ACCESS_CHALLENGE, eap(SUCCESS))),
                refused("4096 octets of nothing, and an Accept", "without EAP-Success is no success",
                        request -> signed(request, RadiusCode.ACCESS_ACCEPT, filling())));
    }

    private static Attribute[] filling() {
        // 20 of the header and 18 of Message-Authenticator leave 4058.
        var filling = new ArrayList<Attribute>();
        for (int i = 0; i < 15; i++) filling.add(new Attribute(25, Bytes.fromHex("ab".repeat(253))));
        filling.add(new Attribute(25, Bytes.fromHex("ab".repeat(4058 - 15 * 255 - 2))));
        return filling.toArray(Attribute[]::new);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nobodyGetsInByMalice(Case malice) throws Exception {
        RadiusEffect.Send sent = ask();
        Bytes octets = malice.malice().answer(RadiusPacket.read(sent.octets()));
        List<RadiusEffect> effects = receive(sent, malice.from(), octets);
        for (Drop drop : Drop.values()) {
            boolean expected = malice.dropped().filter(drop::equals).isPresent();
            assertThat(client.stats().drops(drop)).as("%s", drop).isEqualTo(expected ? 1 : 0);
        }
        if (malice.dropped().isPresent()) {
            assertThat(effects).isEmpty();
            // The genuine answer still counts.
            assertThat(receive(sent, PORT, accept(RadiusPacket.read(sent.octets())))).hasSize(1);
            return;
        }
        AccessAnswer answer = translated((RadiusEffect.Answered) effects.getFirst());
        assertThat(answer).isNotInstanceOf(AccessAnswer.Accept.class).isNotInstanceOf(AccessAnswer.Challenge.class);
        String reason = answer instanceof AccessAnswer.Reject(_, var why)
                ? why
                : ((AccessAnswer.Unavailable) answer).reason();
        assertThat(reason).contains(malice.refusal());
    }

    /// What an Accept is worth is for whoever knows which method ran: one without keys has none here.
    @Test
    void anAcceptWithoutKeysHasNoKeyAndHalfAKeyIsNone() throws Exception {
        RadiusEffect.Send sent = ask();
        Attribute half = Attributes.MS_MPPE_RECV_KEY.of(Bytes.fromHex("8001" + "00".repeat(32)));
        Bytes octets = signed(RadiusPacket.read(sent.octets()), RadiusCode.ACCESS_ACCEPT, eap(SUCCESS), half);
        AccessAnswer answer = translated((RadiusEffect.Answered) receive(sent, PORT, octets).getFirst());
        assertThat(answer).isInstanceOfSatisfying(
                AccessAnswer.Accept.class, accept -> assertThat(accept.msk().isEmpty()).isTrue());
    }

    /// The answer of one conversation is worth nothing in another: it is bound to the request, not to State.
    @Test
    void anAnswerToAnotherRequestIsNoneEvenWithTheSameState() throws Exception {
        RadiusEffect.Send first = ask();
        Bytes replayed = signed(
                RadiusPacket.read(first.octets()), RadiusCode.ACCESS_CHALLENGE, eap(GTC),
                Attributes.STATE.of(Bytes.ofUtf8("old")));
        assertThat(receive(first, PORT, replayed)).hasSize(1);
        RadiusEffect.Send second = ask();
        assertThat(receive(second, PORT, replayed)).isEmpty();
        assertThat(client.stats().drops(Drop.NO_REQUEST_WAITING)
                + client.stats().drops(Drop.WRONG_AUTHENTICATOR)).isOne();
    }

    /// RFC 2865, section 5.18: what is shown to the user. Inside EAP it is the method's words that reach him.
    @Test
    void aChallengeWithReplyMessageBringsItsEapPacketToTheClient() throws Exception {
        RadiusEffect.Send sent = ask();
        Bytes octets = signed(
                RadiusPacket.read(sent.octets()), RadiusCode.ACCESS_CHALLENGE, eap(GTC),
                Attributes.REPLY_MESSAGE.of("Enter the code from your token"),
                Attributes.STATE.of(Bytes.ofUtf8("s")));
        AccessAnswer answer = translated((RadiusEffect.Answered) receive(sent, PORT, octets).getFirst());
        assertThat(answer).isEqualTo(
                new AccessAnswer.Challenge(GTC, new Conversation("first", Bytes.ofUtf8("s"))));
    }

    private RadiusEffect.Send ask() {
        List<RadiusEffect> effects = client.handle(new RadiusInput.Submit(
                new RequestId(++ids), GROUP, "", RadiusCode.ACCESS_REQUEST, translator.request(question)), NOW);
        return (RadiusEffect.Send) effects.getLast();
    }

    private List<RadiusEffect> receive(RadiusEffect.Send sent, InetSocketAddress from, Bytes octets) {
        return client.handle(new RadiusInput.Received(sent.socket(), from, octets), NOW);
    }

    private AccessAnswer translated(RadiusEffect.Answered answered) {
        return translator.answer(
                question, answered.answer(), answered.server().name(), answered.server().secret(),
                answered.requestAuthenticator());
    }

    private static Bytes accept(RadiusPacket request) {
        return signed(request, RadiusCode.ACCESS_ACCEPT, eap(SUCCESS));
    }

    private static Bytes signed(RadiusPacket request, RadiusCode code, Attribute... attributes) {
        return AUTHENTICATORS.response(code, request, List.of(attributes), SECRET);
    }

    /// With a right authenticator, and nothing but these attributes.
    private static Bytes unsigned(RadiusPacket request, RadiusCode code, Bytes attributes) throws Exception {
        Bytes packet = new ByteWriter(64)
                .u8(code.code())
                .u8(request.identifier())
                .u16(20 + attributes.length())
                .bytes(request.authenticator())
                .bytes(attributes)
                .toBytes();
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(packet.toArray());
        md5.update(SECRET.expose());
        return Bytes.concat(packet.slice(0, 4), Bytes.wrap(md5.digest()), attributes);
    }

    private static Attribute eap(Bytes packet) {
        return Attributes.EAP_MESSAGE.of(packet);
    }

    private static Bytes octets(Attribute attribute) {
        return new ByteWriter(64)
                .u8(attribute.type())
                .u8(2 + attribute.value().length())
                .bytes(attribute.value())
                .toBytes();
    }

    private static Bytes flipped(Bytes octets, int at) {
        byte[] changed = octets.toArray();
        changed[at] ^= 1;
        return Bytes.wrap(changed);
    }
}
