package gatehouse.aaa.radius;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccountingSpool.Delivery;
import gatehouse.bytes.Bytes;
import gatehouse.net.Usage;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Deliveries that fail, and answers in any order.
class AccountingStormTest {
    private static final long START = 1;
    private static final long STOP = 2;
    private static final long INTERIM = 3;

    private final AccountingSpool spool =
            new AccountingSpool(new AccountingTranslator(new NasIdentity("gate", List.of())), 10);
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");

    /// Whatever fails and in whatever order it is answered: per session what arrives is in order, each start and stop
    /// arrives once, and nothing is left.
    @Test
    void inAStormEveryStartAndStopArrivesOnceAndInOrder() {
        var random = new Random(7);
        var onTheWay = new ArrayList<Delivery>();
        var arrived = new HashMap<String, List<Long>>();
        var steps = new HashMap<String, ArrayDeque<AccountingEvent>>();
        for (int i = 0; i < 200; i++) {
            var events = new ArrayDeque<AccountingEvent>(List.of(start("s" + i)));
            for (int n = random.nextInt(6); n > 0; n--) events.add(interim("s" + i));
            events.add(stop("s" + i));
            steps.put("s" + i, events);
        }
        while (!steps.isEmpty() || spool.waiting() > 0) {
            now = now.plusMillis(200);
            onTheWay.addAll(spool.advance(now));
            for (String id : List.copyOf(steps.keySet())) {
                if (random.nextInt(10) != 0) continue;
                onTheWay.addAll(spool.add(steps.get(id).poll(), now));
                if (steps.get(id).isEmpty()) steps.remove(id);
            }
            for (int n = onTheWay.size() / 2 + 1; n > 0 && !onTheWay.isEmpty(); n--) {
                Delivery delivery = onTheWay.remove(random.nextInt(onTheWay.size()));
                if (random.nextBoolean()) {
                    spool.failed(delivery.number(), now);
                } else {
                    arrived.computeIfAbsent(sessionOf(delivery), _ -> new ArrayList<>()).add(status(delivery));
                    onTheWay.addAll(spool.delivered(delivery.number(), now));
                }
            }
        }
        assertThat(onTheWay).isEmpty();
        assertThat(spool.nextDeadline()).isEmpty();
        assertThat(arrived).hasSize(200);
        for (Map.Entry<String, List<Long>> session : arrived.entrySet()) {
            List<Long> statuses = session.getValue();
            assertThat(statuses.getFirst()).isEqualTo(START);
            assertThat(statuses.getLast()).isEqualTo(STOP);
            assertThat(statuses.subList(1, statuses.size() - 1)).allMatch(status -> status == INTERIM);
        }
        assertThat(spool.droppedCount()).isPositive();
    }

    private AccountingEvent start(String id) {
        return new AccountingEvent.Start("group", now, session(id), List.of());
    }

    private AccountingEvent interim(String id) {
        return new AccountingEvent.Interim("group", now, session(id), List.of(), Usage.NONE);
    }

    private AccountingEvent stop(String id) {
        return new AccountingEvent.Stop(
                "group", now, session(id), List.of(), Usage.NONE, TerminateCause.USER_REQUEST, "");
    }

    private static Session session(String id) {
        return SomeSession.of(id, "alice", "0A01", "10.0.0.1", "198.51.100.1");
    }

    private static long status(Delivery delivery) {
        return value(delivery, Attributes.ACCT_STATUS_TYPE);
    }

    private static String sessionOf(Delivery delivery) {
        return value(delivery, Attributes.ACCT_SESSION_ID);
    }

    private static <T> T value(Delivery delivery, AttributeKey<T> key) {
        return new RadiusPacket(RadiusCode.ACCOUNTING_REQUEST, 0, Bytes.wrap(new byte[16]), delivery.attributes())
                .first(key)
                .orElseThrow();
    }
}
