package gatehouse.conversation;

import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.AccountingRecord;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.aaa.radius.SpoolEffect;
import gatehouse.address.JournalLeaseStore;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.config.GatewayConfig;
import gatehouse.crypto.Providers;
import gatehouse.dataplane.esp.EspDataPlane;
import gatehouse.dataplane.esp.SaDatabase;
import gatehouse.eap.EapType;
import gatehouse.ike.AaaRoom;
import gatehouse.ike.Effect;
import gatehouse.ike.Input;
import gatehouse.ike.Redirects;
import gatehouse.ike.engine.IkeEngine;
import gatehouse.ike.policy.Policies;
import gatehouse.initiator.Initiator;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.journal.Journal;
import gatehouse.journal.JournalException;
import gatehouse.journal.Topic;
import gatehouse.net.Datagram;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.session.SessionDirectory;
import gatehouse.wire.RedirectTarget;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// A gateway without sockets, in simulated time, with all that it keeps of a session: engine, ESP data plane, directory, leases
/// and accounting on a journal; and its clients. What it does is metered, what clients, network and servers do is not.
final class RestingGateway implements Closeable {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Providers PROVIDERS = Providers.load();
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Secret SECRET = Secret.ofUtf8("between the gateway and its server");

    final IkeEngine engine;
    final SaDatabase pairs = new SaDatabase();
    final SessionDirectory directory = new SessionDirectory();
    final Map<String, Long> happened = new HashMap<>();
    List<Client> clients = new ArrayList<>();
    private final Journal journal;
    private final Pools pools;
    private final AccountingSpool spool;
    private final AccountingTranslator accounting;
    private final AccessTranslator access;
    private final String server;
    private final SecureRandom random = new SecureRandom();
    private final Authenticators authenticators = new Authenticators();
    private final EapScript people = new EapScript();
    private final Topic waiting;
    private final Topic live;
    private final Topic counters;
    private final Queue<Function<Instant, List<SpoolEffect>>> reports = new ConcurrentLinkedQueue<>();
    private final AtomicInteger onDisk = new AtomicInteger();
    private final long journalThread;
    private final Map<InetSocketAddress, Client> byAddress = new HashMap<>();
    private final Queue<Input> inputs = new ArrayDeque<>();
    private final Queue<Datagram> sent = new ArrayDeque<>();
    private Instant now;
    private long cpuNanos;
    private long allocated;

    RestingGateway(GatewayConfig config, Policies policies, Path journalFile, Instant now) throws JournalException {
        this.now = now;
        journal = Journal.open(journalFile, 1L << 34);
        journalThread = newestThread("journal");
        pools = new Pools(
                config.pools(), config.dataPlane().reserved(),
                new JournalLeaseStore(journal.topic("leases", 1L << 32)));
        spool = new AccountingSpool(
                new AccountingSpool.Limits(1L << 32, config.accounting().inFlight(), config.accounting().inMemory()));
        waiting = journal.topic("accounting", 1L << 33);
        live = journal.topic("accounting-live", 1L << 32);
        counters = journal.topic("accounting-counters", 1L << 32);
        server = config.radius().groups().getFirst().name();
        accounting = new AccountingTranslator(config.radius().nas(server));
        access = new AccessTranslator(config.radius().nas(server));
        var plane = new EspDataPlane(pairs, random, this::now, () -> Duration.between(now, this.now).toNanos());
        engine = new IkeEngine(
                0, policies, pools, plane, directory, _ -> Optional.empty(), PROVIDERS, random,
                Secret.ofUtf8("what outlives a crash"), now, () -> AaaRoom.Level.AMPLE, NOWHERE_ELSE);
    }

    private static final Redirects NOWHERE_ELSE = new Redirects() {
        @Override
        public Optional<RedirectTarget> elsewhere(Optional<RedirectTarget> from) {
            return Optional.empty();
        }

        @Override
        public boolean isDraining() {
            return false;
        }
    };

    private static long newestThread(String name) {
        long newest = -1;
        for (var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals(name)) newest = Math.max(newest, thread.getThreadId());
        }
        if (newest < 0) throw new IllegalStateException("no thread " + name);
        return newest;
    }

    Instant now() {
        return now;
    }

    /// What the gateway has cost: its own thread and the journal's.
    record Cost(long cpuNanos, long allocated) {
        Cost since(Cost before) {
            return new Cost(cpuNanos - before.cpuNanos, allocated - before.allocated);
        }
    }

    Cost cost() {
        return new Cost(cpuNanos + THREADS.getThreadCpuTime(journalThread), allocated);
    }

    /// How often something happened: rekeys, interims.
    long count(String what) {
        return happened.getOrDefault(what, 0L);
    }

    /// Somebody logs in, and is there when this returns.
    void login(int number) {
        var shape = new Client.Shape("person" + number);
        shape.identity = "person" + number + "@example.org";
        shape.place = "100." + (64 + (number >>> 16)) + "." + (number >>> 8 & 255) + "." + (number & 255);
        people.user(shape.user, shape.password, EapType.MSCHAPV2);
        var settings = shape.settings();
        var client = new Client(new Initiator(settings, PROVIDERS, random), settings.natTraversalPath());
        byAddress.put(settings.ikePath().local(), client);
        byAddress.put(settings.natTraversalPath().local(), client);
        clients.add(client);
        tell(client, new InitiatorInput.Start());
        exchange();
        if (!client.connected()) throw new IllegalStateException("not connected: " + client.seen);
        people.leaves(shape.user);
        byAddress.remove(settings.ikePath().local());
        client.seen.clear();
    }

    /// Nobody is there any more, and the gateway does not know it.
    void forgetClients() {
        settle();
        clients = new ArrayList<>();
        byAddress.clear();
    }

    void tell(Client client, InitiatorInput input) {
        for (InitiatorEffect effect : client.engine.handle(input, now)) {
            switch (effect) {
                case InitiatorEffect.Send(var datagram) ->
                        inputs.add(new Input.Received(new Datagram(datagram.path().reversed(), datagram.payload())));
                case InitiatorEffect.Connected _ -> client.seen.add(effect);
                case InitiatorEffect.Closed closed -> throw new IllegalStateException("a client left: " + closed);
                default -> {}
            }
        }
    }

    void feed(Input input) {
        inputs.add(input);
    }

    /// Lets time pass.
    void run(Duration duration) {
        Instant end = now.plus(duration);
        while (now.isBefore(end)) {
            now = now.plus(TICK);
            if (engine.nextDeadline().filter(at -> !at.isAfter(now)).isPresent()) inputs.add(new Input.TimeAdvanced());
            settle();
        }
    }

    /// Until nothing is on its way, to the disk neither.
    void settle() {
        do {
            exchange();
            // The disk takes its time, which is none of the simulated.
            while (reports.isEmpty() && onDisk.get() > 0) LockSupport.parkNanos(100_000);
        } while (!reports.isEmpty());
    }

    /// Until clients and gateway have said everything to each other.
    private void exchange() {
        do {
            metered(() -> {
                for (Input next = inputs.poll(); next != null; next = inputs.poll()) {
                    for (Effect effect : engine.handle(next, now)) perform(effect);
                }
                for (var report = reports.poll(); report != null; report = reports.poll()) perform(report.apply(now));
                if (spool.nextDeadline().filter(at -> !at.isAfter(now)).isPresent()) perform(spool.advance(now));
            });
            for (Datagram next = sent.poll(); next != null; next = sent.poll()) {
                Client client = byAddress.get(next.path().remote());
                if (client == null) continue;
                tell(client, new InitiatorInput.Received(new Datagram(next.path().reversed(), next.payload())));
            }
        } while (!inputs.isEmpty());
    }

    private void metered(Runnable work) {
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        long before = THREADS.getCurrentThreadCpuTime();
        work.run();
        cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
        allocated += THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Send(var datagram) -> sent.add(datagram);
            case Effect.Ask(var ticket, var question, var _) ->
                    inputs.add(new Input.Answered(ticket, answer(question)));
            case Effect.Account(var event) -> {
                if (event instanceof AccountingEvent.Interim) happened.merge("interim", 1L, Long::sum);
                perform(spool.add(AccountingRecord.of(event, accounting), now));
            }
            case Effect.Counted(var session, var usage) -> perform(spool.counted(session.text(), usage, now));
            case Effect.Opened(var session) -> directory.put(session);
            case Effect.Changed(var session, var what) -> {
                happened.merge(what, 1L, Long::sum);
                directory.put(session);
            }
            case Effect.Moved(var session, var _, var _) -> directory.put(session);
            case Effect.Attempted _ -> {}
            default -> throw new IllegalStateException("nobody is to leave: " + effect);
        }
    }

    private void perform(List<SpoolEffect> effects) {
        for (SpoolEffect effect : effects) {
            switch (effect) {
                case SpoolEffect.Keep(var number, var record) -> {
                    onDisk.incrementAndGet();
                    waiting.put(Long.toString(number), record).whenComplete((_, e) -> {
                        reports.add(at -> e == null ? spool.kept(number, at) : spool.notKept(number, at));
                        onDisk.decrementAndGet();
                    });
                }
                case SpoolEffect.Discard(var number) -> waiting.drop(Long.toString(number));
                case SpoolEffect.Remember(var session, var record) -> live.put(session, record);
                case SpoolEffect.Count(var session, var octets) -> counters.put(session, octets);
                case SpoolEffect.Forget(var session) -> {
                    live.drop(session);
                    counters.drop(session);
                }
                case SpoolEffect.Deliver(var number, var _, var _) -> reports.add(at -> spool.delivered(number, at));
                case SpoolEffect.Fetch _,SpoolEffect.Started _ -> throw new IllegalStateException("of no use here");
            }
        }
    }

    /// What a server says: the attributes of the Access-Accept are read as they come over the network.
    private AccessAnswer answer(AccessQuestion question) {
        AccessAnswer scripted = people.answer(question);
        people.asked.clear();
        people.questions.clear();
        if (!(scripted instanceof AccessAnswer.Accept accept)) return scripted;
        var round = (AccessQuestion.EapRound) question;
        var attributes = new ArrayList<Attribute>(List.of(
                Attributes.USER_NAME.of(round.userName()),
                Attributes.CLASS.of(Bytes.ofUtf8("CACS:0a0b0c0d:" + round.userName() + ":1")),
                Attributes.SESSION_TIMEOUT.of(7 * 86_400L),
                Attributes.IDLE_TIMEOUT.of(8 * 3_600L),
                Attributes.EAP_MESSAGE.of(accept.eap())));
        for (String pair : List.of(
                "ip:inacl#10=permit tcp any host 10.1.1.1 eq 443",
                "ip:inacl#20=permit udp any host 10.1.1.2 eq domain",
                "ip:inacl#30=deny ip any 192.168.0.0 0.0.255.255",
                "ip:inacl#40=permit ip any any",
                "ip:sub-qos-policy-out=gold",
                "ipsec:dns-servers=10.1.1.2 10.1.1.3")) {
            attributes.add(Attributes.CISCO_AVPAIR.of(pair));
        }
        var request = new RadiusPacket(RadiusCode.ACCESS_REQUEST, 1, Bytes.wrap(new byte[16]), List.of());
        try {
            RadiusPacket packet = RadiusPacket.read(
                    authenticators.response(RadiusCode.ACCESS_ACCEPT, request, attributes, SECRET));
            AccessAnswer read = access.answer(question, packet, "radius-1", SECRET, Bytes.EMPTY);
            return new AccessAnswer.Accept(accept.eap(), accept.msk(), ((AccessAnswer.Accept) read).grant());
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
