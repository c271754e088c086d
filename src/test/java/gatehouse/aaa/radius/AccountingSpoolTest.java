package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.SomeSession.NAS;
import static gatehouse.aaa.radius.SomeSession.START;
import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccountingSpool.Delivery;
import gatehouse.bytes.Bytes;
import gatehouse.net.Usage;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountingSpoolTest {
    private static final Session ALICE = SomeSession.alice();
    private static final Session BOB = SomeSession.of("s-bob", "bob", "0A", "10.0.0.2", "198.51.100.2");

    private AccountingSpool spool = new AccountingSpool(new AccountingTranslator(NAS), 100);
    private Instant now = START;

    @Test
    void aSessionIsToldOneAfterTheOther() {
        Delivery start = one(add(start(ALICE)));
        assertThat(status(start)).isEqualTo("Start s-alice");
        assertThat(start.serverGroup()).isEqualTo("servers");
        assertThat(add(interim(ALICE, 1))).isEmpty();
        assertThat(add(stop(ALICE))).isEmpty();
        assertThat(spool.waiting()).isEqualTo(3);
        Delivery interim = one(spool.delivered(start.number(), now));
        assertThat(status(interim)).isEqualTo("Interim s-alice 1");
        Delivery stop = one(spool.delivered(interim.number(), now));
        assertThat(status(stop)).isEqualTo("Stop s-alice");
        assertThat(spool.delivered(stop.number(), now)).isEmpty();
        assertThat(spool.waiting()).isZero();
        assertThat(spool.deliveredCount()).isEqualTo(3);
        assertThat(spool.nextDeadline()).isEmpty();
    }

    @Test
    void noSessionWaitsForAnother() {
        one(add(start(ALICE)));
        assertThat(status(one(add(start(BOB))))).isEqualTo("Start s-bob");
        assertThat(status(one(add(new AccountingEvent.GatewayUp("servers", now))))).startsWith("On ");
        assertThat(status(one(add(new AccountingEvent.GatewayUp("others", now))))).startsWith("On ");
        assertThat(add(new AccountingEvent.GatewayDown("servers", now))).isEmpty();
    }

    @Test
    void whatFailsIsSentAgainLaterAndLaterUpToAMinute() {
        Delivery delivery = one(add(start(ALICE)));
        for (int pause : new int[] {2, 4, 8, 16, 32, 60, 60}) {
            spool.failed(delivery.number(), now);
            assertThat(spool.nextDeadline()).hasValue(now.plusSeconds(pause));
            now = now.plusSeconds(pause).minusNanos(1);
            assertThat(spool.advance(now)).isEmpty();
            now = now.plusNanos(1);
            Delivery again = one(spool.advance(now));
            assertThat(again.number()).isNotEqualTo(delivery.number());
            assertThat(status(again)).isEqualTo("Start s-alice");
            assertThat(packet(again).first(Attributes.ACCT_DELAY_TIME))
                    .hasValue(Duration.between(START, now).toSeconds());
            assertThat(packet(again).first(Attributes.EVENT_TIMESTAMP)).hasValue(START.getEpochSecond());
            delivery = again;
        }
        spool.delivered(delivery.number(), now);
        // Success ends the caution.
        spool.failed(one(add(interim(ALICE, 1))).number(), now);
        assertThat(spool.nextDeadline()).hasValue(now.plusSeconds(2));
    }

    @Test
    void nothingOvertakesWhatFailed() {
        Delivery start = one(add(start(ALICE)));
        spool.failed(start.number(), now);
        assertThat(add(stop(ALICE))).isEmpty();
        now = now.plusSeconds(2);
        Delivery again = one(spool.advance(now));
        assertThat(status(again)).isEqualTo("Start s-alice");
        assertThat(status(one(spool.delivered(again.number(), now)))).isEqualTo("Stop s-alice");
    }

    @Test
    void anOutcomeCountsOnce() {
        Delivery start = one(add(start(ALICE)));
        add(stop(ALICE));
        Delivery stop = one(spool.delivered(start.number(), now));
        assertThat(spool.delivered(start.number(), now)).isEmpty();
        spool.failed(start.number(), now);
        assertThat(spool.nextDeadline()).isEmpty();
        spool.delivered(stop.number(), now);
        assertThat(spool.deliveredCount()).isEqualTo(2);
    }

    @Test
    void afterAStopThereIsNoInterim() {
        Delivery start = one(add(start(ALICE)));
        add(stop(ALICE));
        assertThat(add(interim(ALICE, 1))).isEmpty();
        assertThat(spool.waiting()).isEqualTo(2);
        Delivery stop = one(spool.delivered(start.number(), now));
        assertThat(status(stop)).isEqualTo("Stop s-alice");
        assertThat(spool.delivered(stop.number(), now)).isEmpty();
        assertThat(spool.waiting()).isZero();
    }

    @Test
    void whenItIsFullTheOldestInterimsGoFirst() {
        spool = new AccountingSpool(new AccountingTranslator(NAS), 4);
        Delivery start = one(add(start(ALICE)));
        add(interim(ALICE, 1));
        add(interim(ALICE, 2));
        add(interim(ALICE, 3));
        assertThat(spool.waiting()).isEqualTo(4);
        add(interim(ALICE, 4));
        add(stop(ALICE));
        assertThat(spool.waiting()).isEqualTo(4);
        assertThat(spool.droppedCount()).isEqualTo(2);
        assertThat(drain(start)).containsExactly(
                "Start s-alice", "Interim s-alice 3", "Interim s-alice 4", "Stop s-alice");
    }

    @Test
    void startsAndStopsAreNeverDropped() {
        spool = new AccountingSpool(new AccountingTranslator(NAS), 3);
        var deliveries = new ArrayList<Delivery>();
        for (int i = 0; i < 20; i++) {
            Session session = SomeSession.of("s-" + i, "u" + i, "0A", "10.0.0." + (i + 1), "198.51.100.2");
            deliveries.addAll(add(start(session)));
            add(interim(session, i));
            add(stop(session));
        }
        assertThat(deliveries).hasSize(20);
        var told = new ArrayList<String>();
        deliveries.forEach(delivery -> told.addAll(drain(delivery)));
        for (int i = 0; i < 20; i++) assertThat(told).contains("Start s-" + i, "Stop s-" + i);
        assertThat(told).hasSize(40);
        assertThat(spool.droppedCount()).isEqualTo(20);
        assertThat(spool.waiting()).isZero();
    }

    @Test
    void whenNoInterimIsLeftANewOneIsNotTaken() {
        spool = new AccountingSpool(new AccountingTranslator(NAS), 2);
        Delivery start = one(add(start(ALICE)));
        one(add(start(BOB)));
        assertThat(add(interim(BOB, 1))).isEmpty();
        assertThat(spool.droppedCount()).isEqualTo(1);
        assertThat(spool.waiting()).isEqualTo(2);
        assertThat(drain(start)).containsExactly("Start s-alice");
    }

    @Test
    void whatIsOnItsWayIsNotDropped() {
        spool = new AccountingSpool(new AccountingTranslator(NAS), 1);
        Delivery interim = one(add(interim(ALICE, 1)));
        add(stop(ALICE));
        assertThat(spool.droppedCount()).isZero();
        assertThat(drain(interim)).containsExactly("Interim s-alice 1", "Stop s-alice");
    }

    @Test
    void aSessionWhoseInterimsAllMadeRoomGoesOn() {
        spool = new AccountingSpool(new AccountingTranslator(NAS), 1);
        spool.failed(one(add(interim(ALICE, 1))).number(), now);
        one(add(start(BOB)));
        assertThat(spool.droppedCount()).isEqualTo(1);
        now = now.plusSeconds(2);
        assertThat(spool.advance(now)).isEmpty();
        assertThat(spool.nextDeadline()).isEmpty();
        assertThat(status(one(add(stop(ALICE))))).isEqualTo("Stop s-alice");
    }

    @Test
    void allThatIsDueIsSentAtOnce() {
        for (Session session : List.of(ALICE, BOB)) spool.failed(one(add(start(session))).number(), now);
        now = now.plusSeconds(3);
        assertThat(spool.advance(now)).extracting(AccountingSpoolTest::status)
                .containsExactlyInAnyOrder("Start s-alice", "Start s-bob");
        assertThat(spool.advance(now)).isEmpty();
    }

    private List<Delivery> add(AccountingEvent event) {
        return spool.add(event, now);
    }

    /// What is told from this delivery on, if all goes well.
    private List<String> drain(Delivery first) {
        var told = new ArrayList<String>();
        List<Delivery> next = List.of(first);
        while (!next.isEmpty()) {
            Delivery delivery = one(next);
            told.add(status(delivery));
            next = spool.delivered(delivery.number(), now);
        }
        return told;
    }

    private static Delivery one(List<Delivery> deliveries) {
        assertThat(deliveries).hasSize(1);
        return deliveries.getFirst();
    }

    private AccountingEvent start(Session session) {
        return new AccountingEvent.Start("servers", now, session, List.of());
    }

    private AccountingEvent interim(Session session, long packets) {
        return new AccountingEvent.Interim("servers", now, session, List.of(), new Usage(0, packets, 0, 0));
    }

    private AccountingEvent stop(Session session) {
        return new AccountingEvent.Stop(
                "servers", now, session, List.of(), Usage.NONE, TerminateCause.USER_REQUEST, "left");
    }

    private static RadiusPacket packet(Delivery delivery) {
        return new RadiusPacket(
                RadiusCode.ACCOUNTING_REQUEST, 0, Bytes.wrap(new byte[16]), delivery.attributes());
    }

    private static String status(Delivery delivery) {
        RadiusPacket packet = packet(delivery);
        String session = packet.first(Attributes.ACCT_SESSION_ID).orElseThrow();
        long status = packet.first(Attributes.ACCT_STATUS_TYPE).orElseThrow();
        return switch ((int) status) {
            case 1 -> "Start " + session;
            case 2 -> "Stop " + session;
            case 3 -> "Interim " + session + " " + packet.first(Attributes.ACCT_INPUT_PACKETS).orElseThrow();
            case 7 -> "On " + session;
            default -> "status " + status;
        };
    }
}
