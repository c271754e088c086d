package gatehouse.aaa.radius;

import static gatehouse.radius.ErrorCause.INVALID_ATTRIBUTE_VALUE;
import static gatehouse.radius.ErrorCause.INVALID_REQUEST;
import static gatehouse.radius.ErrorCause.MISSING_ATTRIBUTE;
import static gatehouse.radius.ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED;
import static gatehouse.radius.ErrorCause.NAS_IDENTIFICATION_MISMATCH;
import static gatehouse.radius.ErrorCause.SESSION_CONTEXT_NOT_FOUND;
import static gatehouse.radius.ErrorCause.UNSUPPORTED_ATTRIBUTE;
import static gatehouse.radius.ErrorCause.UNSUPPORTED_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.radius.ChangeTranslator.Change;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeTranslatorTest {
    private static final Session ALICE = SomeSession.alice();
    private static final Session BOB =
            SomeSession.of("s-bob", "bob", "0A0B0C0D0000000200000002", "10.0.0.2", "198.51.100.2");
    private static final Session BOB_AGAIN =
            SomeSession.of("s-bob-2", "bob", "0A0B0C0D0000000300000003", "10.0.0.3", "198.51.100.2");
    private static final Attribute FILTER = Attributes.FILTER_ID.of("strict");

    private final SessionDirectory directory = new SessionDirectory();
    private final ChangeTranslator one = new ChangeTranslator(SomeSession.NAS, false);
    private final ChangeTranslator several = new ChangeTranslator(SomeSession.NAS, true);

    ChangeTranslatorTest() {
        List.of(ALICE, BOB, BOB_AGAIN).forEach(directory::put);
    }

    /// Everything that names a session, with the name by which the log knows it.
    private static List<Attribute> names(Session session) {
        return List.of(
                Attributes.ACCT_SESSION_ID.of(session.id().text()),
                Attributes.CISCO_AVPAIR.of("audit-session-id=" + session.auditSessionId()),
                Attributes.USER_NAME.of(session.user()),
                Attributes.FRAMED_IP_ADDRESS.of(session.addresses().get(0)),
                Attributes.FRAMED_IPV6_ADDRESS.of(session.addresses().get(1)),
                Attributes.CALLING_STATION_ID.of(
                        Addresses.text(session.path().remote().getAddress())));
    }

    private static final List<String> NAMES_IN_THE_LOG = List.of(
            "Acct-Session-Id",
            "audit-session-id",
            "User-Name",
            "Framed-IP-Address",
            "Framed-IPv6-Address",
            "Calling-Station-Id");

    @Test
    void anyCombinationOfNamesEndsTheSession() {
        List<Attribute> names = names(ALICE);
        for (int combination = 1; combination < 1 << names.size(); combination++) {
            var chosen = new ArrayList<Attribute>();
            for (int i = 0; i < names.size(); i++) if ((combination & 1 << i) != 0) chosen.add(names.get(i));
            assertThat(disconnect(one, chosen)).as("%s", chosen).isEqualTo(ends(ALICE));
        }
    }

    @Test
    void anyContradictionEndsNobodyAndIsNamed() {
        List<Attribute> alice = names(ALICE);
        List<Attribute> bob = names(BOB);
        for (int i = 0; i < alice.size(); i++) {
            for (int j = 0; j < bob.size(); j++) {
                if (i == j) continue;
                Change.Refuse refused = refused(disconnect(several, List.of(alice.get(i), bob.get(j))));
                assertThat(refused.cause()).isEqualTo(SESSION_CONTEXT_NOT_FOUND);
                int at = i;
                int other = j;
                assertThat(refused.reason())
                        .contains("did not match")
                        .satisfiesAnyOf(
                                reason -> assertThat(reason).startsWith(NAMES_IN_THE_LOG.get(at)),
                                reason -> assertThat(reason).startsWith(NAMES_IN_THE_LOG.get(other)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void whatNobodyHasIsNamed(Attribute attribute, String reason) {
        assertThat(disconnect(several, List.of(attribute)))
                .isEqualTo(new Change.Refuse(SESSION_CONTEXT_NOT_FOUND, reason));
    }

    static Stream<Arguments> whatNobodyHasIsNamed() {
        return Stream.of(
                arguments(
                        Attributes.ACCT_SESSION_ID.of("s-x"),
                        "Acct-Session-Id 's-x' did not match: no session has it"),
                arguments(
                        Attributes.CISCO_AVPAIR.of("audit-session-id=00"),
                        "audit-session-id '00' did not match: no session has it"),
                arguments(Attributes.USER_NAME.of("Alice"), "User-Name 'Alice' did not match: no session has it"),
                arguments(
                        Attributes.FRAMED_IP_ADDRESS.of(Addresses.parse("10.0.0.9")),
                        "Framed-IP-Address '10.0.0.9' did not match: no session has it"),
                arguments(
                        Attributes.FRAMED_IPV6_ADDRESS.of(Addresses.parse("fd00::9")),
                        "Framed-IPv6-Address 'fd00::9' did not match: no session has it"),
                arguments(
                        Attributes.CALLING_STATION_ID.of("198.51.100.9"),
                        "Calling-Station-Id '198.51.100.9' did not match: no session has it"));
    }

    @Test
    void spellingsThatServersUseAreUnderstood() {
        assertThat(disconnect(one, List.of(Attributes.CALLING_STATION_ID.of("198.51.100.1[61000]"))))
                .isEqualTo(ends(ALICE));
        assertThat(disconnect(one, List.of(Attributes.CISCO_AVPAIR.of("Audit-Session-Id=0a0b0c0d0000000100000001"))))
                .isEqualTo(ends(ALICE));
    }

    @Test
    void severalSessionsAreMeantOnlyWhereThatIsAllowed() {
        List<Attribute> bob = List.of(Attributes.USER_NAME.of("bob"));
        assertThat(disconnect(one, bob))
                .isEqualTo(new Change.Refuse(MULTIPLE_SESSION_SELECTION_UNSUPPORTED, "2 sessions are meant"));
        assertThat(disconnect(several, bob)).isInstanceOfSatisfying(Change.Act.class, act -> {
            assertThat(act.commands()).extracting(SessionCommand::session)
                    .containsExactlyInAnyOrder(new SessionId("s-bob"), new SessionId("s-bob-2"));
        });
        assertThat(disconnect(one, List.of(bob.getFirst(), Attributes.ACCT_SESSION_ID.of("s-bob-2"))))
                .isEqualTo(ends(BOB_AGAIN));
    }

    @ParameterizedTest
    @CsvSource({"5, SESSION_TIMEOUT", "6, ADMIN_RESET", "1, USER_REQUEST", "99, ADMIN_RESET"})
    void theServersReasonIsKept(long code, TerminateCause cause) {
        assertThat(disconnect(one, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.ACCT_TERMINATE_CAUSE.of(code))))
                .isEqualTo(new Change.Act(List.of(new SessionCommand.Disconnect(
                        ALICE.id(), cause, "Disconnect-Request from ise"))));
    }

    @Test
    void aNewSessionTimeoutIsSet() {
        assertThat(change(one, List.of(Attributes.USER_NAME.of("alice"), Attributes.SESSION_TIMEOUT.of(600L))))
                .isEqualTo(new Change.Act(
                        List.of(new SessionCommand.ChangeTimeout(ALICE.id(), Duration.ofMinutes(10)))));
    }

    @Test
    void whatHasNoEffectDoesNotMatter() {
        var attributes = new ArrayList<>(List.of(
                Attributes.USER_NAME.of("alice"),
                Attributes.EVENT_TIMESTAMP.of(1L),
                Attributes.MESSAGE_AUTHENTICATOR.of(Bytes.wrap(new byte[16])),
                Attributes.PROXY_STATE.of(Bytes.ofUtf8("p")),
                Attributes.NAS_PORT.of(1L),
                Attributes.NAS_PORT_ID.of("staff"),
                Attributes.NAS_PORT_TYPE.of(5L),
                Attributes.CALLED_STATION_ID.of("192.0.2.1"),
                Attributes.REPLY_MESSAGE.of("bye"),
                Attributes.NAS_IDENTIFIER.of("gateway"),
                Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.1")),
                Attributes.NAS_IPV6_ADDRESS.of(Addresses.parse("2001:db8::1"))));
        assertThat(disconnect(one, attributes)).isEqualTo(ends(ALICE));
    }

    @ParameterizedTest
    @MethodSource
    void aRefusalHasItsCause(boolean disconnect, ErrorCause cause, String reason, List<Attribute> attributes) {
        Change change = disconnect ? disconnect(several, attributes) : change(several, attributes);
        assertThat(change).isEqualTo(new Change.Refuse(cause, reason));
    }

    static Stream<Arguments> aRefusalHasItsCause() {
        Attribute alice = Attributes.USER_NAME.of("alice");
        Attribute timeout = Attributes.SESSION_TIMEOUT.of(60L);
        return Stream.of(
                // 401
                refusal(true, UNSUPPORTED_ATTRIBUTE, "attribute 11 is not supported", alice, FILTER),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "attribute 11 is not supported", alice, timeout, FILTER),
                refusal(true, UNSUPPORTED_ATTRIBUTE, "attribute 6 is not supported",
                        alice, Attributes.SERVICE_TYPE.of(17L)),
                refusal(true, UNSUPPORTED_ATTRIBUTE, "Session-Timeout in a Disconnect-Request is not supported",
                        alice, timeout),
                refusal(true, UNSUPPORTED_ATTRIBUTE,
                        "Cisco-AVPair 'subscriber:command=reauthenticate' is not supported",
                        alice, Attributes.CISCO_AVPAIR.of("subscriber:command=reauthenticate")),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "attribute 26 is not supported",
                        alice, timeout, new Attribute(26, Bytes.fromHex("00000c04 5503 61"))),
                // A second part of a vendor's attribute is not overlooked.
                refusal(true, UNSUPPORTED_ATTRIBUTE, "attribute 26 is not supported",
                        new Attribute(26, Bytes.concat(
                                Attributes.CISCO_AVPAIR.of("audit-session-id=" + ALICE.auditSessionId()).value(),
                                Bytes.fromHex("0203 61")))),
                // 402
                refusal(true, MISSING_ATTRIBUTE, "no attribute names a session"),
                refusal(true, MISSING_ATTRIBUTE, "no attribute names a session", Attributes.NAS_PORT.of(1L)),
                refusal(false, MISSING_ATTRIBUTE, "no attribute names a session", timeout),
                refusal(false, MISSING_ATTRIBUTE, "the request changes nothing", alice),
                // 403
                refusal(true, NAS_IDENTIFICATION_MISMATCH, "NAS-Identifier 'elsewhere' is not ours",
                        alice, Attributes.NAS_IDENTIFIER.of("elsewhere")),
                refusal(true, NAS_IDENTIFICATION_MISMATCH, "NAS-IP-Address '192.0.2.2' is not ours",
                        alice, Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.2"))),
                refusal(false, NAS_IDENTIFICATION_MISMATCH, "NAS-IPv6-Address '2001:db8::2' is not ours",
                        alice, timeout, Attributes.NAS_IPV6_ADDRESS.of(Addresses.parse("2001:db8::2"))),
                // 404
                refusal(true, INVALID_REQUEST, "Framed-IP-Address is no address",
                        alice, new Attribute(8, Bytes.fromHex("0a0000"))),
                refusal(true, INVALID_REQUEST, "Framed-IPv6-Address is no address",
                        alice, new Attribute(168, Bytes.fromHex("0a0000"))),
                refusal(true, INVALID_REQUEST, "User-Name is empty", new Attribute(1, Bytes.EMPTY)),
                refusal(true, INVALID_REQUEST, "User-Name is empty",
                        Attributes.ACCT_SESSION_ID.of("s-alice"), new Attribute(1, Bytes.EMPTY)),
                refusal(true, INVALID_REQUEST, "Acct-Session-Id is empty", alice, new Attribute(44, Bytes.EMPTY)),
                refusal(false, INVALID_REQUEST, "Session-Timeout is no number",
                        alice, new Attribute(27, Bytes.fromHex("3c"))),
                refusal(true, INVALID_REQUEST, "NAS-IP-Address is no address",
                        alice, new Attribute(4, Bytes.fromHex("c00002"))),
                refusal(true, INVALID_REQUEST, "NAS-IPv6-Address is no address",
                        alice, new Attribute(95, Bytes.fromHex("c0000201"))),
                // 405
                refusal(false, UNSUPPORTED_SERVICE, "Service-Type is not supported",
                        alice, Attributes.SERVICE_TYPE.of(17L)),
                // 407
                refusal(true, INVALID_ATTRIBUTE_VALUE, "Calling-Station-Id is no address",
                        alice, Attributes.CALLING_STATION_ID.of("00-11-22-33-44-55")));
    }

    @Test
    void aNasAddressOfAFamilyThatWeHaveNoneOfIsNotForeign() {
        var ipv4Only = new ChangeTranslator(new NasIdentity("gateway", List.of(Addresses.parse("192.0.2.1"))), false);
        assertThat(disconnect(ipv4Only, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.NAS_IPV6_ADDRESS.of(Addresses.parse("2001:db8::9")))))
                .isEqualTo(ends(ALICE));
    }

    private static Arguments refusal(boolean disconnect, ErrorCause cause, String reason, Attribute... attributes) {
        return arguments(disconnect, cause, reason, List.of(attributes));
    }

    private static Change ends(Session session) {
        return new Change.Act(List.of(new SessionCommand.Disconnect(
                session.id(), TerminateCause.ADMIN_RESET, "Disconnect-Request from ise")));
    }

    private static Change.Refuse refused(Change change) {
        assertThat(change).isInstanceOf(Change.Refuse.class);
        return (Change.Refuse) change;
    }

    private Change disconnect(ChangeTranslator translator, List<Attribute> attributes) {
        return translate(translator, RadiusCode.DISCONNECT_REQUEST, attributes);
    }

    private Change change(ChangeTranslator translator, List<Attribute> attributes) {
        return translate(translator, RadiusCode.COA_REQUEST, attributes);
    }

    private Change translate(ChangeTranslator translator, RadiusCode code, List<Attribute> attributes) {
        var request = new RadiusPacket(code, 1, Bytes.wrap(new byte[16]), attributes);
        return translator.translate(request, "ise", directory);
    }
}
