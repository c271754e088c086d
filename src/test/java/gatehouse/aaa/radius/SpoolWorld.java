package gatehouse.aaa.radius;

import static gatehouse.aaa.radius.SomeSession.NAS;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.net.Usage;
import gatehouse.radius.AttributeKey;
import gatehouse.radius.Attributes;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A spool, its disk, and what is on its way to servers. The disk does nothing until it is told to.
final class SpoolWorld {
    static final AccountingSpool.Limits PLENTY = new AccountingSpool.Limits(1 << 24, 64, 1000);

    final Map<Long, Bytes> waiting = new TreeMap<>();
    final Map<String, Bytes> live = new TreeMap<>();
    final Map<String, Bytes> counters = new TreeMap<>();
    final List<String> started = new ArrayList<>();
    final List<SpoolEffect.Deliver> onTheWay = new ArrayList<>();
    AccountingSpool spool;
    Instant now = SomeSession.START;
    boolean diskWorks = true;
    private final AccountingSpool.Limits limits;
    private final Deque<SpoolEffect> diskHasToDo = new ArrayDeque<>();

    SpoolWorld(AccountingSpool.Limits limits) {
        this.limits = limits;
        this.spool = new AccountingSpool(limits);
    }

    /// An event, and the disk does its work.
    void happens(AccountingEvent event) {
        add(event);
        sync();
    }

    void add(AccountingEvent event) {
        perform(spool.add(AccountingRecord.of(event, new AccountingTranslator(NAS)), now));
    }

    /// A start that a session waits for, and the disk does its work.
    void awaits(AccountingEvent start) {
        perform(spool.addAwaited(AccountingRecord.of(start, new AccountingTranslator(NAS)), now));
        sync();
    }

    void counted(Session session, Usage usage) {
        perform(spool.counted(session.id().text(), usage, now));
    }

    void passes(Duration time) {
        now = now.plus(time);
        perform(spool.advance(now));
        sync();
    }

    /// The disk does what it was asked for.
    void sync() {
        while (!diskHasToDo.isEmpty()) diskDoes(diskHasToDo.poll());
    }

    /// The disk does the first thing that it was asked for.
    void syncOne() {
        if (!diskHasToDo.isEmpty()) diskDoes(diskHasToDo.poll());
    }

    private void diskDoes(SpoolEffect effect) {
        switch (effect) {
            case SpoolEffect.Keep(var number, var record) -> {
                if (diskWorks) waiting.put(number, record);
                perform(diskWorks ? spool.kept(number, now) : spool.notKept(number, now));
            }
            case SpoolEffect.Discard(var number) -> waiting.remove(number);
            case SpoolEffect.Fetch(var number) ->
                    perform(spool.fetched(number, Optional.ofNullable(waiting.get(number)), now));
            case SpoolEffect.Remember(var session, var record) -> live.put(session, record);
            case SpoolEffect.Count(var session, var octets) -> counters.put(session, octets);
            case SpoolEffect.Forget(var session) -> {
                live.remove(session);
                counters.remove(session);
            }
            case SpoolEffect.Deliver _,SpoolEffect.Started _ -> throw new IllegalStateException();
        }
    }

    /// kill -9, and a new start. What the disk had not done yet, it never does.
    int crash(Instant lastAlive) throws MalformedException {
        diskHasToDo.clear();
        onTheWay.clear();
        spool = new AccountingSpool(limits);
        AccountingSpool.Recovery recovery = spool.recovery();
        for (Bytes record : live.values()) recovery.remembered(record);
        for (Map.Entry<String, Bytes> entry : counters.entrySet()) recovery.counted(entry.getKey(), entry.getValue());
        for (Map.Entry<Long, Bytes> entry : waiting.entrySet()) recovery.waiting(entry.getKey(), entry.getValue());
        AccountingSpool.Recovered recovered = recovery.end(lastAlive, now);
        perform(recovered.effects());
        return recovered.stops();
    }

    /// A server answers the oldest request.
    String answers() {
        return answers(onTheWay.removeFirst());
    }

    String answers(SpoolEffect.Deliver delivery) {
        onTheWay.remove(delivery);
        perform(spool.delivered(delivery.number(), now));
        sync();
        return told(delivery);
    }

    void fails() {
        fails(onTheWay.removeFirst());
    }

    void fails(SpoolEffect.Deliver delivery) {
        onTheWay.remove(delivery);
        perform(spool.failed(delivery.number(), now));
        sync();
    }

    /// Everything is answered until nothing comes any more.
    List<String> drains() {
        var told = new ArrayList<String>();
        sync();
        while (!onTheWay.isEmpty()) told.add(answers());
        return told;
    }

    /// What is on its way.
    List<String> sent() {
        return onTheWay.stream().map(SpoolWorld::told).toList();
    }

    private void perform(List<SpoolEffect> effects) {
        for (SpoolEffect effect : effects) {
            if (effect instanceof SpoolEffect.Deliver delivery) onTheWay.add(delivery);
            else if (effect instanceof SpoolEffect.Started(var session)) started.add(session);
            else diskHasToDo.add(effect);
        }
    }

    AccountingEvent start(Session session) {
        return new AccountingEvent.Start("servers", now, session, List.of());
    }

    AccountingEvent interim(Session session, long packets) {
        return new AccountingEvent.Interim("servers", now, session, List.of(), new Usage(0, packets, 0, 0));
    }

    AccountingEvent stop(Session session) {
        return new AccountingEvent.Stop(
                "servers", now, session, List.of(), Usage.NONE, TerminateCause.USER_REQUEST, "left");
    }

    AccountingEvent on() {
        return new AccountingEvent.GatewayUp("servers", now);
    }

    AccountingEvent off() {
        return new AccountingEvent.GatewayDown("servers", now);
    }

    static Session session(String name) {
        return SomeSession.of(name, name, "0A", "10.0.0.2", "198.51.100.2");
    }

    static <T> T value(SpoolEffect.Deliver delivery, AttributeKey<T> key) {
        return packet(delivery).first(key).orElseThrow();
    }

    static RadiusPacket packet(SpoolEffect.Deliver delivery) {
        return new RadiusPacket(
                RadiusCode.ACCOUNTING_REQUEST, 0, Bytes.wrap(new byte[16]), delivery.attributes());
    }

    /// `Start alice`, `Interim alice 7`, `On`.
    static String told(SpoolEffect.Deliver delivery) {
        String session = value(delivery, Attributes.ACCT_SESSION_ID);
        return switch (value(delivery, Attributes.ACCT_STATUS_TYPE).intValue()) {
            case 1 -> "Start " + session;
            case 2 -> "Stop " + session;
            case 3 -> "Interim " + session + " " + value(delivery, Attributes.ACCT_INPUT_PACKETS);
            case 7 -> "On";
            case 8 -> "Off";
            default -> throw new IllegalStateException();
        };
    }
}
