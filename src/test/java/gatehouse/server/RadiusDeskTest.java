package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessAnswer;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.AccountingEvent;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.PeerFacts;
import gatehouse.aaa.authorization.Withdrawal;
import gatehouse.aaa.radius.AccessTranslator;
import gatehouse.aaa.radius.AccountingSpool;
import gatehouse.aaa.radius.AccountingTranslator;
import gatehouse.aaa.radius.NasIdentity;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.journal.Journal;
import gatehouse.net.Addresses;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.client.RadiusClient;
import gatehouse.radius.client.RadiusServer;
import gatehouse.radius.client.ServerGroup;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.session.SessionId;
import gatehouse.transport.EventLoops;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The test is the RADIUS server.
@Timeout(60)
class RadiusDeskTest {
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1");
    private static final InetAddress TENANT = InetAddress.ofLiteral("127.0.0.2");
    private static final Secret SECRET = Secret.ofUtf8("between the desk and the test");
    private static final Bytes IDENTITY = Bytes.fromHex("0201000a01616c696365");
    private static final Bytes REQUEST = Bytes.fromHex("0102000604aa");

    private record Answer(long number, AccessAnswer answer) {}

    private record Heard(RadiusPacket packet, SocketAddress from) {}

    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final EventLoops loops = EventLoops.start(1);
    private final EngineLoop loop = new EngineLoop(loops.loop(0), new SteadyClock(), new Bugs());
    private DatagramSocket server;
    private final Map<Long, Withdrawal> questions = new ConcurrentHashMap<>();
    private final BlockingQueue<SessionId> started = new LinkedBlockingQueue<>();
    private AccountingDesk accounting;
    private Journal journal;

    @TempDir
    private Path directory;

    private final RadiusTracer tracer = new RadiusTracer(new SteadyClock());
    private RadiusDesk desk;

    @BeforeEach
    void open() throws Exception {
        server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        server.setSoTimeout(10_000);
        var nas = new NasIdentity("gate", List.of());
        var itself = new RadiusServer(
                "radius-1", LOOPBACK, server.getLocalPort(), server.getLocalPort(), SECRET, Duration.ofMillis(100), 2,
                Duration.ofSeconds(1));
        journal = Journal.open(directory.resolve("journal.db"), 1 << 24);
        accounting = new AccountingDesk(
                loop, journal, new AccountingSpool.Limits(1 << 20, 16, 100), _ -> new AccountingTranslator(nas),
                started::add);
        var text = new PacketText(RadiusDictionary.load(Path.of("dictionaries")));
        desk = new RadiusDesk(
                0,
                loop,
                new RadiusClient(new SecureRandom(), 4),
                new RadiusSockets(loops, 0),
                new RadiusConnections(loops, 0),
                Map.of(
                        "office", new ServerGroup("office", List.of(itself)),
                        "tenant", new ServerGroup("tenant", List.of(itself), List.of(TENANT))),
                Map.of(
                        "office", new AccessTranslator(nas),
                        "tenant", new AccessTranslator(new NasIdentity("gate-of-tenant", List.of(TENANT)))),
                tracer,
                text);
        accounting.open(desk, Set.of("office"));
    }

    @AfterEach
    void close() {
        server.close();
        loops.close();
        journal.close();
    }

    @Test
    void anAnswerComesBackWithItsTicketAndTheConversationGoesOn() throws Exception {
        ask(1, "office", Conversation.NONE);
        Heard heard = receive();
        assertThat(heard.packet().code()).isEqualTo(RadiusCode.ACCESS_REQUEST);
        assertThat(heard.packet().eapMessage()).isEqualTo(IDENTITY);
        answer(heard, RadiusCode.ACCESS_CHALLENGE, List.of(
                Attributes.EAP_MESSAGE.of(REQUEST), Attributes.STATE.of(Bytes.fromHex("0a0b"))));
        var conversation = new Conversation("radius-1", Bytes.fromHex("0a0b"));
        assertThat(answers.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Answer(1, new AccessAnswer.Challenge(REQUEST, conversation)));

        ask(2, "office", conversation);
        assertThat(receive().packet().first(Attributes.STATE)).contains(Bytes.fromHex("0a0b"));
    }

    @Test
    void eachGroupOfServersHearsFromWhomItKnows() throws Exception {
        ask(1, "tenant", Conversation.NONE);
        Heard tenant = receive();
        assertThat(tenant.packet().all(Attributes.NAS_IDENTIFIER)).containsExactly("gate-of-tenant");
        assertThat(tenant.packet().all(Attributes.NAS_IP_ADDRESS)).containsExactly(TENANT);
        assertThat(((InetSocketAddress) tenant.from()).getAddress()).isEqualTo(TENANT);
        answer(tenant, RadiusCode.ACCESS_REJECT, List.of());
        assertThat(answers.poll(10, TimeUnit.SECONDS).number()).isOne();

        ask(2, "office", Conversation.NONE);
        Heard office = receive();
        assertThat(office.packet().all(Attributes.NAS_IDENTIFIER)).containsExactly("gate");
        assertThat(((InetSocketAddress) office.from()).getAddress()).isEqualTo(LOOPBACK);
    }

    @Test
    void silenceIsAnAnswerToo() throws Exception {
        ask(1, "office", Conversation.NONE);
        Answer answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer.number()).isOne();
        assertThat(answer.answer()).isInstanceOfSatisfying(
                AccessAnswer.Unavailable.class, none -> assertThat(none.reason()).contains("radius-1", "2 tries"));
        assertThat(receive().packet()).isEqualTo(receive().packet());
    }

    @Test
    void aConversationWithAServerThatIsNoMoreEnds() throws Exception {
        ask(1, "office", new Conversation("radius-9", Bytes.fromHex("0a0b")));
        assertThat(answers.poll(10, TimeUnit.SECONDS).answer()).isInstanceOf(AccessAnswer.Unavailable.class);
    }

    @Test
    void whatIsForgottenIsNotAnswered() throws Exception {
        ask(1, "office", Conversation.NONE);
        Heard forgotten = receive();
        loop.run(() -> questions.get(1L).withdraw());
        ask(2, "office", Conversation.NONE);
        Heard wanted = receive();
        answer(forgotten, RadiusCode.ACCESS_REJECT, List.of());
        answer(wanted, RadiusCode.ACCESS_REJECT, List.of());
        assertThat(answers.poll(10, TimeUnit.SECONDS).number()).isEqualTo(2);
        assertThat(answers).isEmpty();
    }

    @Test
    void accountingIsToldUntilAServerHasIt() throws Exception {
        var start = new AccountingEvent.Start(
                "office", SomeSession.START, SomeSession.of("A1", "alice", 1), List.of());
        accounting.account(start);
        Heard first = receive();
        assertThat(first.packet().code()).isEqualTo(RadiusCode.ACCOUNTING_REQUEST);
        assertThat(first.packet().first(Attributes.ACCT_SESSION_ID)).contains("A1");
        // The client's two tries are lost; the spool begins anew.
        assertThat(receive().packet()).isEqualTo(first.packet());
        Heard again = receive();
        assertThat(again.packet().first(Attributes.ACCT_SESSION_ID)).contains("A1");
        assertThat(waiting()).isOne();
        answer(again, RadiusCode.ACCOUNTING_RESPONSE, List.of());
        while (waiting() > 0) assertThat(server.isClosed()).isFalse();
        assertThat(journal.topic("accounting", 1 << 20).get("1").get(10, TimeUnit.SECONDS)).isEmpty();
    }

    private int waiting() throws Exception {
        return loop.ask(accounting::waiting).get(10, TimeUnit.SECONDS);
    }

    private void ask(long number, String group, Conversation conversation) {
        var facts = new PeerFacts(new SessionId("A1"), "audit", "default", SomeSession.PATH, "alice");
        var question =
                new AccessQuestion.EapRound(AaaList.ofServers(group), facts, "alice", IDENTITY, conversation, 1400);
        ServerGroup asked = desk.group(group).orElseThrow();
        loop.run(() -> questions.put(
                number, desk.ask(asked, question, answer -> answers.add(new Answer(number, answer)))));
    }

    private Heard receive() throws Exception {
        var packet = new DatagramPacket(new byte[4096], 4096);
        server.receive(packet);
        return new Heard(
                RadiusPacket.read(Bytes.copyOf(packet.getData(), 0, packet.getLength())), packet.getSocketAddress());
    }

    private void answer(Heard heard, RadiusCode code, List<Attribute> attributes) throws Exception {
        Bytes octets = new Authenticators().response(code, heard.packet(), attributes, SECRET);
        server.send(new DatagramPacket(octets.toArray(), octets.length(), heard.from()));
    }
}
