package gatehouse.radius.dynauth;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.Authenticators.Verdict;
import gatehouse.radius.ErrorCause;
import gatehouse.radius.Radius11;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicAuthorizationTest {
    private static final Secret SECRET = Secret.ofUtf8("ise and us");
    private static final Secret OF_THE_NET = Secret.ofUtf8("everybody here");
    private static final InetSocketAddress ISE = from("192.0.2.9", 40000);
    private static final InetSocketAddress SLOW = from("192.0.2.77", 40000);
    private static final Attribute ALICE = Attributes.USER_NAME.of("alice");

    private final Authenticators authenticators = new Authenticators();
    private final DynamicAuthorization engine = new DynamicAuthorization(
            List.of(
                    new DynamicAuthorizationClient("net", Prefix.parse("192.0.2.0/24"), OF_THE_NET),
                    new DynamicAuthorizationClient("ise", Prefix.parse("192.0.2.9/32"), SECRET, 1_000_000, 1_000_000),
                    new DynamicAuthorizationClient("slow", Prefix.parse("192.0.2.77/32"), SECRET, 10, 20),
                    new DynamicAuthorizationClient("all", Prefix.parse("192.0.0.0/16"), Secret.ofUtf8("anybody"))),
            Duration.ofMinutes(5));
    private final List<DynAuthEffect.Complained> complaints = new ArrayList<>();
    private int serial;
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");

    @Test
    void aDisconnectRequestIsHandedOnAndAcknowledged() throws MalformedException {
        Bytes request = disconnect(1, ALICE);
        DynAuthEffect.Requested requested = requested(request);
        assertThat(requested.client()).isEqualTo("ise");
        assertThat(requested.packet()).isEqualTo(RadiusPacket.read(request));
        RadiusPacket answer = genuine(decide(requested.id(), Optional.empty()), request);
        assertThat(answer.code()).isEqualTo(RadiusCode.DISCONNECT_ACK);
        assertThat(answer.identifier()).isEqualTo(1);
        assertThat(answer.first(Attributes.ERROR_CAUSE)).isEmpty();
        assertThat(answer.first(Attributes.EVENT_TIMESTAMP)).hasValue(now.getEpochSecond());
        assertThat(engine.stats().count(Event.DISCONNECT_REQUEST, Event.ACK)).isEqualTo(2);
    }

    @Test
    void overAConnectionItsOtherEndIsTheClient() throws MalformedException {
        Bytes request = disconnect(1, ALICE);
        var stranger = new Origin.Connection(7, from("203.0.113.1", 1), "nobody", false);
        assertThat(engine.handle(new DynAuthInput.ReceivedOver(stranger, request), now))
                .allMatch(DynAuthEffect.Complained.class::isInstance);
        assertThat(engine.stats().count(Event.UNKNOWN_CLIENT)).isEqualTo(1);

        var ise = new Origin.Connection(8, from("203.0.113.1", 1), "ise", false);
        var requested = (DynAuthEffect.Requested) engine.handle(new DynAuthInput.ReceivedOver(ise, request), now)
                .getFirst();
        var answer = (DynAuthEffect.SendOver) engine.handle(
                new DynAuthInput.Decided(requested.id(), Optional.empty()), now).getFirst();
        assertThat(answer.connection()).isEqualTo(8);
        assertThat(authenticators.isGenuineResponse(
                answer.octets(), RadiusPacket.read(request).authenticator(), SECRET)).isTrue();
        assertThat(engine.handle(new DynAuthInput.ReceivedOver(ise, request), now)).containsExactly(answer);

        Bytes forged = request(40, 2, OF_THE_NET, ALICE);
        engine.handle(new DynAuthInput.ReceivedOver(ise, forged), now);
        assertThat(engine.stats().count(Event.WRONG_SECRET)).isEqualTo(1);
    }

    // RFC 9765, section 4.2: a token belongs to its connection, and nothing is signed.
    @Test
    void overRadius11ATokenTiesTheAnswerToTheRequest() throws MalformedException {
        Bytes request = Radius11.packet(RadiusCode.COA_REQUEST, 0xcafe_babeL,
                List.of(ALICE, Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond())));
        var first = new Origin.Connection(1, ISE, "ise", true);
        var second = new Origin.Connection(2, ISE, "ise", true);
        var requested = (DynAuthEffect.Requested) engine.handle(new DynAuthInput.ReceivedOver(first, request), now)
                .getFirst();
        assertThat(engine.handle(new DynAuthInput.ReceivedOver(first, request), now)).isEmpty();
        assertThat(engine.handle(new DynAuthInput.ReceivedOver(second, request), now))
                .singleElement()
                .isInstanceOf(DynAuthEffect.Requested.class);
        var answer = (DynAuthEffect.SendOver) engine.handle(
                new DynAuthInput.Decided(requested.id(), Optional.empty()), now).getFirst();
        assertThat(answer.connection()).isEqualTo(1);
        RadiusPacket packet = RadiusPacket.read(answer.octets());
        assertThat(packet.code()).isEqualTo(RadiusCode.COA_ACK);
        assertThat(Radius11.token(packet)).isEqualTo(0xcafe_babeL);
        assertThat(packet.attributes()).containsExactly(Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond()));
    }

    @ParameterizedTest
    @CsvSource({"40, 42", "43, 45"})
    void aRefusalSaysWhy(int code, int nak) throws MalformedException {
        Bytes request = request(code, 1, SECRET, ALICE);
        RadiusPacket answer = genuine(
                decide(requested(request).id(), Optional.of(ErrorCause.SESSION_CONTEXT_NOT_FOUND)), request);
        assertThat(answer.code()).isEqualTo(new RadiusCode(nak));
        assertThat(answer.first(Attributes.ERROR_CAUSE)).hasValue(503L);
        assertThat(answer.attributes().getFirst().type()).as("Message-Authenticator").isEqualTo(80);
    }

    @Test
    void aChangeIsAcknowledgedAsAChange() throws MalformedException {
        Bytes request = request(43, 1, SECRET, ALICE);
        assertThat(genuine(decide(requested(request).id(), Optional.empty()), request).code())
                .isEqualTo(RadiusCode.COA_ACK);
        assertThat(engine.stats().count(Event.COA_REQUEST)).isEqualTo(1);
    }

    // RFC 5176, section 3.1.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void proxyStatesComeBackInOrder(boolean refused) throws MalformedException {
        List<Bytes> states = List.of(Bytes.ofUtf8("one"), Bytes.ofUtf8("two"), Bytes.ofUtf8("one"), Bytes.ofUtf8("0"));
        var attributes = new ArrayList<Attribute>();
        states.forEach(state -> attributes.add(Attributes.PROXY_STATE.of(state)));
        attributes.add(1, ALICE);
        Bytes request = disconnect(1, attributes.toArray(Attribute[]::new));
        Optional<ErrorCause> error = refused ? Optional.of(ErrorCause.MISSING_ATTRIBUTE) : Optional.empty();
        assertThat(genuine(decide(requested(request).id(), error), request).all(Attributes.PROXY_STATE))
                .isEqualTo(states);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "191.255.255.255", "2001:db8::1"})
    void aStrangerGetsSilence(String address) {
        assertThat(receive(from(address, 40000), disconnect(1, ALICE))).isEmpty();
        assertThat(engine.stats().count(Event.UNKNOWN_CLIENT)).isEqualTo(1);
    }

    @Test
    void theMostSpecificPrefixSaysWhoItIs() {
        assertThat(requested(from("192.0.2.9", 1), request(40, 1, SECRET, ALICE)).client()).isEqualTo("ise");
        assertThat(requested(from("192.0.2.8", 1), request(40, 1, OF_THE_NET, ALICE)).client()).isEqualTo("net");
        assertThat(requested(from("192.0.3.9", 1), request(40, 1, Secret.ofUtf8("anybody"), ALICE)).client())
                .isEqualTo("all");
        // The secret of the wider prefix does not open the narrower.
        assertThat(receive(ISE, request(40, 2, OF_THE_NET, ALICE))).isEmpty();
        assertThat(engine.stats().count(Event.WRONG_SECRET)).isEqualTo(1);
    }

    @Test
    void aWrongSecretGetsSilence() {
        assertThat(receive(ISE, request(40, 1, Secret.ofUtf8("guess"), ALICE))).isEmpty();
        assertThat(engine.stats().count(Event.WRONG_SECRET)).isEqualTo(1);
        assertThat(engine.nextDeadline()).isEmpty();
    }

    @Test
    void aWrongMessageAuthenticatorGetsSilence() {
        // An authenticator that fits over a Message-Authenticator that does not: made as accounting is, under its code.
        Bytes forged = authenticators.accountingRequest(
                1, List.of(Attributes.MESSAGE_AUTHENTICATOR.of(Bytes.wrap(new byte[16])), ALICE), SECRET);
        assertThat(receive(ISE, forged)).isEmpty();
        assertThat(engine.stats().count(Event.WRONG_SECRET)).isEqualTo(1);
    }

    @Test
    void whatIsNoRequestForAChangeGetsSilence() {
        assertThat(receive(ISE, authenticators.accountingRequest(1, List.of(ALICE), SECRET))).isEmpty();
        assertThat(engine.stats().count(Event.UNEXPECTED_CODE)).isEqualTo(1);
        assertThat(receive(ISE, request(41, 1, SECRET, ALICE))).isEmpty();
        assertThat(engine.stats().count(Event.UNEXPECTED_CODE)).isEqualTo(2);
    }

    @Test
    void octetsThatAreNoPacketGetSilence() {
        assertThat(receive(ISE, Bytes.EMPTY)).isEmpty();
        assertThat(receive(ISE, disconnect(1, ALICE).slice(0, 30))).isEmpty();
        assertThat(engine.stats().count(Event.MALFORMED)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"-300, true", "-301, false", "300, true", "301, false", "0, true", "-86400, false"})
    void theTimestampMustBeWithinTheWindow(long seconds, boolean taken) {
        Attribute timestamp = Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond() + seconds);
        assertThat(receive(ISE, disconnect(1, ALICE, timestamp))).hasSize(taken ? 1 : 0);
        assertThat(engine.stats().count(Event.OUTSIDE_TIME_WINDOW)).isEqualTo(taken ? 0 : 1);
    }

    @Test
    void aRepeatGetsTheSameOctets() {
        Bytes request = disconnect(1, ALICE);
        DynAuthEffect.Send answer = decide(requested(request).id(), Optional.empty());
        now = now.plusSeconds(5);
        assertThat(receive(ISE, request)).containsExactly(answer);
        now = now.plusSeconds(5);
        assertThat(receive(ISE, request)).containsExactly(answer);
        assertThat(engine.stats().count(Event.REPEAT_ANSWERED)).isEqualTo(2);
        assertThat(engine.stats().count(Event.DISCONNECT_REQUEST)).isEqualTo(1);
    }

    @Test
    void aRepeatOfWhatIsUndecidedIsNotDoneTwice() {
        Bytes request = disconnect(1, ALICE);
        DynAuthEffect.Requested requested = requested(request);
        assertThat(receive(ISE, request)).isEmpty();
        assertThat(receive(ISE, request)).isEmpty();
        assertThat(engine.stats().count(Event.REPEAT_OF_UNDECIDED)).isEqualTo(2);
        assertThat(decide(requested.id(), Optional.empty()).to()).isEqualTo(ISE);
    }

    // RFC 5080, section 2.2.2: the identifier alone makes no duplicate.
    @Test
    void theSameIdentifierWithOtherContentIsANewRequest() {
        DynAuthEffect.Requested alice = requested(disconnect(1, ALICE));
        DynAuthEffect.Requested bob = requested(disconnect(1, Attributes.USER_NAME.of("bob")));
        assertThat(bob.id()).isNotEqualTo(alice.id());
        assertThat(bob.packet().first(Attributes.USER_NAME)).hasValue("bob");
    }

    @Test
    void theSameRequestFromAnotherPortIsAnotherRequest() throws MalformedException {
        Bytes request = disconnect(1, ALICE);
        DynAuthEffect.Requested one = requested(request);
        DynAuthEffect.Requested other = requested(from("192.0.2.9", 40001), request);
        assertThat(other.id()).isNotEqualTo(one.id());
        assertThat(decide(other.id(), Optional.empty()).to().getPort()).isEqualTo(40001);
        genuine(decide(one.id(), Optional.empty()), request);
    }

    @Test
    void whatWasRecordedIsNotDoneAgainWhateverPortItComesFrom() {
        // From a clock that is ahead: that stays within the window for longest.
        Bytes request = disconnect(1, ALICE, Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond() + 300));
        DynAuthEffect.Send answer = decide(requested(request).id(), Optional.empty());
        InetSocketAddress elsewhere = from("192.0.2.9", 666);
        for (int minute = 0; minute <= 10; minute++) {
            assertThat(receive(elsewhere, request)).containsExactly(new DynAuthEffect.Send(elsewhere, answer.octets()));
            now = now.plusSeconds(60);
        }
        assertThat(receive(elsewhere, request)).isEmpty();
        assertThat(engine.stats().count(Event.OUTSIDE_TIME_WINDOW)).isEqualTo(1);
        assertThat(engine.stats().count(Event.DISCONNECT_REQUEST)).isEqualTo(1);
        assertThat(engine.nextDeadline()).isEmpty();
    }

    @Test
    void whatIsRememberedLongerDoesNotHoldUpTheRest() {
        requested(disconnect(1, ALICE, Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond())));
        requested(disconnect(2, ALICE));
        assertThat(engine.nextDeadline()).hasValue(now.plusSeconds(60));
        now = now.plusSeconds(60);
        requested(disconnect(2, ALICE));
    }

    @Test
    void noBitOfARequestCanBeChanged() {
        Bytes request = disconnect(1, ALICE, Attributes.ACCT_SESSION_ID.of("4711"));
        for (int bit = 0; bit < request.length() * 8; bit++) {
            byte[] flipped = request.toArray();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(receive(ISE, Bytes.wrap(flipped))).as("bit %d", bit).isEmpty();
        }
        assertThat(engine.stats().count(Event.WRONG_SECRET, Event.MALFORMED)).isEqualTo(request.length() * 8L);
        requested(request);
    }

    @Test
    void whatLeavesNoRoomForAnAnswerGetsSilence() {
        var states = new ArrayList<Attribute>();
        for (int i = 0; i < 15; i++) states.add(Attributes.PROXY_STATE.of(Bytes.wrap(new byte[253])));
        // 20 + 18 + 15 * 255 octets so far, and the answer's Error-Cause and Event-Timestamp take 12.
        int room = 4096 - 20 - 18 - 15 * 255 - 12 - 2;
        states.add(Attributes.PROXY_STATE.of(Bytes.wrap(new byte[room + 1])));
        assertThat(receive(ISE, disconnect(1, states.toArray(Attribute[]::new)))).isEmpty();
        assertThat(engine.stats().count(Event.UNANSWERABLE)).isEqualTo(1);
        states.set(15, Attributes.PROXY_STATE.of(Bytes.wrap(new byte[room])));
        DynAuthEffect.Requested requested = requested(disconnect(1, states.toArray(Attribute[]::new)));
        assertThat(decide(requested.id(), Optional.of(ErrorCause.MISSING_ATTRIBUTE)).octets().length())
                .isEqualTo(4096);
    }

    @Test
    void aDecisionCountsOnce() {
        DynAuthEffect.Requested requested = requested(disconnect(1, ALICE));
        decide(requested.id(), Optional.empty());
        assertThat(engine.handle(new DynAuthInput.Decided(requested.id(), Optional.empty()), now)).isEmpty();
        assertThat(engine.handle(new DynAuthInput.Decided(new DynAuthId(99), Optional.empty()), now)).isEmpty();
        assertThat(engine.stats().count(Event.ACK, Event.NAK)).isEqualTo(1);
    }

    @Test
    void anAnswerIsForgottenInTime() {
        Bytes request = disconnect(1, ALICE);
        DynAuthEffect.Requested first = requested(request);
        decide(first.id(), Optional.empty());
        Instant deadline = engine.nextDeadline().orElseThrow();
        assertThat(deadline).isEqualTo(now.plusSeconds(60));
        now = deadline;
        assertThat(engine.handle(new DynAuthInput.TimeAdvanced(), now)).isEmpty();
        assertThat(engine.nextDeadline()).isEmpty();
        assertThat(requested(request).id()).isNotEqualTo(first.id());
    }

    @Test
    void whatIsNeverDecidedIsForgottenToo() {
        DynAuthEffect.Requested requested = requested(disconnect(1, ALICE));
        now = now.plusSeconds(60);
        assertThat(engine.handle(new DynAuthInput.TimeAdvanced(), now)).isEmpty();
        assertThat(engine.handle(new DynAuthInput.Decided(requested.id(), Optional.empty()), now)).isEmpty();
        assertThat(engine.stats().count(Event.ACK)).isZero();
    }

    @Test
    void noMoreIsRememberedThanMemoryAllows() {
        DynamicAuthorization small = small(new Memory.Limits(100, 250));
        for (int i = 0; i < 250; i++) {
            assertThat(receive(small, from("192.0.2.9", 1024 + i / 256), disconnect(i % 256, ALICE))).hasSize(1);
        }
        assertThat(receive(small, from("192.0.2.9", 1), disconnect(1, ALICE))).isEmpty();
        assertThat(small.stats().count(Event.TOO_MANY)).isEqualTo(1);
        // What is known is still known.
        receive(small, from("192.0.2.9", 1024), disconnect(0, ALICE));
        assertThat(small.stats().count(Event.REPEAT_OF_UNDECIDED)).isEqualTo(1);
        now = now.plusSeconds(60);
        assertThat(receive(small, from("192.0.2.9", 1), disconnect(1, ALICE))).hasSize(1);
    }

    @Test
    void theOldestAnswerIsForgottenAndItsRequestIsNotDoneAgain() {
        DynamicAuthorization small = small(new Memory.Limits(100, 250));
        var requests = new ArrayList<Bytes>();
        var answers = new ArrayList<DynAuthEffect>();
        for (int i = 0; i < 250; i++) {
            requests.add(disconnect(i, ALICE, Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond())));
            var requested = (DynAuthEffect.Requested) receive(small, ISE, requests.getLast()).getFirst();
            answers.addAll(small.handle(new DynAuthInput.Decided(requested.id(), Optional.empty()), now));
        }
        assertThat(answers).hasSize(250);
        // Past the minute after which one without a timestamp would be forgotten.
        now = now.plusSeconds(100);
        for (int i = 0; i < 250; i++) {
            assertThat(receive(small, ISE, requests.get(i))).isEqualTo(i < 150 ? List.of() : List.of(answers.get(i)));
        }
        assertThat(small.stats().count(Event.REPEAT_OF_FORGOTTEN)).isEqualTo(150);
        assertThat(small.stats().count(Event.REPEAT_ANSWERED)).isEqualTo(100);
        assertThat(small.stats().count(Event.DISCONNECT_REQUEST)).isEqualTo(250);
        now = now.plusSeconds(201);
        assertThat(small.handle(new DynAuthInput.TimeAdvanced(), now)).isEmpty();
        assertThat(small.nextDeadline()).isEmpty();
    }

    @Test
    void tenThousandASecondAreRemembered() {
        int aSecond = 10_000;
        assertThat(Memory.Limits.USUAL.answers()).isGreaterThan(aSecond * 60);
        assertThat(Memory.Limits.USUAL.requests()).isGreaterThan(aSecond * (5 * 60 + 2));
    }

    private static DynamicAuthorization small(Memory.Limits limits) {
        return new DynamicAuthorization(
                List.of(new DynamicAuthorizationClient("ise", Prefix.parse("192.0.2.9/32"), SECRET)),
                Duration.ofMinutes(5), limits);
    }

    @Test
    void aClientMaySendSoManyAtOnceAndSoManyASecond() {
        assertThat(newOnes(SLOW, 25)).isEqualTo(20);
        now = now.plusMillis(250);
        assertThat(newOnes(SLOW, 25)).isEqualTo(2);
        now = now.plusSeconds(60);
        assertThat(newOnes(SLOW, 25)).isEqualTo(20);
        assertThat(engine.stats().count(Event.OVER_RATE)).isEqualTo(5 + 23 + 5);
        // What one sends too much is not taken from another.
        assertThat(newOnes(ISE, 25)).isEqualTo(25);
    }

    @Test
    void whoRepeatsWhatHeRecordedTakesNothingFromTheClient() {
        Bytes recorded = disconnect(1, ALICE);
        DynAuthEffect.Requested requested = requested(SLOW, recorded);
        Bytes answer = decide(requested.id(), Optional.empty()).octets();
        int answered = 0;
        for (int i = 0; i < 1000; i++) {
            for (DynAuthEffect effect : receive(SLOW, recorded)) {
                assertThat(effect).isEqualTo(new DynAuthEffect.Send(SLOW, answer));
                answered++;
            }
        }
        assertThat(answered).isEqualTo(20);
        assertThat(newOnes(SLOW, 25)).isEqualTo(19);
    }

    @Test
    void whoDoesNotKnowTheSecretUsesUpNothing() {
        for (int i = 0; i < 1000; i++) {
            assertThat(receive(SLOW, request(40, i & 0xff, Secret.ofUtf8("guessed"), ALICE))).isEmpty();
        }
        assertThat(engine.stats().count(Event.WRONG_SECRET)).isEqualTo(1000);
        assertThat(newOnes(SLOW, 25)).isEqualTo(20);
    }

    @Test
    void eachFaultOfAClientIsSaidOnceAMinute() {
        Bytes wrong = request(40, 1, Secret.ofUtf8("guessed"), ALICE);
        for (int second = 0; second < 90; second++) {
            receive(ISE, wrong);
            receive(SLOW, wrong);
            receive(from("203.0.113.1", 5), wrong);
            now = now.plusSeconds(1);
        }
        assertThat(complaints).containsExactly(
                new DynAuthEffect.Complained("ise", ISE, Event.WRONG_SECRET, 1),
                new DynAuthEffect.Complained("slow", SLOW, Event.WRONG_SECRET, 1),
                new DynAuthEffect.Complained("", from("203.0.113.1", 5), Event.UNKNOWN_CLIENT, 1),
                new DynAuthEffect.Complained("ise", ISE, Event.WRONG_SECRET, 60),
                new DynAuthEffect.Complained("slow", SLOW, Event.WRONG_SECRET, 60),
                new DynAuthEffect.Complained("", from("203.0.113.1", 5), Event.UNKNOWN_CLIENT, 60));
    }

    /// How many of so many new requests are handed on.
    private int newOnes(InetSocketAddress from, int requests) {
        int taken = 0;
        for (int i = 0; i < requests; i++) {
            taken += receive(from, disconnect(i, Attributes.PROXY_STATE.of(Bytes.ofUtf8("r" + ++serial)))).size();
        }
        return taken;
    }

    @Test
    void aClientDoesNotPrintItsSecret() {
        assertThat(new DynamicAuthorizationClient("ise", Prefix.parse("192.0.2.9"), SECRET).toString())
                .contains("Secret(10 octets)")
                .doesNotContain("ise and us");
    }

    private static InetSocketAddress from(String address, int port) {
        return new InetSocketAddress(Addresses.parse(address), port);
    }

    private Bytes disconnect(int identifier, Attribute... attributes) {
        return request(40, identifier, SECRET, attributes);
    }

    private Bytes request(int code, int identifier, Secret secret, Attribute... attributes) {
        return authenticators.dynamicRequest(new RadiusCode(code), identifier, List.of(attributes), secret);
    }

    private List<DynAuthEffect> receive(InetSocketAddress from, Bytes octets) {
        return receive(engine, from, octets);
    }

    private List<DynAuthEffect> receive(DynamicAuthorization engine, InetSocketAddress from, Bytes octets) {
        List<DynAuthEffect> effects = engine.handle(new DynAuthInput.Received(from, octets), now);
        var answers = new ArrayList<DynAuthEffect>();
        for (DynAuthEffect effect : effects) {
            if (effect instanceof DynAuthEffect.Complained complaint) complaints.add(complaint);
            else answers.add(effect);
        }
        return answers;
    }

    private DynAuthEffect.Requested requested(Bytes octets) {
        return requested(ISE, octets);
    }

    private DynAuthEffect.Requested requested(InetSocketAddress from, Bytes octets) {
        List<DynAuthEffect> effects = receive(from, octets);
        assertThat(effects).hasSize(1).hasOnlyElementsOfType(DynAuthEffect.Requested.class);
        return (DynAuthEffect.Requested) effects.getFirst();
    }

    private DynAuthEffect.Send decide(DynAuthId id, Optional<ErrorCause> error) {
        List<DynAuthEffect> effects = engine.handle(new DynAuthInput.Decided(id, error), now);
        assertThat(effects).hasSize(1).hasOnlyElementsOfType(DynAuthEffect.Send.class);
        return (DynAuthEffect.Send) effects.getFirst();
    }

    private RadiusPacket genuine(DynAuthEffect.Send answer, Bytes request) throws MalformedException {
        Bytes authenticator = request.slice(4, 20);
        assertThat(authenticators.isGenuineResponse(answer.octets(), authenticator, SECRET)).isTrue();
        assertThat(authenticators.messageAuthenticator(answer.octets(), authenticator, SECRET))
                .isEqualTo(Verdict.GENUINE);
        return RadiusPacket.read(answer.octets());
    }
}
