package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.aaa.radius.NasIdentity;
import gatehouse.aaa.radius.SpoolEffect;
import gatehouse.bytes.Bytes;
import gatehouse.journal.Journal;
import gatehouse.net.Usage;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.transport.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Accounting on a real journal, with servers that answer by hand.
@Timeout(60)
class AccountingDeskTest {
    private static final long ROOM = 40_000;

    private final EventLoops loops = EventLoops.start(1);
    private final EngineLoop loop = new EngineLoop(loops.loop(0), new SteadyClock(), new Bugs());
    private final BlockingQueue<Delivery> onTheWay = new LinkedBlockingQueue<>();
    private final BlockingQueue<SessionId> started = new LinkedBlockingQueue<>();
    private final LogLines log = new LogLines(AccountingDesk.class);
    private Journal journal;
    private AccountingDesk desk;

    @TempDir
    private Path directory;

    private record Delivery(SpoolEffect.Deliver request, Consumer<Boolean> outcome) {
        <T> T value(AttributeKey<T> key) {
            return new RadiusPacket(
                    RadiusCode.ACCOUNTING_REQUEST, 0, Bytes.wrap(new byte[16]), request.attributes()).first(key)
                    .orElseThrow();
        }
    }

    private void open(String file) throws IOException {
        journal = Journal.open(directory.resolve(file), 1 << 24);
        desk = new AccountingDesk(
                loop,
                journal,
                new AccountingSpool.Limits(ROOM, 8, 1000),
                _ -> new AccountingTranslator(new NasIdentity("gate", List.of())),
                started::add);
        desk.open((request, outcome) -> onTheWay.add(new Delivery(request, outcome)), Set.of("office"));
    }

    @AfterEach
    void close() {
        journal.close();
        loops.close();
        log.close();
    }

    private static Session session(int number) {
        return SomeSession.of("S" + number, "person" + number, 1);
    }

    private void starts(int number) {
        desk.account(new AccountingEvent.Start("office", loop.now(), session(number), List.of()));
    }

    private void goesOn(int number) {
        desk.account(new AccountingEvent.Interim("office", loop.now(), session(number), List.of(), Usage.NONE));
    }

    private double metric(String name, String labels) throws Exception {
        return loop.ask(desk::tally).get().metrics().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.labels().toString().contains(labels))
                .mapToDouble(sample -> sample.value())
                .sum();
    }

    /// What was given up makes room here a moment before it does on the disk.
    private void diskDoesItsWork() throws Exception {
        loop.ask(desk::waiting).get();
        journal.topic("gateway", 1 << 20).get("alive").get();
    }

    private List<String> problems() throws Exception {
        return loop.ask(desk::problems).get();
    }

    /// What other threads do, soon.
    private static void soon(BooleanSupplier becomes) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!becomes.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("did not become so");
            Thread.onSpinWait();
        }
    }

    @Test
    void beforeAnythingIsGivenUpItIsSaidThatRoomGetsScarce() throws Exception {
        open("filling.db");
        assertThat(problems()).isEmpty();
        int sessions = 0;
        while (metric("gatehouse_accounting_alarm", "filling") == 0) {
            starts(++sessions);
            goesOn(sessions);
            diskDoesItsWork();
        }
        assertThat(String.join("\n", log.all())).contains("accounting-journal-filling");
        assertThat(metric("gatehouse_accounting_dropped_total", "")).isZero();
        assertThat(problems()).singleElement().asString()
                .startsWith("accounting takes 8").contains("interims are given up, then starts, then stops");
        while (metric("gatehouse_accounting_dropped_total", "interim") == 0) {
            starts(++sessions);
            diskDoesItsWork();
        }
        assertThat(String.join("\n", log.all())).contains("accounting-thinned").doesNotContain("accounting-lost");
        assertThat(metric("gatehouse_accounting_alarm", "lost")).isZero();
        while (metric("gatehouse_accounting_dropped_total", "start") == 0) {
            starts(++sessions);
            diskDoesItsWork();
        }
        assertThat(metric("gatehouse_accounting_dropped_total", "stop")).isZero();
        assertThat(metric("gatehouse_accounting_alarm", "lost")).isEqualTo(1);
        assertThat(problems()).hasSize(2).last().asString().contains("starts or stops of sessions were given up");
    }

    @Test
    void whatWasCountedOutlivesTheProcess() throws Exception {
        open("before.db");
        starts(1);
        onTheWay.take().outcome().accept(true);
        desk.counted(new SessionId("S1"), new Usage(1000, 1, 2000, 2));
        soon(() -> journal.topic("accounting-counters", ROOM).records() == 1);
        // What the disk would have if the machine stopped now.
        for (String part : List.of("before.db", "before.db-wal")) {
            Files.copy(directory.resolve(part), directory.resolve(part.replace("before", "after")));
        }
        journal.close();
        open("after.db");
        Delivery stop = onTheWay.take();
        assertThat(stop.value(Attributes.ACCT_TERMINATE_CAUSE)).isEqualTo(TerminateCause.NAS_REBOOT.code());
        assertThat(stop.value(Attributes.ACCT_INPUT_OCTETS)).isEqualTo(1000L);
        assertThat(stop.value(Attributes.ACCT_OUTPUT_PACKETS)).isEqualTo(2L);
        stop.outcome().accept(true);
        soon(() -> journal.topic("accounting-counters", ROOM).records() == 0);
    }

    @Test
    void aSessionThatWaitsHearsThatAServerHasItsStart() throws Exception {
        open("waits.db");
        starts(1);
        desk.account(new AccountingEvent.Start("office", loop.now(), session(2), List.of(), true));
        for (int i = 0; i < 2; i++) onTheWay.take().outcome().accept(true);
        assertThat(started.take()).isEqualTo(new SessionId("S2"));
        assertThat(started).isEmpty();
    }
}
