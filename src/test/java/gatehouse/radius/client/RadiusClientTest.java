package gatehouse.radius.client;

import static gatehouse.radius.client.World.BOTH;
import static gatehouse.radius.client.World.FIRST;
import static gatehouse.radius.client.World.ONLY_FIRST;
import static gatehouse.radius.client.World.SECOND;
import static gatehouse.radius.client.World.SECRET;
import static gatehouse.radius.client.World.all;
import static gatehouse.radius.client.World.again;
import static gatehouse.radius.client.World.one;
import static gatehouse.radius.client.World.raw;
import static gatehouse.radius.client.World.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators.Verdict;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.UserPassword;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RadiusClientTest {
    private static final Secret PASSWORD = Secret.ofUtf8("cisco");

    private final World world = new World();
    private final RadiusClient client = world.client;

    @Test
    void aRequestIsAnsweredByTheFirstServer() {
        World.Sent asked = world.ask(BOTH);
        assertThat(asked.effects()).first().isEqualTo(new RadiusEffect.OpenSocket(0));
        RadiusEffect.Send send = asked.send();
        assertThat(send.to()).isEqualTo(new InetSocketAddress(FIRST.address(), 1812));
        world.now = world.now.plusMillis(30);
        RadiusEffect.Answered answered = one(world.receive(send, world.accept(send)), RadiusEffect.Answered.class);
        assertThat(answered.id()).isEqualTo(asked.id());
        assertThat(answered.answer().code()).isEqualTo(RadiusCode.ACCESS_ACCEPT);
        assertThat(answered.server()).isEqualTo(FIRST);
        assertThat(answered.requestAuthenticator()).isEqualTo(send.octets().slice(4, 20));
        assertThat(answered.latency()).isEqualTo(Duration.ofMillis(30));
        assertThat(client.nextDeadline()).isEmpty();
        RadiusStats.OfServer stats = client.stats().servers().get("first");
        assertThat(stats.requests()).isEqualTo(1);
        assertThat(stats.inFlight()).isZero();
        assertThat(stats.responses()).containsEntry(RadiusCode.ACCESS_ACCEPT, 1L);
        assertThat(stats.latency(false).sum()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void everyAccessRequestIsSignedAndItsAuthenticatorIsNew() throws Exception {
        var seen = new HashSet<Bytes>();
        for (int i = 0; i < 50; i++) {
            Bytes octets = world.ask(BOTH).send().octets();
            assertThat(read(octets).attributes().getFirst().type()).isEqualTo(80);
            assertThat(seen.add(octets.slice(4, 20))).isTrue();
            assertThat(world.authenticators.messageAuthenticator(octets, octets.slice(4, 20), SECRET))
                    .isEqualTo(Verdict.GENUINE);
        }
    }

    // RFC 5080, section 2.2.1.
    @Test
    void aRequestIsRepeatedToTheOctetAndEachPauseIsTwiceAsLong() {
        RadiusEffect.Send send = world.ask(ONLY_FIRST).send();
        double pause = 2;
        for (int repeat = 1; repeat <= 2; repeat++) {
            Instant before = world.now;
            send = again(send);
            assertThat(world.deadline()).containsExactly(send);
            double waited = Duration.between(before, world.now).toNanos() / 1e9;
            assertThat(waited).isCloseTo(pause, within(pause * 0.1));
            pause *= 2;
        }
        assertThat(client.stats().servers().get("first").retransmissions()).isEqualTo(2);
        assertThat(client.stats().servers().get("first").requests()).isEqualTo(1);
        Instant before = world.now;
        RadiusEffect.Failed failed = one(world.deadline(), RadiusEffect.Failed.class);
        assertThat(Duration.between(before, world.now).toNanos() / 1e9).isCloseTo(pause, within(pause * 0.1));
        assertThat(failed.reason()).isEqualTo("server 'first' did not answer 3 tries");
    }

    @Test
    void thePausesOfRequestsDiffer() {
        var deadlines = new HashSet<Instant>();
        for (int i = 0; i < 20; i++) {
            var other = new World();
            other.ask(ONLY_FIRST);
            deadlines.add(other.client.nextDeadline().orElseThrow());
        }
        assertThat(deadlines).hasSizeGreaterThan(10);
    }

    @Test
    void anAnswerToARepeatCounts() {
        RadiusEffect.Send send = world.ask(ONLY_FIRST).send();
        world.deadline();
        assertThat(world.receive(send, world.accept(send))).hasOnlyElementsOfType(RadiusEffect.Answered.class);
        assertThat(client.nextDeadline()).isEmpty();
    }

    @Test
    void whenTheTriesAreUsedUpTheNextServerIsAskedAndThenNobody() {
        World.Sent asked = world.ask(BOTH);
        RadiusEffect.Send second = one(world.silence(asked.send()), RadiusEffect.Send.class);
        assertThat(second.to()).isEqualTo(new InetSocketAddress(SECOND.address(), 1812));
        assertThat(second.octets().slice(4, 20)).isNotEqualTo(asked.send().octets().slice(4, 20));
        // What comes from the first now is late.
        assertThat(world.receive(asked.send(), world.accept(asked.send()))).isEmpty();
        assertThat(client.stats().drops(RadiusStats.Drop.NO_REQUEST_WAITING)).isEqualTo(1);
        assertThat(world.silence(second))
                .containsExactly(new RadiusEffect.Failed(asked.id(), "server 'second' did not answer 3 tries"));
        assertThat(client.nextDeadline()).isEmpty();
        for (String server : List.of("first", "second")) {
            assertThat(client.stats().servers().get(server).timeouts()).isEqualTo(1);
            assertThat(client.stats().servers().get(server).inFlight()).isZero();
        }
    }

    @Test
    void aPasswordIsHiddenForEachServerAnew() throws MalformedException {
        var id = new RequestId(1_000);
        RadiusEffect.Send first = one(client.handle(new RadiusInput.Submit(
                id, BOTH, "", RadiusCode.ACCESS_REQUEST, List.of(Attributes.USER_NAME.of("staff")), PASSWORD),
                world.now), RadiusEffect.Send.class);
        RadiusEffect.Send second = one(world.silence(first), RadiusEffect.Send.class);
        assertThat(hidden(first)).isEqualTo(hiddenFor(FIRST, first)).isNotEqualTo(hidden(second));
        assertThat(hidden(second)).isEqualTo(hiddenFor(SECOND, second));
    }

    @Test
    void aPasswordThatNoRequestHoldsIsNotSent() {
        var id = new RequestId(1_000);
        assertThat(client.handle(new RadiusInput.Submit(
                id, BOTH, "", RadiusCode.ACCESS_REQUEST, List.of(), Secret.ofUtf8("p".repeat(129))), world.now))
                .containsExactly(new RadiusEffect.Failed(id, "a password of 129 octets is longer than 128"));
    }

    private static Attribute hidden(RadiusEffect.Send send) throws MalformedException {
        return RadiusPacket.read(send.octets()).attributes().getLast();
    }

    private static Attribute hiddenFor(RadiusServer server, RadiusEffect.Send send) {
        return new UserPassword().hide(PASSWORD, send.octets().slice(4, 20), server.secret());
    }

    @Test
    void aConversationNeverChangesItsServer() {
        World.Sent asked = world.ask(BOTH, "second");
        assertThat(asked.send().to().getAddress()).isEqualTo(SECOND.address());
        assertThat(world.silence(asked.send()))
                .containsExactly(new RadiusEffect.Failed(asked.id(), "server 'second' did not answer 3 tries"));
        // Dead or not, it alone can go on.
        assertThat(client.isDead("second", world.now)).isTrue();
        assertThat(world.ask(BOTH, "second").send().to().getAddress()).isEqualTo(SECOND.address());
        assertThat(client.stats().servers()).containsOnlyKeys("second");
    }

    @Test
    void aServerThatIsNotInTheGroupCannotBeAsked() {
        World.Sent asked = world.ask(ONLY_FIRST, "second");
        assertThat(asked.effects())
                .containsExactly(new RadiusEffect.Failed(asked.id(), "group 'only-first' has no server 'second'"));
        World.Sent nobody = world.ask(new ServerGroup("empty", List.of()));
        assertThat(nobody.effects())
                .containsExactly(new RadiusEffect.Failed(nobody.id(), "group 'empty' has no server"));
        assertThat(client.nextDeadline()).isEmpty();
    }

    @Test
    void anotherServerIsToldHowLateItIsByThenAndARepeatStaysWhatItIs() throws Exception {
        long happened = world.now.getEpochSecond() - 7;
        RadiusEffect.Send first = world.submit(BOTH, "", RadiusCode.ACCOUNTING_REQUEST, List.of(
                Attributes.EVENT_TIMESTAMP.of(happened), Attributes.ACCT_DELAY_TIME.of(7L))).send();
        assertThat(RadiusPacket.read(first.octets()).first(Attributes.ACCT_DELAY_TIME)).hasValue(7L);
        RadiusEffect.Send next = first;
        while (next.to().equals(first.to())) {
            assertThat(next.octets()).isEqualTo(first.octets());
            next = World.one(world.deadline(), RadiusEffect.Send.class);
        }
        assertThat(RadiusPacket.read(next.octets()).first(Attributes.ACCT_DELAY_TIME))
                .hasValue(world.now.getEpochSecond() - happened);
        assertThat(world.now.getEpochSecond() - happened).isGreaterThan(10);
    }

    @Test
    void accountingGoesToItsPortAndItsAnswerNeedsNoMessageAuthenticator() throws Exception {
        RadiusEffect.Send send = world.account(BOTH).send();
        assertThat(send.to()).isEqualTo(new InetSocketAddress(FIRST.address(), 1813));
        assertThat(world.authenticators.isGenuineRequest(send.octets(), SECRET)).isTrue();
        assertThat(world.receive(send, raw(send, RadiusCode.ACCOUNTING_RESPONSE, "")))
                .hasOnlyElementsOfType(RadiusEffect.Answered.class);
    }

    @Test
    void requestsComeFromWhereTheGroupSays() {
        var source = Addresses.parse("192.0.2.77");
        assertThat(world.ask(new ServerGroup("tenant", List.of(FIRST), List.of(source))).send().sources())
                .containsExactly(source);
        assertThat(world.ask(ONLY_FIRST).send().sources()).isEmpty();
    }

    @Test
    void moreThan256RequestsOpenFurtherSockets() {
        var flights = new HashSet<List<Object>>();
        var opened = new ArrayList<Integer>();
        for (int i = 0; i < 1000; i++) {
            for (RadiusEffect effect : world.ask(ONLY_FIRST).effects()) {
                switch (effect) {
                    case RadiusEffect.OpenSocket(var socket) -> opened.add(socket);
                    case RadiusEffect.Send(var _, var _, var _, var socket, var _, var _, var octets) -> {
                        assertThat(opened).contains(socket);
                        assertThat(flights.add(List.of(socket, octets.u8(1)))).isTrue();
                    }
                    default -> throw new AssertionError(effect);
                }
            }
        }
        assertThat(flights).hasSize(1000);
        assertThat(opened).containsExactly(0, 1, 2, 3);
        assertThat(client.stats().servers().get("first").inFlight()).isEqualTo(1000);
    }

    @Test
    void theSameIdentifierOnTwoSocketsIsTwoRequests() {
        var asked = new ArrayList<World.Sent>();
        for (int i = 0; i < 600; i++) asked.add(world.ask(ONLY_FIRST));
        Collections.reverse(asked);
        for (World.Sent sent : asked) {
            List<RadiusEffect> effects = world.receive(sent.send(), world.accept(sent.send()));
            assertThat(one(effects, RadiusEffect.Answered.class).id()).isEqualTo(sent.id());
        }
    }

    @Test
    void moreThanAllSocketsHoldIsOverload() {
        var small = new World(2);
        World.Sent last = null;
        for (int i = 0; i < 512; i++) last = small.ask(ONLY_FIRST);
        assertThat(last.send()).isNotNull();
        World.Sent refused = small.ask(ONLY_FIRST);
        assertThat(refused.effects()).containsExactly(new RadiusEffect.Failed(
                refused.id(), "server 'first' is overloaded: all identifiers are in use"));
        assertThat(small.ask(BOTH).send().to().getAddress()).isEqualTo(SECOND.address());
        // One answer makes room for one.
        small.receive(last.send(), small.accept(last.send()));
        assertThat(small.ask(ONLY_FIRST).send()).isNotNull();
        assertThat(small.ask(ONLY_FIRST).effects()).hasOnlyElementsOfType(RadiusEffect.Failed.class);
    }

    @Test
    void anIdentifierIsNotUsedAgainSoon() {
        var used = new HashSet<Integer>();
        for (int i = 0; i < 256; i++) {
            RadiusEffect.Send send = world.ask(ONLY_FIRST).send();
            assertThat(send.socket()).isZero();
            assertThat(used.add(send.octets().u8(1))).as("request %d", i).isTrue();
            world.receive(send, world.accept(send));
        }
    }

    @Test
    void aRequestThatDoesNotFitAPacketFailsAndCostsNoIdentifier() {
        var small = new World(1);
        var tooLong = new ArrayList<Attribute>();
        for (int i = 0; i < 16; i++) tooLong.add(Attributes.EAP_MESSAGE.of(Bytes.wrap(new byte[253])));
        for (int i = 0; i < 300; i++) {
            World.Sent sent = small.submit(ONLY_FIRST, "", RadiusCode.ACCESS_REQUEST, tooLong);
            assertThat(sent.effects()).containsExactly(new RadiusEffect.Failed(
                    sent.id(), "a request of 4118 octets is longer than 4096"));
        }
        assertThat(small.client.nextDeadline()).isEmpty();
        tooLong.removeLast();
        tooLong.add(Attributes.EAP_MESSAGE.of(Bytes.wrap(new byte[231])));
        assertThat(small.submit(ONLY_FIRST, "", RadiusCode.ACCESS_REQUEST, tooLong).send().octets().length())
                .isEqualTo(4096);
    }

    @Test
    void silenceAboutOnePersonIsNoDeathWhileOthersAreAnswered() {
        RadiusEffect.Send silent = world.ask(ONLY_FIRST).send();
        List<RadiusEffect> effects = List.of();
        while (all(effects, RadiusEffect.Failed.class).isEmpty()) {
            RadiusEffect.Send other = world.ask(ONLY_FIRST).send();
            world.receive(other, world.accept(other));
            effects = world.deadline();
        }
        assertThat(client.isDead("first", world.now)).isFalse();
        assertThat(world.ask(BOTH).send().to()).isEqualTo(silent.to());
    }

    @Test
    void aDeadServerIsPassedOverForItsDeadTimeAndThenTriedAgain() {
        RadiusEffect.Send first = world.ask(BOTH).send();
        RadiusEffect.Send second = one(world.silence(first), RadiusEffect.Send.class);
        world.receive(second, world.accept(second));
        assertThat(client.isDead("first", world.now)).isTrue();
        assertThat(client.isDead("second", world.now)).isFalse();
        world.passes(Duration.ofSeconds(119));
        RadiusEffect.Send passedOver = world.ask(BOTH).send();
        assertThat(passedOver.to().getAddress()).isEqualTo(SECOND.address());
        world.receive(passedOver, world.accept(passedOver));
        world.passes(Duration.ofSeconds(1));
        assertThat(client.isDead("first", world.now)).isFalse();
        assertThat(world.ask(BOTH).send().to().getAddress()).isEqualTo(FIRST.address());
    }

    @Test
    void anAnswerRaisesTheDead() {
        RadiusEffect.Send first = world.ask(ONLY_FIRST).send();
        world.silence(first);
        assertThat(client.isDead("first", world.now)).isTrue();
        RadiusEffect.Send again = world.ask(ONLY_FIRST).send();
        world.receive(again, world.accept(again));
        assertThat(client.isDead("first", world.now)).isFalse();
    }

    @Test
    void whenAllAreDeadTheOneThatDiedFirstIsAskedFirst() {
        RadiusEffect.Send first = world.ask(BOTH).send();
        RadiusEffect.Send second = one(world.silence(first), RadiusEffect.Send.class);
        world.silence(second);
        assertThat(client.isDead("first", world.now)).isTrue();
        assertThat(client.isDead("second", world.now)).isTrue();
        assertThat(world.ask(BOTH).send().to().getAddress()).isEqualTo(FIRST.address());
        assertThat(world.ask(new ServerGroup("turned", List.of(SECOND, FIRST))).send().to().getAddress())
                .isEqualTo(FIRST.address());
    }

    @Test
    void whatIsForgottenIsNeitherRepeatedNorAnswered() {
        World.Sent asked = world.ask(BOTH);
        assertThat(client.handle(new RadiusInput.Forget(asked.id()), world.now)).isEmpty();
        assertThat(client.nextDeadline()).isEmpty();
        assertThat(world.receive(asked.send(), world.accept(asked.send()))).isEmpty();
        assertThat(client.stats().drops(RadiusStats.Drop.NO_REQUEST_WAITING)).isEqualTo(1);
        world.passes(Duration.ofMinutes(5));
        assertThat(client.stats().servers().get("first").retransmissions()).isZero();
        assertThat(client.stats().servers().get("first").inFlight()).isZero();
        assertThat(client.isDead("first", world.now)).isFalse();
        assertThat(client.handle(new RadiusInput.Forget(asked.id()), world.now)).isEmpty();
    }

    @Test
    void forgettingGivesTheIdentifierBack() {
        var small = new World(1);
        var asked = new ArrayList<World.Sent>();
        for (int i = 0; i < 256; i++) asked.add(small.ask(ONLY_FIRST));
        assertThat(small.ask(ONLY_FIRST).effects()).hasOnlyElementsOfType(RadiusEffect.Failed.class);
        asked.forEach(sent -> small.client.handle(new RadiusInput.Forget(sent.id()), small.now));
        for (int i = 0; i < 256; i++) assertThat(small.ask(ONLY_FIRST).send()).isNotNull();
    }

    @Test
    void theNextDeadlineIsTheEarliestOfAll() {
        RadiusEffect.Send early = world.ask(ONLY_FIRST).send();
        Instant deadline = client.nextDeadline().orElseThrow();
        world.now = world.now.plusSeconds(1);
        World.Sent late = world.ask(ONLY_FIRST);
        assertThat(client.nextDeadline()).hasValue(deadline);
        world.now = deadline.minusNanos(1);
        assertThat(client.handle(new RadiusInput.TimeAdvanced(), world.now)).isEmpty();
        world.receive(early, world.accept(early));
        assertThat(client.nextDeadline()).isPresent().get().isNotEqualTo(deadline);
        assertThat(world.deadline()).containsExactly(again(late.send()));
    }

    @Test
    void severalDeadlinesThatHavePassedAreAllServed() {
        var sent = new ArrayList<RadiusEffect>();
        for (int i = 0; i < 10; i++) sent.add(again(world.ask(ONLY_FIRST).send()));
        world.now = world.now.plusSeconds(3);
        assertThat(world.handle(new RadiusInput.TimeAdvanced())).containsExactlyInAnyOrderElementsOf(sent);
    }
}
