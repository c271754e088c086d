package gatehouse.aaa.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.SaltEncryption;
import gatehouse.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTranslatorTest {
    private static final Secret SECRET = Secret.ofUtf8("between us");
    private static final Bytes AUTHENTICATOR = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final String SUCCESS = "03070004";
    private static final String FAILURE = "04070004";
    private static final String REQUEST = "0107000501";

    private final AccessTranslator translator = new AccessTranslator(SomeSession.NAS);
    private final SaltEncryption encryption = new SaltEncryption();

    @Test
    void aRequestTellsAllThatAaaDecidesBy() {
        RadiusPacket request =
                request(Bytes.fromHex("0201000a01616c696365"), new Conversation("first", Bytes.ofUtf8("S")));
        assertThat(request.all(Attributes.USER_NAME)).containsExactly("alice");
        assertThat(request.all(Attributes.NAS_IP_ADDRESS)).containsExactly(Addresses.parse("192.0.2.1"));
        assertThat(request.all(Attributes.NAS_IPV6_ADDRESS)).containsExactly(Addresses.parse("2001:db8::1"));
        assertThat(request.all(Attributes.NAS_IDENTIFIER)).containsExactly("gateway");
        assertThat(request.all(Attributes.NAS_PORT_TYPE)).as("Virtual").containsExactly(5L);
        assertThat(request.all(Attributes.NAS_PORT_ID)).containsExactly("staff");
        assertThat(request.all(Attributes.SERVICE_TYPE)).as("Framed").containsExactly(2L);
        assertThat(request.all(Attributes.CALLED_STATION_ID)).containsExactly("192.0.2.1");
        assertThat(request.all(Attributes.CALLING_STATION_ID)).containsExactly("198.51.100.7");
        assertThat(request.all(Attributes.ACCT_SESSION_ID)).containsExactly("s-1");
        assertThat(request.all(Attributes.CISCO_AVPAIR)).containsExactly("audit-session-id=0A0B");
        assertThat(request.all(Attributes.FRAMED_MTU)).containsExactly(1400L);
        assertThat(request.all(Attributes.STATE)).containsExactly(Bytes.ofUtf8("S"));
        assertThat(request.eapMessage()).isEqualTo(Bytes.fromHex("0201000a01616c696365"));
        assertThat(request.attributes()).hasSize(14);
    }

    @Test
    void withoutAnAddressOfOurOwnWeAreTheOneThatTheClientCalled() {
        var nameless = new AccessTranslator(new NasIdentity("gateway", List.of()));
        var request = new RadiusPacket(RadiusCode.ACCESS_REQUEST, 0, AUTHENTICATOR,
                nameless.request(question(Bytes.fromHex(REQUEST), Conversation.NONE)));
        assertThat(request.all(Attributes.NAS_IP_ADDRESS)).containsExactly(Addresses.parse("192.0.2.1"));
        assertThat(request.all(Attributes.NAS_IPV6_ADDRESS)).isEmpty();
    }

    @Test
    void aFirstRequestHasNoState() {
        assertThat(request(Bytes.fromHex(REQUEST), Conversation.NONE).all(Attributes.STATE)).isEmpty();
    }

    // RFC 3579, section 3.1.
    @ParameterizedTest
    @CsvSource({"1, 1", "252, 1", "253, 1", "254, 2", "506, 2", "507, 3", "1500, 6"})
    void anEapPacketIsSplitIntoPiecesOf253Octets(int length, int pieces) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) octets[i] = (byte) (i * 7);
        RadiusPacket request = request(Bytes.wrap(octets), Conversation.NONE);
        List<Bytes> parts = request.all(Attributes.EAP_MESSAGE);
        assertThat(parts).hasSize(pieces);
        assertThat(parts.subList(0, pieces - 1)).allMatch(part -> part.length() == 253);
        assertThat(request.eapMessage()).isEqualTo(Bytes.wrap(octets));
        // "consecutive"
        List<Integer> types = request.attributes().stream().map(Attribute::type).toList();
        assertThat(types.lastIndexOf(79) - types.indexOf(79)).isEqualTo(pieces - 1);
    }

    @Test
    void aQuestionDoesNotPrintTheEapPacket() {
        var question = question(Bytes.ofUtf8("the password of GTC"), Conversation.NONE);
        assertThat(question.toString())
                .contains("alice")
                .doesNotContain(Bytes.ofUtf8("password").hex())
                .doesNotContain("password");
    }

    @Test
    void aChallengeGoesOnWithItsServerAndState() {
        AccessAnswer answer = answer(
                RadiusCode.ACCESS_CHALLENGE, eap("01070101"), eap("0d"), Attributes.STATE.of(Bytes.ofUtf8("next")));
        assertThat(answer).isEqualTo(new AccessAnswer.Challenge(
                Bytes.fromHex("010701010d"), new Conversation("first", Bytes.ofUtf8("next"))));
        assertThat(answer(RadiusCode.ACCESS_CHALLENGE, eap(REQUEST)))
                .isEqualTo(new AccessAnswer.Challenge(
                        Bytes.fromHex(REQUEST), new Conversation("first", Bytes.EMPTY)));
    }

    @Test
    void aChallengeWithoutEapIsNoAnswer() {
        assertThat(answer(RadiusCode.ACCESS_CHALLENGE, Attributes.STATE.of(Bytes.ofUtf8("next"))))
                .isEqualTo(new AccessAnswer.Unavailable("Access-Challenge without EAP-Message from first"));
    }

    @Test
    void aChallengeThatContradictsItselfIsNoAnswer() {
        for (String eap : List.of(SUCCESS, FAILURE, "020100060411")) {
            assertThat(answer(RadiusCode.ACCESS_CHALLENGE, eap(eap)))
                    .isEqualTo(new AccessAnswer.Unavailable(
                            "Access-Challenge without EAP-Request inside from first"));
        }
    }

    @Test
    void aRejectBringsItsFailureAndItsWords() {
        assertThat(answer(
                RadiusCode.ACCESS_REJECT,
                eap(FAILURE),
                Attributes.REPLY_MESSAGE.of("account locked,"),
                Attributes.REPLY_MESSAGE.of("call us")))
                .isEqualTo(new AccessAnswer.Reject(
                        Bytes.fromHex(FAILURE), "Access-Reject from first: account locked, call us"));
        assertThat(answer(RadiusCode.ACCESS_REJECT))
                .isEqualTo(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from first"));
    }

    // RFC 3579, section 2.6.3: the packet decides, and a contradiction is never a success.
    @Test
    void aRejectWithSuccessInsideIsARefusalWithoutIt() {
        assertThat(answer(RadiusCode.ACCESS_REJECT, eap(SUCCESS)))
                .isEqualTo(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from first"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", FAILURE, REQUEST, "03", "0307000500ff", "ff"})
    void anAcceptWithoutSuccessIsNoSuccess(String eap) {
        List<Attribute> attributes = new ArrayList<>(keys(32, 32));
        if (!eap.isEmpty()) attributes.add(eap(eap));
        assertThat(answer(RadiusCode.ACCESS_ACCEPT, attributes.toArray(Attribute[]::new)))
                .isEqualTo(new AccessAnswer.Reject(
                        Bytes.EMPTY, "Access-Accept from first without EAP-Success is no success"));
    }

    // RFC 3748, section 7.10: receive key first, 64 octets at least.
    @ParameterizedTest
    @CsvSource({"32, 32, 64", "16, 16, 64", "32, 0, 64", "48, 48, 96"})
    void theKeysMakeTheMsk(int receive, int send, int length) {
        AccessAnswer.Accept accept = accept(keys(receive, send));
        byte[] expected = new byte[length];
        Arrays.fill(expected, 0, receive, (byte) 'R');
        Arrays.fill(expected, receive, receive + send, (byte) 'S');
        assertThat(accept.msk()).isEqualTo(Secret.wrap(expected));
        assertThat(accept.eap()).isEqualTo(Bytes.fromHex(SUCCESS));
        assertThat(accept.grant().values()).as("keys are no grants").isEmpty();
    }

    @Test
    void withoutBothKeysThereIsNoMsk() {
        assertThat(accept(List.of()).msk().isEmpty()).isTrue();
        assertThat(accept(keys(32, 32).subList(0, 1)).msk().isEmpty()).isTrue();
        assertThat(accept(keys(32, 32).subList(1, 2)).msk().isEmpty()).isTrue();
        List<Attribute> broken = List.of(
                keys(32, 32).getFirst(), Attributes.MS_MPPE_SEND_KEY.of(Bytes.fromHex("8001ffff")));
        assertThat(accept(broken).msk().isEmpty()).isTrue();
    }

    @Test
    void theMskDoesNotPrint() {
        assertThat(accept(keys(32, 32)).toString()).contains("Secret(64 octets)").doesNotContain("5252");
    }

    @Test
    void everythingThatIsGrantedIsReadInOrder() {
        AccessAnswer.Accept accept = accept(List.of(
                Attributes.USER_NAME.of("alice@example.org"),
                Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("10.9.8.7")),
                Attributes.FRAMED_IP_NETMASK.of(Addresses.parse("255.255.255.0")),
                Attributes.FRAMED_IPV6_ADDRESS.of(Addresses.parse("2001:db8::7")),
                Attributes.FRAMED_POOL.of("staff"),
                Attributes.FRAMED_IPV6_POOL.of("staff6"),
                Attributes.MS_PRIMARY_DNS_SERVER.of(Addresses.parse("10.0.0.53")),
                Attributes.MS_SECONDARY_DNS_SERVER.of(Addresses.parse("10.0.0.54")),
                Attributes.DNS_SERVER_IPV6_ADDRESS.of(Addresses.parse("2001:db8::53")),
                Attributes.MS_PRIMARY_NBNS_SERVER.of(Addresses.parse("10.0.0.55")),
                Attributes.MS_SECONDARY_NBNS_SERVER.of(Addresses.parse("10.0.0.56")),
                Attributes.SESSION_TIMEOUT.of(28_800L),
                Attributes.IDLE_TIMEOUT.of(1_800L),
                Attributes.ACCT_INTERIM_INTERVAL.of(300L),
                Attributes.CLASS.of(Bytes.fromHex("00ff")),
                Attributes.FILTER_ID.of("strict"),
                Attributes.CLASS.of(Bytes.fromHex("01")),
                Attributes.CISCO_AVPAIR.of("shell:priv-lvl=15"),
                Attributes.CISCO_AVPAIR.of("ip:dns-servers=10.0.0.57"),
                Attributes.STATE.of(Bytes.ofUtf8("over")),
                Attributes.PROXY_STATE.of(Bytes.ofUtf8("p"))));
        assertThat(accept.grant().values()).containsExactly(
                new Granted.UserName("alice@example.org"),
                new Granted.FramedAddress(Addresses.parse("10.9.8.7")),
                new Granted.Netmask(Addresses.parse("255.255.255.0")),
                new Granted.FramedAddress(Addresses.parse("2001:db8::7")),
                new Granted.Pool("staff"),
                new Granted.Ipv6Pool("staff6"),
                new Granted.Dns(Addresses.parse("10.0.0.53")),
                new Granted.Dns(Addresses.parse("10.0.0.54")),
                new Granted.Dns(Addresses.parse("2001:db8::53")),
                new Granted.Nbns(Addresses.parse("10.0.0.55")),
                new Granted.Nbns(Addresses.parse("10.0.0.56")),
                new Granted.SessionTimeout(Duration.ofHours(8)),
                new Granted.IdleTimeout(Duration.ofMinutes(30)),
                new Granted.InterimInterval(Duration.ofMinutes(5)),
                new Granted.ClassValue(Bytes.fromHex("00ff")),
                new Granted.NamedAccessList(Direction.IN, "strict"),
                new Granted.ClassValue(Bytes.fromHex("01")),
                new Granted.Ignored("shell:priv-lvl", "nothing here acts on 'shell:priv-lvl=15'"),
                new Granted.Dns(Addresses.parse("10.0.0.57")));
    }

    @Test
    void anEapAnswerIsTheImplicitAuthorizationOfWhoWasAskedAbout() {
        assertThat(accept(List.of()).grant().origin())
                .isEqualTo(new Origin(Origin.Source.IMPLICIT, "first", "servers", "alice"));
    }

    private static final PeerFacts PEER =
            new PeerFacts(new SessionId("s-1"), "0A0B", "staff", SomeSession.path("198.51.100.7"), "fqdn");
    private static final AaaList LIST = new AaaList(
            "office", List.of(new AaaList.Method.Radius("servers")), Secret.ofUtf8("not cisco"));

    static Stream<Arguments> questionsWithoutEap() {
        return Stream.of(
                arguments(
                        new AccessQuestion.Authorize(LIST, PEER, Origin.Source.GROUP, "staff"), "staff",
                        Origin.Source.GROUP),
                arguments(
                        new AccessQuestion.Authorize(LIST, PEER, Origin.Source.USER, "alice"), "alice",
                        Origin.Source.USER),
                arguments(new AccessQuestion.PeerKeys(LIST, PEER, "branch1"), "branch1", Origin.Source.IMPLICIT));
    }

    @ParameterizedTest
    @MethodSource("questionsWithoutEap")
    void groupsUsersAndKeysAreAskedForByNameWithTheListsPassword(
            AccessQuestion question, String name, Origin.Source source) {
        RadiusPacket request = packet(RadiusCode.ACCESS_REQUEST, translator.request(question));
        assertThat(request.all(Attributes.USER_NAME)).containsExactly(name);
        assertThat(request.all(Attributes.SERVICE_TYPE)).as("Outbound").containsExactly(5L);
        assertThat(request.eapMessage()).isEqualTo(Bytes.EMPTY);
        tellsAboutTheClient(request);
        assertThat(request.attributes()).hasSize(11);
        assertThat(AccessTranslator.password(question)).isEqualTo(Secret.ofUtf8("not cisco"));
        assertThat(question.toString()).doesNotContain("not cisco");

        AccessAnswer answer = answer(question, RadiusCode.ACCESS_ACCEPT, Attributes.FRAMED_POOL.of("staff"));
        assertThat(answer).isEqualTo(AccessAnswer.Accept.of(
                new Grant(new Origin(source, "first", "office", name), List.of(new Granted.Pool("staff")))));
        assertThat(answer(question, RadiusCode.ACCESS_REJECT, Attributes.REPLY_MESSAGE.of("unknown")))
                .isEqualTo(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from first: unknown"));
        assertThat(answer(question, RadiusCode.ACCESS_CHALLENGE, Attributes.STATE.of(Bytes.ofUtf8("S"))))
                .isEqualTo(new AccessAnswer.Unavailable("Access-Challenge for '" + name + "' from first"));
    }

    @Test
    void anEapRoundHasNoPassword() {
        assertThat(AccessTranslator.password(question(Bytes.EMPTY, Conversation.NONE)).isEmpty()).isTrue();
    }

    // The forms of FlexVPN's AAA keyring.
    @Test
    void keysOfAPeerComeInPairsOrHidden() {
        var question = new AccessQuestion.PeerKeys(LIST, PEER, "branch1");
        AccessAnswer pairs = answer(
                question,
                RadiusCode.ACCESS_ACCEPT,
                Attributes.CISCO_AVPAIR.of("ipsec:ikev2-password-local=ours=1"),
                Attributes.CISCO_AVPAIR.of("ipsec:ikev2-password-remote=theirs"));
        assertThat(((AccessAnswer.Accept) pairs).grant().values()).containsExactly(
                new Granted.LocalKey(Secret.ofUtf8("ours=1")), new Granted.RemoteKey(Secret.ofUtf8("theirs")));
        assertThat(pairs.toString()).doesNotContain("ours").doesNotContain("theirs");

        Bytes salted = encryption.hide(Secret.ofUtf8("both"), Bytes.fromHex("8003"), AUTHENTICATOR, SECRET);
        AccessAnswer password = answer(
                question, RadiusCode.ACCESS_ACCEPT, new Attribute(69, Bytes.concat(Bytes.fromHex("01"), salted)));
        assertThat(((AccessAnswer.Accept) password).grant().values()).containsExactly(
                new Granted.LocalKey(Secret.ofUtf8("both")), new Granted.RemoteKey(Secret.ofUtf8("both")));
        assertThat(password.toString()).doesNotContain("both");
    }

    @Test
    void aTunnelPasswordThatCannotBeUncoveredIsTold() {
        AccessAnswer answer = answer(
                new AccessQuestion.PeerKeys(LIST, PEER, "branch1"),
                RadiusCode.ACCESS_ACCEPT,
                new Attribute(69, Bytes.fromHex("018001ffff")));
        assertThat(((AccessAnswer.Accept) answer).grant().values()).containsExactly(new Granted.Ignored(
                "Tunnel-Password", "it cannot be uncovered: is the shared secret right?"));
    }

    // As ISE has it.
    @Test
    void anAccessListIsDownloadedByItsNameInParts() {
        var question = new AccessQuestion.DownloadAccessList(LIST, PEER, "#ACSACL#-IP-x-1", Conversation.NONE);
        RadiusPacket request = packet(RadiusCode.ACCESS_REQUEST, translator.request(question));
        assertThat(request.all(Attributes.USER_NAME)).containsExactly("#ACSACL#-IP-x-1");
        assertThat(request.all(Attributes.CISCO_AVPAIR))
                .containsExactly("audit-session-id=0A0B", "aaa:service=ip_admission", "aaa:event=acl-download");
        assertThat(request.all(Attributes.SERVICE_TYPE)).isEmpty();
        assertThat(request.all(Attributes.STATE)).isEmpty();
        assertThat(AccessTranslator.password(question).isEmpty()).isTrue();
        tellsAboutTheClient(request);

        var entry = new Granted.AccessEntry(Direction.IN, true, 1, "permit ip any any");
        Attribute line = Attributes.CISCO_AVPAIR.of("ip:inacl#1=permit ip any any");
        var origin = new Origin(Origin.Source.IMPLICIT, "first", "office", "#ACSACL#-IP-x-1");
        var next = new Conversation("first", Bytes.ofUtf8("part 2"));
        assertThat(answer(question, RadiusCode.ACCESS_CHALLENGE, line, Attributes.STATE.of(Bytes.ofUtf8("part 2"))))
                .isEqualTo(new AccessAnswer.More(new Grant(origin, List.of(entry)), next));
        var again = new AccessQuestion.DownloadAccessList(LIST, PEER, "#ACSACL#-IP-x-1", next);
        assertThat(packet(RadiusCode.ACCESS_REQUEST, translator.request(again)).all(Attributes.STATE))
                .containsExactly(Bytes.ofUtf8("part 2"));
        assertThat(answer(again, RadiusCode.ACCESS_ACCEPT, line))
                .isEqualTo(AccessAnswer.Accept.of(new Grant(origin, List.of(entry))));
        assertThat(answer(again, RadiusCode.ACCESS_REJECT))
                .isEqualTo(new AccessAnswer.Reject(Bytes.EMPTY, "Access-Reject from first"));
    }

    @Test
    void aPartWithoutStateLeadsNowhere() {
        var question = new AccessQuestion.DownloadAccessList(LIST, PEER, "list", Conversation.NONE);
        assertThat(answer(question, RadiusCode.ACCESS_CHALLENGE))
                .isEqualTo(new AccessAnswer.Unavailable("Access-Challenge without State from first"));
    }

    private static void tellsAboutTheClient(RadiusPacket request) {
        assertThat(request.all(Attributes.NAS_IP_ADDRESS)).containsExactly(Addresses.parse("192.0.2.1"));
        assertThat(request.all(Attributes.NAS_IDENTIFIER)).containsExactly("gateway");
        assertThat(request.all(Attributes.NAS_PORT_TYPE)).containsExactly(5L);
        assertThat(request.all(Attributes.NAS_PORT_ID)).containsExactly("staff");
        assertThat(request.all(Attributes.CALLING_STATION_ID)).containsExactly("198.51.100.7");
        assertThat(request.all(Attributes.CALLED_STATION_ID)).containsExactly("192.0.2.1");
        assertThat(request.all(Attributes.ACCT_SESSION_ID)).containsExactly("s-1");
        assertThat(request.all(Attributes.CISCO_AVPAIR)).contains("audit-session-id=0A0B");
    }

    // RFC 9765, section 5.1.4: "as any other attribute of data type 'string'".
    @Test
    void overRadius11KeysAreNotHidden() {
        var packet = packet(RadiusCode.ACCESS_ACCEPT, List.of(
                eap(SUCCESS),
                Attributes.MS_MPPE_RECV_KEY.of(Bytes.ofUtf8("R".repeat(32))),
                Attributes.MS_MPPE_SEND_KEY.of(Bytes.ofUtf8("S".repeat(32)))));
        AccessAnswer answer =
                translator.answer(question(Bytes.EMPTY, Conversation.NONE), packet, "first", SECRET, Bytes.EMPTY);
        assertThat(((AccessAnswer.Accept) answer).msk()).isEqualTo(Secret.ofUtf8("R".repeat(32) + "S".repeat(32)));
    }

    private static RadiusPacket packet(RadiusCode code, List<Attribute> attributes) {
        return new RadiusPacket(code, 1, AUTHENTICATOR, attributes);
    }

    private AccessAnswer answer(AccessQuestion question, RadiusCode code, Attribute... attributes) {
        return translator.answer(question, packet(code, List.of(attributes)), "first", SECRET, AUTHENTICATOR);
    }

    private static AccessQuestion.EapRound question(Bytes eap, Conversation conversation) {
        return new AccessQuestion.EapRound(AaaList.ofServers("servers"),
                new PeerFacts(new SessionId("s-1"), "0A0B", "staff", SomeSession.path("198.51.100.7"), "fqdn"),
                "alice",
                eap,
                conversation,
                1400);
    }

    private RadiusPacket request(Bytes eap, Conversation conversation) {
        return new RadiusPacket(
                RadiusCode.ACCESS_REQUEST, 0, AUTHENTICATOR, translator.request(question(eap, conversation)));
    }

    private AccessAnswer answer(RadiusCode code, Attribute... attributes) {
        var packet = new RadiusPacket(code, 1, Bytes.wrap(new byte[16]), List.of(attributes));
        return translator.answer(question(Bytes.EMPTY, Conversation.NONE), packet, "first", SECRET, AUTHENTICATOR);
    }

    private AccessAnswer.Accept accept(List<Attribute> attributes) {
        var all = new ArrayList<Attribute>();
        all.add(Attributes.MESSAGE_AUTHENTICATOR.of(Bytes.wrap(new byte[16])));
        all.add(eap(SUCCESS));
        all.addAll(attributes);
        AccessAnswer answer = answer(RadiusCode.ACCESS_ACCEPT, all.toArray(Attribute[]::new));
        assertThat(answer).isInstanceOf(AccessAnswer.Accept.class);
        return (AccessAnswer.Accept) answer;
    }

    private List<Attribute> keys(int receive, int send) {
        return List.of(
                key(Attributes.MS_MPPE_RECV_KEY, "R".repeat(receive), "8001"),
                key(Attributes.MS_MPPE_SEND_KEY, "S".repeat(send), "8002"));
    }

    private Attribute key(AttributeKey<Bytes> attribute, String key, String salt) {
        return attribute.of(encryption.hide(Secret.ofUtf8(key), Bytes.fromHex(salt), AUTHENTICATOR, SECRET));
    }

    private static Attribute eap(String hex) {
        return Attributes.EAP_MESSAGE.of(Bytes.fromHex(hex));
    }
}
