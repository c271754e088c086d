package gatehouse.aaa.radius;

import static gatehouse.radius.ErrorCause.INVALID_ATTRIBUTE_VALUE;
import static gatehouse.radius.ErrorCause.INVALID_REQUEST;
import static gatehouse.radius.ErrorCause.MISSING_ATTRIBUTE;
import static gatehouse.radius.ErrorCause.MULTIPLE_SESSION_SELECTION_UNSUPPORTED;
import static gatehouse.radius.ErrorCause.NAS_IDENTIFICATION_MISMATCH;
import static gatehouse.radius.ErrorCause.SESSION_CONTEXT_NOT_FOUND;
import static gatehouse.radius.ErrorCause.UNSUPPORTED_ATTRIBUTE;
import static gatehouse.radius.ErrorCause.UNSUPPORTED_EXTENSION;
import static gatehouse.radius.ErrorCause.UNSUPPORTED_SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.Direction;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.aaa.Origin;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    private static final Grant NOTHING = new Grant(new Origin(Origin.Source.CHANGE, "ise", "", ""), List.of());
    private static final long SEED = 5176;
    private static final int MUTATIONS = 20_000;
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
                Attributes.ACCT_MULTI_SESSION_ID.of(session.multiSessionId()),
                Attributes.USER_NAME.of(session.user()),
                Attributes.FRAMED_IP_ADDRESS.of(session.addresses().get(0)),
                Attributes.FRAMED_IPV6_ADDRESS.of(session.addresses().get(1)),
                Attributes.CALLING_STATION_ID.of(
                        Addresses.text(session.path().remote().getAddress())));
    }

    private static final List<String> NAMES_IN_THE_LOG = List.of(
            "Acct-Session-Id",
            "audit-session-id",
            "Acct-Multi-Session-Id",
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

    /// What may change on a live session, and what is wanted then.
    @ParameterizedTest
    @MethodSource
    void aChangeIsReadAsALoginIs(List<Attribute> attributes, List<String> granted, boolean rerun) {
        AuthorizationChange change = altered(attributes);
        assertThat(change.grant().origin()).isEqualTo(new Origin(Origin.Source.CHANGE, "ise", "", ""));
        assertThat(change.grant().values().stream().map(value -> value.name() + ": " + value.text()))
                .isEqualTo(granted);
        assertThat(change.rerun()).isEqualTo(rerun);
        assertThat(change.reauthenticate()).isFalse();
        assertThat(change.activated()).isEmpty();
        assertThat(change.deactivated()).isEmpty();
    }

    static Stream<Arguments> aChangeIsReadAsALoginIs() {
        return Stream.of(
                changes(List.of("session-timeout: 600s"), Attributes.SESSION_TIMEOUT.of(600L)),
                changes(List.of("idle-timeout: none", "interim-interval: 60s"),
                        Attributes.IDLE_TIMEOUT.of(0L), Attributes.ACCT_INTERIM_INTERVAL.of(60L)),
                changes(List.of("termination-action: reauthenticate"), new Attribute(29, Bytes.fromHex("00000001"))),
                changes(List.of("class: 01"), Attributes.CLASS.of(Bytes.fromHex("01"))),
                changes(List.of("access-list-in: strict"), FILTER),
                changes(List.of("inacl: deny ip any any", "outacl: permit ip any any"),
                        pair("ip:inacl#1=deny ip any any"), pair("ip:outacl#1=permit ip any any")),
                changes(List.of("filter-rule: deny in ip from any to any"),
                        new Attribute(92, Bytes.ofUtf8("deny in ip from any to any"))),
                // ISE's push of posture, to FlexVPN and to ASA.
                changes(List.of("interface-config: ip access-group QUARANTINE in"),
                        pair("ip:interface-config=ip access-group QUARANTINE in")),
                changes(List.of("downloadable-access-list: #ACSACL#-IP-x-1"),
                        pair("coa-push=true"), pair("ACS:CiscoSecure-Defined-ACL=#ACSACL#-IP-x-1")),
                changes(List.of("qos-policy-in: gold", "qos-policy-out: silver"),
                        pair("ip:sub-qos-policy-in=gold"), Attribute.ofVendor(9, 38, Bytes.ofUtf8("silver"))),
                changes(List.of("security-group-tag: 0010-00"), pair("cts:security-group-tag=0010-00")),
                changes(List.of("route-set: 10.0.0.0/8", "framed-route: 10.7.0.0/16", "dns: 10.0.0.53"),
                        pair("ipsec:route-set=prefix 10.0.0.0/8"), new Attribute(22, Bytes.ofUtf8("10.7.0.0/16")),
                        Attributes.MS_PRIMARY_DNS_SERVER.of(Addresses.parse("10.0.0.53"))),
                changes(List.of("split-dns: a.example", "split-dns: b.example", "banner: Hello"),
                        pair("ipsec:split-dns=a.example b.example"), pair("ipsec:banner=Hello")),
                // Another group gets what that group gets.
                arguments(List.of(Attributes.CLASS.of(Bytes.ofUtf8("OU=late;"))),
                        List.of("class: " + Bytes.ofUtf8("OU=late;").hex(), "group: late"), true));
    }

    private static Arguments changes(List<String> granted, Attribute... attributes) {
        return arguments(List.of(attributes), granted, false);
    }

    @ParameterizedTest
    @CsvSource({
        "'', false", "subscriber:reauthenticate-type=last, false", "subscriber:reauthenticate-type=rerun, true",
        "subscriber:reathenticate-type=rerun, true", "Subscriber:Reauthenticate-Type=Rerun, true"
    })
    void aClientHasToProveItselfAgain(String type, boolean rerun) {
        var attributes = new ArrayList<>(List.of(pair("subscriber:command=reauthenticate")));
        if (!type.isEmpty()) attributes.add(pair(type));
        assertThat(altered(attributes)).isEqualTo(new AuthorizationChange(
                NOTHING, rerun, true, List.of(), List.of()));
    }

    @Test
    void servicesComeAndGo() {
        AuthorizationChange comes = new AuthorizationChange(NOTHING, false, false, List.of("guest"), List.of());
        AuthorizationChange goes = new AuthorizationChange(NOTHING, false, false, List.of(), List.of("guest"));
        Attribute name = pair("subscriber:service-name=guest");
        assertThat(altered(List.of(name))).isEqualTo(comes);
        assertThat(altered(List.of(pair("subscriber:command=activate-service"), name))).isEqualTo(comes);
        assertThat(altered(List.of(Attribute.ofVendor(9, 60, Bytes.ofUtf8("guest"))))).isEqualTo(comes);
        assertThat(altered(List.of(Attribute.ofVendor(9, 252, Bytes.ofUtf8("\u000bguest"))))).isEqualTo(comes);
        assertThat(altered(List.of(name, pair("subscriber:command=deactivate-service")))).isEqualTo(goes);
        assertThat(altered(List.of(Attribute.ofVendor(9, 63, Bytes.ofUtf8("guest"))))).isEqualTo(goes);
        assertThat(altered(List.of(Attribute.ofVendor(9, 252, Bytes.ofUtf8("\u000cguest"))))).isEqualTo(goes);
    }

    @Test
    void commandsForPortsOfSwitchesEndTheSessionWhereThatIsThePolicy() {
        var ending = new ChangeTranslator(
                List.of(SomeSession.NAS), OperatorIdentity.NONE, false, ChangeTranslator.PortCommands.DISCONNECT,
                Strictness.USUAL);
        for (String command : List.of("bounce-host-port", "disable-host-port")) {
            List<Attribute> attributes =
                    List.of(Attributes.USER_NAME.of("alice"), pair("subscriber:command=" + command));
            assertThat(change(ending, attributes)).isEqualTo(new Change.Act(List.of(new SessionCommand.Disconnect(
                    ALICE.id(), TerminateCause.ADMIN_RESET, command + " from ise"))));
        }
        assertThat(change(ending, List.of(
                Attributes.USER_NAME.of("alice"), pair("subscriber:command=bounce-host-port"), FILTER)))
                .isEqualTo(new Change.Refuse(
                        INVALID_REQUEST, "subscriber:command: 'bounce-host-port' goes with no other change"));
    }

    @Test
    void aChangeOfSeveralSessionsIsDoneWhereThatIsAllowed() {
        List<Attribute> bob = List.of(Attributes.USER_NAME.of("bob"), FILTER);
        assertThat(change(one, bob))
                .isEqualTo(new Change.Refuse(MULTIPLE_SESSION_SELECTION_UNSUPPORTED, "2 sessions are meant"));
        assertThat(change(several, bob)).isInstanceOfSatisfying(Change.Alter.class,
                alter -> assertThat(alter.sessions())
                        .containsExactlyInAnyOrder(new SessionId("s-bob"), new SessionId("s-bob-2")));
    }

    @Test
    void anAttributeThatIsIgnoredByNameRefusesNothing() {
        var lenient = new ChangeTranslator(List.of(SomeSession.NAS), OperatorIdentity.NONE, false,
                ChangeTranslator.PortCommands.REFUSE,
                new Strictness(Map.of("shell:priv-lvl", Strictness.Reaction.IGNORE), false));
        Attribute pair = pair("shell:priv-lvl=15");
        assertThat(change(lenient, List.of(Attributes.USER_NAME.of("alice"), FILTER, pair)))
                .isInstanceOfSatisfying(Change.Alter.class, alter -> assertThat(alter.change().grant().values())
                        .containsExactly(new Granted.NamedAccessList(Direction.IN, "strict")));
        assertThat(disconnect(lenient, List.of(Attributes.USER_NAME.of("alice"), pair))).isEqualTo(ends(ALICE));
    }

    @Test
    void whatRadiusGaveNamesASessionToo() {
        assertThat(disconnect(one, List.of(Attributes.CLASS.of(Bytes.ofUtf8("class of alice")))))
                .isEqualTo(ends(ALICE));
        Attribute payer = Attributes.CHARGEABLE_USER_IDENTITY.of(Bytes.ofUtf8("payer of alice"));
        assertThat(disconnect(one, List.of(payer))).isEqualTo(ends(ALICE));
        assertThat(change(one, List.of(payer, FILTER))).isInstanceOfSatisfying(
                Change.Alter.class, alter -> assertThat(alter.sessions()).containsExactly(ALICE.id()));
        // fd00::1, as a prefix with an interface identifier.
        assertThat(disconnect(one, List.of(
                new Attribute(97, Bytes.fromHex("0040fd00000000000000")),
                new Attribute(96, Bytes.fromHex("0000000000000001"))))).isEqualTo(ends(ALICE));
        assertThat(disconnect(one, List.of(
                new Attribute(97, Bytes.fromHex("0080fd000000000000000000000000000001"))))).isEqualTo(ends(ALICE));
    }

    @Test
    void theConnectionTellsSessionsApartAndNamesNone() {
        Attribute staff = Attributes.NAS_PORT_ID.of("staff");
        assertThat(disconnect(one, List.of(staff, Attributes.USER_NAME.of("alice")))).isEqualTo(ends(ALICE));
        assertThat(disconnect(one, List.of(Attributes.NAS_PORT_ID.of("guests"), Attributes.USER_NAME.of("alice"))))
                .isEqualTo(new Change.Refuse(SESSION_CONTEXT_NOT_FOUND, "NAS-Port-Id 'guests' did not match: "
                        + "the session that User-Name alice names has another"));
        assertThat(disconnect(several, List.of(staff)))
                .isEqualTo(new Change.Refuse(MISSING_ATTRIBUTE, "no attribute names a session"));
    }

    private AuthorizationChange altered(List<Attribute> attributes) {
        var all = new ArrayList<Attribute>();
        all.add(Attributes.USER_NAME.of("alice"));
        all.addAll(attributes);
        Change change = change(one, all);
        assertThat(change).isInstanceOf(Change.Alter.class);
        assertThat(((Change.Alter) change).sessions()).containsExactly(ALICE.id());
        return ((Change.Alter) change).change();
    }

    private static Attribute pair(String text) {
        return Attributes.CISCO_AVPAIR.of(text);
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
                refusal(true, UNSUPPORTED_ATTRIBUTE, "Filter-Id: it means nothing in a Disconnect-Request", alice,
                        FILTER),
                refusal(true, UNSUPPORTED_ATTRIBUTE, "Service-Type: it means nothing in a Disconnect-Request",
                        alice, Attributes.SERVICE_TYPE.of(17L)),
                refusal(true, UNSUPPORTED_ATTRIBUTE, "Session-Timeout: it means nothing in a Disconnect-Request",
                        alice, timeout),
                refusal(true, UNSUPPORTED_ATTRIBUTE, "subscriber:command: it means nothing in a Disconnect-Request",
                        alice, pair("subscriber:command=reauthenticate")),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "CVPN3000-Tunnel-Group-Lock: there is no lock of profiles here",
                        alice, timeout, new Attribute(26, Bytes.fromHex("00000c04 5503 61"))),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "shell:priv-lvl: nothing here acts on 'shell:priv-lvl=15'",
                        alice, timeout, pair("shell:priv-lvl=15")),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "ip:inalc: nothing here acts on 'ip:inalc#1=permit ip any any'",
                        alice, pair("ip:inacl#1=permit ip any any"), pair("ip:inalc#1=permit ip any any")),
                refusal(false, UNSUPPORTED_ATTRIBUTE, "attribute 200: nothing here acts on it",
                        alice, timeout, new Attribute(200, Bytes.EMPTY)),
                refusal(false, UNSUPPORTED_ATTRIBUTE,
                        "pool: it cannot change while the session lives: a session keeps its address",
                        alice, timeout, Attributes.FRAMED_POOL.of("staff")),
                refusal(false, UNSUPPORTED_ATTRIBUTE,
                        "session-limit: it cannot change while the session lives: it is looked at when a session begins",
                        alice, new Attribute(62, Bytes.fromHex("00000002"))),
                refusal(false, UNSUPPORTED_ATTRIBUTE,
                        "ikev2-password-remote: it cannot change while the session lives: keys are for logins",
                        alice, pair("ipsec:ikev2-password-remote=hush")),
                // A second part of a vendor's attribute is not overlooked.
                refusal(true, UNSUPPORTED_ATTRIBUTE, "Cisco-NAS-Port: it means nothing in a Disconnect-Request",
                        new Attribute(26, Bytes.concat(
                                Attributes.CISCO_AVPAIR.of("audit-session-id=" + ALICE.auditSessionId()).value(),
                                Bytes.fromHex("0203 61")))),
                // 402
                refusal(true, MISSING_ATTRIBUTE, "no attribute names a session"),
                refusal(true, MISSING_ATTRIBUTE, "no attribute names a session", Attributes.NAS_PORT.of(1L)),
                refusal(false, MISSING_ATTRIBUTE, "no attribute names a session", timeout),
                refusal(false, MISSING_ATTRIBUTE, "the request changes nothing", alice),
                refusal(false, MISSING_ATTRIBUTE, "the request changes nothing", alice, pair("coa-push=true")),
                refusal(false, MISSING_ATTRIBUTE,
                        "subscriber:command=activate-service is without subscriber:service-name",
                        alice, pair("subscriber:command=activate-service")),
                refusal(false, MISSING_ATTRIBUTE,
                        "subscriber:reauthenticate-type is without subscriber:command=reauthenticate",
                        alice, timeout, pair("subscriber:reauthenticate-type=last")),
                refusal(true, MISSING_ATTRIBUTE, "Framed-IPv6-Prefix is without Framed-Interface-Id",
                        new Attribute(97, Bytes.fromHex("0040fd00000000000000"))),
                refusal(true, MISSING_ATTRIBUTE, "Framed-Interface-Id is without Framed-IPv6-Prefix",
                        alice, new Attribute(96, Bytes.fromHex("0000000000000001"))),
                // 403
                refusal(true, NAS_IDENTIFICATION_MISMATCH, "NAS-Identifier 'elsewhere' is not ours",
                        alice, Attributes.NAS_IDENTIFIER.of("elsewhere")),
                refusal(true, NAS_IDENTIFICATION_MISMATCH, "NAS-IP-Address '192.0.2.2' is not ours",
                        alice, Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.2"))),
                refusal(false, NAS_IDENTIFICATION_MISMATCH, "NAS-IPv6-Address '2001:db8::2' is not ours",
                        alice, timeout, Attributes.NAS_IPV6_ADDRESS.of(Addresses.parse("2001:db8::2"))),
                // 404
                refusal(true, INVALID_REQUEST, "Framed-IP-Address: its value has the wrong length",
                        alice, new Attribute(8, Bytes.fromHex("0a0000"))),
                refusal(true, INVALID_REQUEST, "Framed-IPv6-Address: its value has the wrong length",
                        alice, new Attribute(168, Bytes.fromHex("0a0000"))),
                refusal(true, INVALID_REQUEST, "Framed-IPv6-Prefix: its value has the wrong length",
                        alice, new Attribute(97, Bytes.fromHex("00"))),
                refusal(true, INVALID_REQUEST, "Framed-Interface-Id: its value has the wrong length",
                        alice, new Attribute(97, Bytes.fromHex("0040fd00000000000000")),
                        new Attribute(96, Bytes.fromHex("01"))),
                refusal(true, INVALID_REQUEST, "User-Name: its value has the wrong length",
                        Attributes.ACCT_SESSION_ID.of("s-alice"), new Attribute(1, Bytes.EMPTY)),
                refusal(true, INVALID_REQUEST, "Acct-Session-Id: its value has the wrong length",
                        alice, new Attribute(44, Bytes.EMPTY)),
                refusal(true, INVALID_REQUEST, "audit-session-id: 'audit-session-id' is no pair of name and value",
                        alice, pair("audit-session-id")),
                refusal(false, INVALID_REQUEST, "Session-Timeout: its value has the wrong length",
                        alice, new Attribute(27, Bytes.fromHex("3c"))),
                refusal(false, INVALID_REQUEST, "attribute 26 of vendor 9: its parts do not fit",
                        alice, timeout, new Attribute(26, Bytes.fromHex("00000009 0109 61"))),
                refusal(false, INVALID_REQUEST,
                        "subscriber:command: 'reauthenticate' comes after 'activate-service'",
                        alice, pair("subscriber:command=activate-service"), pair("subscriber:command=reauthenticate")),
                refusal(true, INVALID_REQUEST, "NAS-IP-Address: its value has the wrong length",
                        alice, new Attribute(4, Bytes.fromHex("c00002"))),
                refusal(true, INVALID_REQUEST, "NAS-IPv6-Address: its value has the wrong length",
                        alice, new Attribute(95, Bytes.fromHex("c0000201"))),
                // 405
                refusal(false, UNSUPPORTED_SERVICE, "Service-Type: no service can be asked for",
                        alice, Attributes.SERVICE_TYPE.of(17L)),
                // 406
                refusal(false, UNSUPPORTED_EXTENSION, "subscriber:command: 'bounce-host-port' is for ports of switches",
                        alice, pair("subscriber:command=bounce-host-port")),
                refusal(false, UNSUPPORTED_EXTENSION,
                        "subscriber:command: 'disable-host-port' is for ports of switches",
                        alice, pair("subscriber:command=disable-host-port")),
                refusal(false, UNSUPPORTED_EXTENSION, "subscriber:command: 'session-query' is not supported",
                        alice, pair("subscriber:command=session-query")),
                refusal(false, UNSUPPORTED_EXTENSION, "Cisco-Command-Code: command 4 is not supported",
                        alice, Attribute.ofVendor(9, 252, Bytes.fromHex("04"))),
                // 407
                refusal(true, INVALID_ATTRIBUTE_VALUE, "Calling-Station-Id: '00-11-22-33-44-55' is no address",
                        alice, Attributes.CALLING_STATION_ID.of("00-11-22-33-44-55")),
                refusal(false, INVALID_ATTRIBUTE_VALUE,
                        "cts:security-group-tag: 'staff' is no tag and generation, as in 0010-00",
                        alice, timeout, pair("cts:security-group-tag=staff")),
                refusal(false, INVALID_ATTRIBUTE_VALUE,
                        "subscriber:reauthenticate-type: 'first' is neither 'last' nor 'rerun'",
                        alice, pair("subscriber:command=reauthenticate"), pair("subscriber:reauthenticate-type=first")),
                refusal(false, INVALID_ATTRIBUTE_VALUE, "subscriber:service-name: it is empty",
                        alice, pair("subscriber:service-name=")));
    }

    /// Whatever octets come, the answer is a change or a reason.
    @Test
    void mutatedRequestsAreAnswered() {
        var random = new Random(SEED);
        List<List<Attribute>> originals = Stream.concat(aRefusalHasItsCause(), aChangeIsReadAsALoginIs())
                .map(arguments -> attributes(arguments.get()))
                .toList();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var attributes = new ArrayList<>(names(ALICE).subList(0, random.nextInt(3)));
            for (Attribute attribute : originals.get(random.nextInt(originals.size()))) {
                byte[] octets = attribute.value().toArray();
                if (octets.length > 0) octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
                attributes.add(new Attribute(attribute.type(), Bytes.wrap(octets)));
            }
            try {
                Change change = random.nextBoolean() ? change(several, attributes) : disconnect(several, attributes);
                if (change instanceof Change.Refuse(var _, var reason)) {
                    refused++;
                    assertThat(reason).isNotEmpty();
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", mutation " + i + ": " + attributes, e);
            }
        }
        assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS - MUTATIONS / 100);
    }

    @SuppressWarnings("unchecked")
    private static List<Attribute> attributes(Object[] arguments) {
        return (List<Attribute>) Stream.of(arguments).filter(List.class::isInstance).findFirst().orElseThrow();
    }

    @Test
    void aNasAddressOfAFamilyThatWeHaveNoneOfIsNotForeign() {
        var ipv4Only = new ChangeTranslator(new NasIdentity("gateway", List.of(Addresses.parse("192.0.2.1"))), false);
        assertThat(disconnect(ipv4Only, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.NAS_IPV6_ADDRESS.of(Addresses.parse("2001:db8::9")))))
                .isEqualTo(ends(ALICE));
    }

    @Test
    void whoWeAreToAnyGroupOfServersIsOurs() {
        var tenants = new ChangeTranslator(
                List.of(
                        new NasIdentity("red", List.of(Addresses.parse("192.0.2.1"))),
                        new NasIdentity("blue", List.of(Addresses.parse("192.0.2.2")))),
                OperatorIdentity.NONE, false, ChangeTranslator.PortCommands.REFUSE, Strictness.USUAL);
        assertThat(disconnect(tenants, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.NAS_IDENTIFIER.of("blue"),
                Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.2"))))).isEqualTo(ends(ALICE));
        assertThat(disconnect(tenants, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.NAS_IDENTIFIER.of("green"))))
                .isEqualTo(new Change.Refuse(
                        ErrorCause.NAS_IDENTIFICATION_MISMATCH, "NAS-Identifier 'green' is not ours"));
        assertThat(disconnect(tenants, List.of(
                Attributes.USER_NAME.of("alice"), Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.3")))))
                .isEqualTo(new Change.Refuse(
                        ErrorCause.NAS_IDENTIFICATION_MISMATCH, "NAS-IP-Address '192.0.2.3' is not ours"));
    }

    @Test
    void whatProxiesSentHereByMistakeIsRefusedAndSaidWhichMistakeItIs() {
        var ours = new ChangeTranslator(
                List.of(SomeSession.NAS), new OperatorIdentity("Example.com", List.of("gate-7")), false,
                ChangeTranslator.PortCommands.REFUSE, Strictness.USUAL);
        Attribute alice = Attributes.USER_NAME.of("alice");
        Attribute us = Attributes.OPERATOR_NAME.of("1example.COM");
        Attribute others = Attributes.OPERATOR_NAME.of("1example.org");
        assertThat(disconnect(ours, List.of(alice, us, operatorNas("gate-7")))).isEqualTo(ends(ALICE));
        assertThat(change(ours, List.of(alice, us, operatorNas("gate-7"), FILTER))).isInstanceOf(Change.Alter.class);
        assertThat(disconnect(ours, List.of(alice, us))).isEqualTo(ends(ALICE));
        assertThat(disconnect(ours, List.of(alice, others, operatorNas("gate-7")))).isEqualTo(new Change.Refuse(
                ErrorCause.REQUEST_NOT_ROUTABLE, "Operator-Name '1example.org' is another's: we are of Example.com"));
        assertThat(disconnect(ours, List.of(alice, us, operatorNas("gate-8")))).isEqualTo(new Change.Refuse(
                ErrorCause.NAS_IDENTIFICATION_MISMATCH, "Operator-NAS-Identifier 'gate-8' is not ours"));
        assertThat(disconnect(ours, List.of(alice, operatorNas("gate-7")))).isEqualTo(new Change.Refuse(
                ErrorCause.INVALID_REQUEST, "Operator-NAS-Identifier is without Operator-Name"));
        assertThat(disconnect(ours, List.of(alice, us, operatorNas("gate-7"), operatorNas("gate-7"))))
                .isEqualTo(new Change.Refuse(
                        ErrorCause.INVALID_REQUEST, "Operator-Name or Operator-NAS-Identifier is there twice"));
        // Who has told us no realm lets the proxies before us route.
        assertThat(disconnect(one, List.of(alice, others))).isEqualTo(ends(ALICE));
    }

    private static Attribute operatorNas(String identifier) {
        return new Attribute(241, Bytes.concat(Bytes.copyOf((byte) 8), Bytes.ofUtf8(identifier)));
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
