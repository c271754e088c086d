package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.SpoolWorld.PLENTY;
import static gatehouse.aaa.radius.SpoolWorld.session;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccountingRecord.Kind;
import gatehouse.net.Usage;
import gatehouse.radius.Attributes;
import gatehouse.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountingSpoolTest {
    private static final Session ALICE = session("alice");
    private static final Session BOB = session("bob");
    /// What a start, an interim and a stop of these sessions take, roughly.
    private static final int RECORD = 600;

    private SpoolWorld world = new SpoolWorld(PLENTY);

    @Test
    void aSessionIsToldOneAfterTheOther() {
        world.happens(world.start(ALICE));
        world.happens(world.interim(ALICE, 1));
        world.happens(world.stop(ALICE));
        assertThat(world.spool.waiting()).isEqualTo(3);
        assertThat(world.sent()).containsExactly("Start alice");
        assertThat(world.answers()).isEqualTo("Start alice");
        assertThat(world.answers()).isEqualTo("Interim alice 1");
        assertThat(world.answers()).isEqualTo("Stop alice");
        assertThat(world.spool.waiting()).isZero();
        assertThat(world.spool.octets()).isZero();
        assertThat(world.spool.deliveredCount()).isEqualTo(3);
        assertThat(world.spool.nextDeadline()).isEmpty();
        assertThat(world.waiting).isEmpty();
        assertThat(world.live).isEmpty();
    }

    @Test
    void nothingIsSentBeforeItIsDurable() {
        world.add(world.start(ALICE));
        assertThat(world.sent()).isEmpty();
        world.sync();
        assertThat(world.waiting).hasSize(1);
        assertThat(world.sent()).containsExactly("Start alice");
    }

    @Test
    void whatTheDiskDoesNotTakeIsSentAllTheSameAndCounted() {
        world.diskWorks = false;
        world.happens(world.start(ALICE));
        world.happens(world.stop(ALICE));
        assertThat(world.drains()).containsExactly("Start alice", "Stop alice");
        assertThat(world.spool.unkeptCount()).isEqualTo(2);
    }

    @Test
    void aNoticeWaitsForAllBeforeAndAllAfterForIt() {
        world.happens(world.stop(ALICE));
        world.happens(world.stop(BOB));
        world.happens(world.on());
        world.happens(world.start(session("carol")));
        world.happens(world.off());
        assertThat(world.drains())
                .containsExactly("Stop alice", "Stop bob", "On", "Start carol", "Off");
        assertThat(world.spool.waiting()).isZero();
    }

    @Test
    void groupsDoNotWaitForEachOther() {
        world.happens(world.on());
        world.happens(new AccountingEvent.GatewayUp("others", world.now));
        assertThat(world.sent()).containsExactly("On", "On");
    }

    @Test
    void aSilentGroupIsAskedByOneRequestLaterAndLater() {
        for (int i = 0; i < 10; i++) world.happens(world.start(session("s" + i)));
        for (int pause : new int[] {2, 4, 8, 16, 30, 30}) {
            assertThat(world.sent()).containsExactly("Start s0");
            world.fails();
            assertThat(world.spool.nextDeadline()).hasValue(world.now.plusSeconds(pause));
            world.passes(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(world.sent()).isEmpty();
            world.passes(Duration.ofNanos(1));
        }
        assertThat(SpoolWorld.value(world.onTheWay.getFirst(), Attributes.ACCT_DELAY_TIME)).isEqualTo(90L);
        assertThat(SpoolWorld.value(world.onTheWay.getFirst(), Attributes.EVENT_TIMESTAMP))
                .isEqualTo(SomeSession.START.getEpochSecond());
        // It is back: each answer opens the window by one.
        world.answers();
        assertThat(world.sent()).hasSize(2);
        world.answers();
        assertThat(world.sent()).hasSize(3);
        world.drains();
        assertThat(world.spool.waiting()).isZero();
    }

    @Test
    void noMoreThanSoManyAreOnTheirWay() {
        world = new SpoolWorld(new AccountingSpool.Limits(1 << 24, 4, 1000));
        for (int i = 0; i < 100; i++) world.happens(world.start(session("s" + i)));
        for (int i = 0; i < 90; i++) {
            world.answers();
            assertThat(world.onTheWay).hasSizeLessThanOrEqualTo(4);
        }
        assertThat(world.onTheWay).hasSize(4);
    }

    @Test
    void nothingOvertakesWhatFailed() {
        world.happens(world.start(ALICE));
        world.fails();
        world.happens(world.stop(ALICE));
        assertThat(world.sent()).isEmpty();
        world.passes(Duration.ofSeconds(2));
        assertThat(world.drains()).containsExactly("Start alice", "Stop alice");
    }

    @Test
    void whatAServerRefusesAloneHoldsUpNobodyElse() {
        for (int i = 0; i < 10; i++) world.happens(world.stop(session("w" + i)));
        world.drains();
        world.happens(world.stop(ALICE));
        for (int i = 0; i < 3; i++) {
            SpoolEffect.Deliver poison = world.onTheWay.getFirst();
            assertThat(SpoolWorld.told(poison)).isEqualTo("Stop alice");
            world.now = world.now.plusSeconds(1);
            world.happens(world.start(session("other" + i)));
            assertThat(world.answers(world.onTheWay.getLast())).isEqualTo("Start other" + i);
            world.fails(poison);
            assertThat(world.sent()).isEmpty();
            world.passes(Duration.ofMinutes(5));
        }
        world.happens(world.on());
        world.happens(world.start(BOB));
        assertThat(world.sent()).containsExactly("Stop alice", "On");
        world.answers(world.onTheWay.getLast());
        assertThat(world.sent()).containsExactly("Stop alice", "Start bob");
        world.drains();
        assertThat(world.spool.waiting()).isZero();
    }

    @Test
    void aNoticeThatIsNeverAnsweredIsNotWaitedForForEver() {
        world.happens(world.on());
        world.happens(world.start(ALICE));
        for (int i = 0; i < 5; i++) {
            assertThat(world.sent()).containsExactly("On");
            world.fails();
            world.passes(Duration.ofSeconds(30));
        }
        assertThat(world.sent()).containsExactly("Start alice");
        world.answers();
        assertThat(world.sent()).containsExactly("On");
    }

    @Test
    void anOutcomeCountsOnce() {
        world.happens(world.start(ALICE));
        SpoolEffect.Deliver start = world.onTheWay.removeFirst();
        world.answers(start);
        assertThat(world.spool.delivered(start.number(), world.now)).isEmpty();
        assertThat(world.spool.failed(start.number(), world.now)).isEmpty();
        assertThat(world.spool.deliveredCount()).isEqualTo(1);
        assertThat(world.spool.nextDeadline()).isEmpty();
    }

    @Test
    void afterAStopThereIsNoInterim() {
        world.happens(world.start(ALICE));
        world.happens(world.stop(ALICE));
        world.happens(world.interim(ALICE, 1));
        assertThat(world.drains()).containsExactly("Start alice", "Stop alice");
    }

    @Test
    void whenItIsFullTheOldestInterimsGoFirst() {
        world = new SpoolWorld(new AccountingSpool.Limits(6 * RECORD, 64, 1000));
        world.happens(world.start(ALICE));
        for (int i = 1; i < 20; i++) world.happens(world.interim(ALICE, i));
        world.happens(world.stop(ALICE));
        assertThat(world.spool.octets()).isLessThanOrEqualTo(6 * RECORD);
        assertThat(world.spool.droppedCount(Kind.INTERIM)).isGreaterThan(10);
        int left = world.spool.waiting(Kind.INTERIM);
        List<String> told = world.drains();
        assertThat(told).startsWith("Start alice").endsWith("Interim alice 19", "Stop alice").hasSize(left + 2);
        assertThat(world.spool.droppedCount(Kind.START) + world.spool.droppedCount(Kind.STOP)).isZero();
        assertThat(world.waiting).isEmpty();
    }

    @Test
    void thenTheOldestStartsAndAtLastTheOldestStops() {
        world = new SpoolWorld(new AccountingSpool.Limits(10 * RECORD, 64, 1000));
        for (int i = 0; i < 40; i++) {
            world.happens(world.start(session("s" + i)));
            world.happens(world.interim(session("s" + i), i));
            world.happens(world.stop(session("s" + i)));
        }
        assertThat(world.spool.waiting(Kind.INTERIM)).isZero();
        assertThat(world.spool.droppedCount(Kind.INTERIM)).isEqualTo(40);
        assertThat(world.spool.droppedCount(Kind.START)).isGreaterThan(35);
        assertThat(world.spool.droppedCount(Kind.STOP)).isPositive();
        assertThat(world.drains()).startsWith("Start s0").contains("Stop s39").doesNotContain("Stop s1");
        assertThat(world.spool.waiting()).isZero();
    }

    @Test
    void aNewInterimMakesNoRoomForItselfAmongStartsAndStops() {
        world = new SpoolWorld(new AccountingSpool.Limits(2 * RECORD, 64, 1000));
        world.happens(world.start(ALICE));
        world.happens(world.start(BOB));
        while (world.spool.waiting(Kind.INTERIM) > 0 || world.spool.droppedCount(Kind.INTERIM) == 0) {
            world.happens(world.interim(BOB, 1));
            world.happens(world.start(session("c" + world.spool.waiting())));
        }
        assertThat(world.spool.waiting(Kind.START)).isPositive();
    }

    @Test
    void whatIsNotInMemoryComesFromTheDisk() {
        world = new SpoolWorld(new AccountingSpool.Limits(1 << 24, 64, 0));
        for (int i = 0; i < 20; i++) {
            world.happens(world.start(session("s" + i)));
            world.happens(world.stop(session("s" + i)));
        }
        assertThat(world.drains()).hasSize(40).contains("Start s0", "Stop s0", "Start s19", "Stop s19");
        assertThat(world.waiting).isEmpty();
        assertThat(world.live).isEmpty();
    }

    @Test
    void aRecordThatIsDamagedOnTheDiskIsGivenUpAndCounted() {
        world = new SpoolWorld(new AccountingSpool.Limits(1 << 24, 64, 0));
        world.happens(world.on());
        world.happens(world.start(ALICE));
        world.happens(world.stop(ALICE));
        world.waiting.remove(2L);
        assertThat(world.drains()).containsExactly("On", "Stop alice");
        assertThat(world.spool.droppedCount(Kind.START)).isEqualTo(1);
    }

    @Test
    void afterACrashSessionsThatWereAliveAreStoppedAndThenTheGatewayComesUp() throws Exception {
        world.happens(world.start(ALICE));
        world.answers();
        world.happens(world.start(BOB));
        world.happens(world.start(session("carol")));
        world.happens(world.stop(session("carol")));
        world.passes(Duration.ofMinutes(10));
        world.happens(world.interim(ALICE, 77));
        world.onTheWay.stream().filter(d -> SpoolWorld.told(d).startsWith("Interim")).toList().forEach(world::answers);
        world.passes(Duration.ofMinutes(1));
        var crash = world.now;
        world.passes(Duration.ofMinutes(20));
        assertThat(world.crash(crash)).isEqualTo(2);
        world.happens(world.on());
        world.happens(world.start(session("dave")));

        var all = new ArrayList<SpoolEffect.Deliver>();
        while (!world.onTheWay.isEmpty()) {
            all.add(world.onTheWay.getFirst());
            world.answers();
        }
        List<String> told = all.stream().map(SpoolWorld::told).toList();
        assertThat(told).containsSubsequence("Start bob", "Stop bob").containsSubsequence("Start carol", "Stop carol");
        assertThat(told).endsWith("On", "Start dave").hasSize(8).doesNotHaveDuplicates();
        SpoolEffect.Deliver alice = all.get(told.indexOf("Stop alice"));
        assertThat(SpoolWorld.value(alice, Attributes.ACCT_INPUT_PACKETS)).isEqualTo(77);
        assertThat(SpoolWorld.value(alice, Attributes.ACCT_TERMINATE_CAUSE)).isEqualTo(11);
        assertThat(SpoolWorld.value(alice, Attributes.ACCT_SESSION_TIME)).isEqualTo(11 * 60);
        assertThat(SpoolWorld.value(alice, Attributes.EVENT_TIMESTAMP)).isEqualTo(crash.getEpochSecond());
        assertThat(SpoolWorld.value(alice, Attributes.ACCT_DELAY_TIME)).isEqualTo(20 * 60);
        SpoolEffect.Deliver bob = all.get(told.indexOf("Stop bob"));
        assertThat(SpoolWorld.value(bob, Attributes.ACCT_INPUT_OCTETS)).isZero();
        assertThat(SpoolWorld.packet(bob).all(Attributes.ACCT_SESSION_TIME)).hasSize(1);
        // Dave is the only one who lives.
        assertThat(world.live).containsOnlyKeys("dave");
    }

    @Test
    void afterACrashAStopHasWhatWasCountedLast() throws Exception {
        Session carol = session("carol");
        world.happens(world.start(ALICE));
        world.happens(world.start(BOB));
        world.happens(world.start(carol));
        world.drains();
        world.passes(Duration.ofMinutes(1));
        world.counted(ALICE, new Usage(5_000_000_000L, 7, 11, 13));
        world.counted(BOB, new Usage(1, 2, 3, 4));
        // Not yet: what comes within a second is written together.
        assertThat(world.counters).isEmpty();
        world.passes(Duration.ofSeconds(1));
        assertThat(world.counters).containsOnlyKeys("alice", "bob");
        world.passes(Duration.ofSeconds(10));
        // What a record says later counts more.
        world.happens(world.interim(BOB, 9));
        world.drains();
        Instant lastAlive = world.now;
        world.passes(Duration.ofMinutes(5));
        assertThat(world.crash(lastAlive)).isEqualTo(3);
        world.sync();
        assertThat(stops()).containsExactlyInAnyOrder(
                "Stop alice 1 705032704 7 0 11 13", "Stop bob 0 0 9 0 0 0", "Stop carol 0 0 0 0 0 0");
        assertThat(world.counters).isEmpty();
    }

    /// All stops, in words: gigawords in, octets in, packets in, gigawords out, octets out, packets out.
    private List<String> stops() {
        var stops = new ArrayList<String>();
        while (!world.onTheWay.isEmpty()) {
            SpoolEffect.Deliver delivery = world.onTheWay.getFirst();
            String text = world.answers();
            for (var counter : List.of(
                    Attributes.ACCT_INPUT_GIGAWORDS, Attributes.ACCT_INPUT_OCTETS, Attributes.ACCT_INPUT_PACKETS,
                    Attributes.ACCT_OUTPUT_GIGAWORDS, Attributes.ACCT_OUTPUT_OCTETS, Attributes.ACCT_OUTPUT_PACKETS)) {
                assertThat(SpoolWorld.packet(delivery).all(counter)).hasSize(1);
                text += " " + SpoolWorld.value(delivery, counter);
            }
            stops.add(text);
        }
        return stops;
    }

    @Test
    void whatWasCountedIsForgottenWithItsSession() {
        world.happens(world.start(ALICE));
        world.counted(ALICE, new Usage(1, 2, 3, 4));
        world.passes(Duration.ofSeconds(1));
        assertThat(world.counters).containsOnlyKeys("alice");
        world.counted(ALICE, new Usage(2, 3, 4, 5));
        world.happens(world.stop(ALICE));
        world.passes(Duration.ofSeconds(1));
        assertThat(world.counters).isEmpty();
    }

    @Test
    void aStartThatASessionWaitsForGoesFirstAndIsToldWhenAServerHasIt() {
        for (int i = 0; i < 5; i++) world.happens(world.stop(session("s" + i)));
        world.awaits(world.start(ALICE));
        assertThat(world.answers()).isEqualTo("Stop s0");
        assertThat(world.started).isEmpty();
        assertThat(world.sent()).contains("Start alice").doesNotContain("Stop s2", "Stop s3", "Stop s4");
        world.drains();
        assertThat(world.started).containsExactly("alice");
    }

    @Test
    void aSecondCrashStopsNobodyTwice() throws Exception {
        world.happens(world.start(ALICE));
        world.answers();
        assertThat(world.crash(world.now)).isEqualTo(1);
        world.sync();
        assertThat(world.crash(world.now)).isZero();
        assertThat(world.drains()).containsExactly("Stop alice");
        assertThat(world.crash(world.now)).isZero();
        assertThat(world.drains()).isEmpty();
    }
}
