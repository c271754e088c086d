package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.SomeSession.NAS;
import static gatehouse.aaa.radius.SomeSession.START;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.net.Usage;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccountingTranslatorTest {
    private static final List<Bytes> CLASSES = List.of(Bytes.ofUtf8("z"), Bytes.fromHex("00ff"), Bytes.ofUtf8("a"));
    private static final Duration LASTED = Duration.ofMinutes(90);

    private final AccountingTranslator translator = new AccountingTranslator(NAS);

    @Test
    void aStartTellsWhoAndWhere() {
        var start = new AccountingEvent.Start("servers", START, SomeSession.alice(), CLASSES);
        RadiusPacket request = request(start, START);
        assertThat(request.all(Attributes.CHARGEABLE_USER_IDENTITY)).containsExactly(Bytes.ofUtf8("payer of alice"));
        assertThat(request.all(Attributes.ACCT_STATUS_TYPE)).containsExactly(1L);
        identifies(request);
        assertThat(request.all(Attributes.EVENT_TIMESTAMP)).containsExactly(START.getEpochSecond());
        assertThat(request.all(Attributes.ACCT_DELAY_TIME)).containsExactly(0L);
        assertThat(request.all(Attributes.ACCT_SESSION_TIME)).isEmpty();
        assertThat(request.all(Attributes.ACCT_INPUT_OCTETS)).isEmpty();
        assertThat(request.all(Attributes.ACCT_TERMINATE_CAUSE)).isEmpty();
    }

    @Test
    void anInterimTellsWhatWasCarriedSoFar() {
        var usage = new Usage(1000, 10, 2000, 20);
        var interim = new AccountingEvent.Interim(
                "servers", START.plus(LASTED), SomeSession.alice(), CLASSES, usage);
        RadiusPacket request = request(interim, START.plus(LASTED));
        assertThat(request.all(Attributes.ACCT_STATUS_TYPE)).containsExactly(3L);
        identifies(request);
        assertThat(request.all(Attributes.ACCT_SESSION_TIME)).containsExactly(5400L);
        assertThat(request.all(Attributes.ACCT_INPUT_OCTETS)).containsExactly(1000L);
        assertThat(request.all(Attributes.ACCT_INPUT_PACKETS)).containsExactly(10L);
        assertThat(request.all(Attributes.ACCT_OUTPUT_OCTETS)).containsExactly(2000L);
        assertThat(request.all(Attributes.ACCT_OUTPUT_PACKETS)).containsExactly(20L);
        assertThat(request.all(Attributes.ACCT_TERMINATE_CAUSE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aStopTellsWhy(TerminateCause cause) {
        RadiusPacket request = request(stop(Usage.NONE, cause), START.plus(LASTED));
        assertThat(request.all(Attributes.ACCT_STATUS_TYPE)).containsExactly(2L);
        identifies(request);
        assertThat(request.all(Attributes.ACCT_SESSION_TIME)).containsExactly(5400L);
        assertThat(request.all(Attributes.ACCT_TERMINATE_CAUSE)).containsExactly((long) cause.code());
    }

    // RFC 2869, sections 5.1 and 5.2.
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0", "4294967295, 0, 4294967295", "4294967296, 1, 0", "4294967297, 1, 1",
        "1099511627775, 255, 4294967295", "9223372036854775807, 2147483647, 4294967295"
    })
    void octetsBeyond32BitsAreGigawords(long octets, long gigawords, long rest) {
        RadiusPacket in = request(stop(new Usage(octets, 1, 7, 1), TerminateCause.USER_REQUEST), START);
        assertThat(in.all(Attributes.ACCT_INPUT_GIGAWORDS)).containsExactly(gigawords);
        assertThat(in.all(Attributes.ACCT_INPUT_OCTETS)).containsExactly(rest);
        assertThat(in.all(Attributes.ACCT_OUTPUT_GIGAWORDS)).containsExactly(0L);
        RadiusPacket out = request(stop(new Usage(7, 1, octets, 1), TerminateCause.USER_REQUEST), START);
        assertThat(out.all(Attributes.ACCT_OUTPUT_GIGAWORDS)).containsExactly(gigawords);
        assertThat(out.all(Attributes.ACCT_OUTPUT_OCTETS)).containsExactly(rest);
        assertThat(out.all(Attributes.ACCT_INPUT_GIGAWORDS)).containsExactly(0L);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT0.999S, 0", "PT1S, 1", "PT61M, 3660", "PT-5S, 0"})
    void theDelayIsHowLateItIsSaid(Duration late, long seconds) {
        var start = new AccountingEvent.Start("servers", START, SomeSession.alice(), CLASSES);
        RadiusPacket request = request(start, START.plus(late));
        assertThat(request.all(Attributes.ACCT_DELAY_TIME)).containsExactly(seconds);
        assertThat(request.all(Attributes.EVENT_TIMESTAMP)).containsExactly(START.getEpochSecond());
    }

    @Test
    void classesThatNoPacketHoldsMakeRoomForTheRest() {
        List<Bytes> many = Collections.nCopies(20, Bytes.wrap(new byte[253]));
        var start = new AccountingEvent.Start("servers", START, SomeSession.alice(), many);
        RadiusPacket request = request(start, START);
        assertThat(request.all(Attributes.CLASS)).hasSizeBetween(10, 15);
        assertThat(request.all(Attributes.ACCT_SESSION_ID)).hasSize(1);
        assertThat(request.all(Attributes.USER_NAME)).hasSize(1);
    }

    @Test
    void whateverTheClassesWeighTheClientFindsRoomForTheRecord() {
        for (int length = 1; length <= 253; length++) {
            List<Bytes> many = Collections.nCopies(4096 / length, Bytes.wrap(new byte[length]));
            var start = new AccountingEvent.Start("servers", START, SomeSession.alice(), many);
            RadiusPacket request = request(start, START);
            assertThat(Authenticators.packetLength(request.attributes()))
                    .as("classes of %d octets", length)
                    .isBetween(4096 - 2 - length, 4096);
        }
    }

    @Test
    void aSessionThatBeganInTheFutureHasLastedNoTime() {
        var early = new AccountingEvent.Interim(
                "servers", START.minusSeconds(5), SomeSession.alice(), List.of(), Usage.NONE);
        assertThat(request(early, START).all(Attributes.ACCT_SESSION_TIME)).containsExactly(0L);
    }

    @Test
    void theGatewayTellsThatItComesAndGoes() {
        RadiusPacket up = request(new AccountingEvent.GatewayUp("servers", START), START.plusSeconds(2));
        assertThat(SomeSession.printed(up.attributes())).containsExactly(
                "40=00000007",
                "4=c0000201",
                "95=20010db8000000000000000000000001",
                "32=" + Bytes.ofUtf8("gateway").hex(),
                "55=%08x".formatted(START.getEpochSecond()),
                "41=00000002",
                "44=" + Bytes.ofUtf8("%08X".formatted(START.getEpochSecond())).hex());
        RadiusPacket down = request(new AccountingEvent.GatewayDown("servers", START), START);
        assertThat(down.all(Attributes.ACCT_STATUS_TYPE)).containsExactly(8L);
        assertThat(down.all(Attributes.USER_NAME)).isEmpty();
    }

    @Test
    void withoutAnAddressOfOurOwnWeAreTheOneThatTheClientCalled() {
        var nameless = new AccountingTranslator(new NasIdentity("gateway", List.of()));
        List<Attribute> ofSession = nameless.request(stop(Usage.NONE, TerminateCause.USER_REQUEST), START);
        assertThat(ofSession).contains(Attributes.NAS_IP_ADDRESS.of(Addresses.parse("192.0.2.1")));
        List<Attribute> ofAll = nameless.request(new AccountingEvent.GatewayUp("servers", START), START);
        assertThat(ofAll)
                .contains(Attributes.NAS_IDENTIFIER.of("gateway"))
                .noneMatch(Attributes.NAS_IP_ADDRESS::matches);
    }

    private static AccountingEvent.Stop stop(Usage usage, TerminateCause cause) {
        return new AccountingEvent.Stop(
                "servers", START.plus(LASTED), SomeSession.alice(), CLASSES, usage, cause, "because");
    }

    private static void identifies(RadiusPacket request) {
        assertThat(request.all(Attributes.USER_NAME)).containsExactly("alice");
        assertThat(request.all(Attributes.ACCT_SESSION_ID)).containsExactly("s-alice");
        assertThat(request.all(Attributes.NAS_IP_ADDRESS)).containsExactly(Addresses.parse("192.0.2.1"));
        assertThat(request.all(Attributes.NAS_IPV6_ADDRESS)).containsExactly(Addresses.parse("2001:db8::1"));
        assertThat(request.all(Attributes.NAS_IDENTIFIER)).containsExactly("gateway");
        assertThat(request.all(Attributes.NAS_PORT_TYPE)).containsExactly(5L);
        assertThat(request.all(Attributes.NAS_PORT_ID)).containsExactly("staff");
        assertThat(request.all(Attributes.SERVICE_TYPE)).containsExactly(2L);
        assertThat(request.all(Attributes.ACCT_AUTHENTIC)).containsExactly(1L);
        assertThat(request.all(Attributes.CALLED_STATION_ID)).containsExactly("192.0.2.1");
        assertThat(request.all(Attributes.CALLING_STATION_ID)).containsExactly("198.51.100.1");
        assertThat(request.all(Attributes.FRAMED_IP_ADDRESS)).containsExactly(Addresses.parse("10.0.0.1"));
        assertThat(request.all(Attributes.FRAMED_IPV6_ADDRESS)).containsExactly(Addresses.parse("fd00::1"));
        assertThat(request.all(Attributes.CISCO_AVPAIR))
                .containsExactly(
                        "audit-session-id=0A0B0C0D0000000100000001", "isakmp-initiator-id=alice@ike",
                        "cts:security-group-tag=000a-00");
        assertThat(request.all(Attributes.CLASS)).isEqualTo(CLASSES);
        assertThat(request.all(Attributes.FILTER_ID)).containsExactly("strict.in", "late.out");
    }

    private RadiusPacket request(AccountingEvent event, Instant now) {
        List<Attribute> attributes = translator.request(event, now);
        return new RadiusPacket(RadiusCode.ACCOUNTING_REQUEST, 0, Bytes.wrap(new byte[16]), attributes);
    }

    @Test
    void thePortOfTheClientIsToldWhereItIsWanted() {
        var told = new AccountingTranslator(new NasIdentity("gateway", List.of(), true));
        var start = new AccountingEvent.Start("servers", SomeSession.START, SomeSession.alice(), List.of());
        var remote = SomeSession.alice().path().remote();
        assertThat(told.request(start, SomeSession.START)).contains(Attributes.CALLING_STATION_ID.of(
                remote.getAddress().getHostAddress() + "[" + remote.getPort() + "]"));
    }
}
