package gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.Ticket;
import gatehouse.address.AddressAnswer;
import gatehouse.address.AddressQuestion;
import gatehouse.address.Pools;
import gatehouse.bytes.Bytes;
import gatehouse.dhcp.DhcpClient;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.dhcp.FakeServer;
import gatehouse.net.Addresses;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import gatehouse.transport.EventLoops;
import gatehouse.transport.PortException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A DHCP server on loopback; what is true of servers that answer to port 67 of giaddr, the lab proves.
@Timeout(60)
class DhcpDeskTest {
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1");

    private record Answer(Ticket ticket, AddressAnswer answer) {}

    private final FakeServer server = new FakeServer("127.0.0.1");
    private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<SessionCommand> orders = new LinkedBlockingQueue<>();
    private final EventLoops loops = EventLoops.start(1);
    private final EngineLoop loop = new EngineLoop(loops.loop(0), new SteadyClock(), new Bugs());
    private final Pools pools = new Pools(List.of());
    private DatagramSocket socket;
    private DhcpDesk desk;
    private AddressDesk door;

    @BeforeEach
    void open() throws Exception {
        socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        Thread.ofVirtual().start(this::serve);
        desk = desk(Duration.ofSeconds(20));
        door = desk.of((ticket, answer) -> answers.add(new Answer(ticket, answer)));
    }

    private DhcpDesk desk(Duration timeout) throws PortException {
        var policy = new DhcpPolicy(
                List.of(LOOPBACK), socket.getLocalPort(), LOOPBACK, 0, List.of(), false, timeout,
                Duration.ofMillis(100));
        var opened = new DhcpDesk(
                loops, 0, loop, policy, new DhcpClient(policy, pools, new SecureRandom()), orders::add);
        opened.open();
        return opened;
    }

    @AfterEach
    void close() {
        socket.close();
        desk.close();
        loops.close();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[2000], 2000);
        try {
            while (true) {
                packet.setLength(2000);
                socket.receive(packet);
                Bytes octets = Bytes.copyOf(packet.getData(), 0, packet.getLength());
                Optional<Bytes> answer;
                synchronized (server) {
                    answer = server.answer(octets);
                }
                heard.add(octets.u8(242));
                if (answer.isEmpty()) continue;
                byte[] out = answer.get().toArray();
                socket.send(new DatagramPacket(out, out.length, packet.getSocketAddress()));
            }
        } catch (SocketException _) {
            // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Answer answer() throws InterruptedException {
        return answers.poll(20, TimeUnit.SECONDS);
    }

    private static String reason(Answer answer) {
        return ((AddressAnswer.Refused) answer.answer()).reason();
    }

    private void hears(int type) throws InterruptedException {
        while (heard.poll(20, TimeUnit.SECONDS) != type) assertThat(orders).isEmpty();
    }

    @Test
    void anAddressComesWithItsTicketAndGoesBackWithTheSession() throws Exception {
        door.ask(new Ticket(7), AddressQuestion.of("s-1", "alice"));
        Answer answer = answer();
        assertThat(answer.ticket()).isEqualTo(new Ticket(7));
        assertThat(answer.answer()).isInstanceOfSatisfying(AddressAnswer.Leased.class, leased -> {
            assertThat(leased.lease().address()).isEqualTo(Addresses.parse("10.1.0.10"));
            assertThat(leased.lease().prefixLength()).isEqualTo(24);
        });
        assertThat(pools.claim(Addresses.parse("10.1.0.10"), "x")).isEqualTo(new Pools.Claim.HeldBy("s-1"));
        door.release("s-1");
        hears(7);
        assertThat(tally()).contains("gatehouse_dhcp_sent_total{type=RELEASE} 1", "gatehouse_dhcp_sessions{} 0");
    }

    @Test
    void manyAskAtOnceFromManyThreads() throws Exception {
        int threads = 8;
        int each = 100;
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = thread * each + i;
                    door.ask(new Ticket(number), AddressQuestion.of("s-" + number, "user " + number));
                }
            });
        }
        var tickets = new HashSet<Ticket>();
        var addresses = new HashSet<InetAddress>();
        for (int i = 0; i < threads * each; i++) {
            Answer answer = answer();
            tickets.add(answer.ticket());
            addresses.add(((AddressAnswer.Leased) answer.answer()).lease().address());
        }
        assertThat(tickets).hasSize(threads * each);
        assertThat(addresses).hasSize(threads * each);
    }

    @Test
    void silenceIsAnAnswerToo() throws Exception {
        socket.close();
        door.ask(new Ticket(1), new AddressQuestion(
                "s-1", "alice", List.of(), AddressQuestion.CONFIGURED, Duration.ofMillis(300), Set.of()));
        assertThat(reason(answer())).isEqualTo("no DHCP server made an offer: 127.0.0.1");
    }

    @Test
    void aGiaddrThatIsNotOursIsRefusedAtOnce() throws Exception {
        door.ask(new Ticket(1), new AddressQuestion(
                "s-1", "alice", List.of(), Addresses.parse("192.0.2.77"), Duration.ZERO, Set.of()));
        assertThat(reason(answer())).contains("giaddr 192.0.2.77", "no interface has this address");
    }

    @Test
    void anotherGiaddrOfOursGetsAPortOfItsOwn() throws Exception {
        door.ask(new Ticket(1), new AddressQuestion(
                "s-1", "alice", List.of(), Addresses.parse("127.0.0.2"), Duration.ZERO, Set.of()));
        assertThat(answer().answer()).isInstanceOf(AddressAnswer.Leased.class);
    }

    @Test
    void aSessionAsksOnce() throws Exception {
        socket.close();
        door.ask(new Ticket(1), AddressQuestion.of("s-1", "alice"));
        door.ask(new Ticket(2), AddressQuestion.of("s-1", "alice"));
        Answer answer = answer();
        assertThat(answer.ticket()).isEqualTo(new Ticket(2));
        assertThat(reason(answer)).contains("s-1 asks for an address already");
    }

    @Test
    void whoIsReleasedGetsNoAnswerAndMayAskAgain() throws Exception {
        door.ask(new Ticket(1), AddressQuestion.of("s-1", "alice"));
        door.release("s-1");
        door.ask(new Ticket(2), AddressQuestion.of("s-1", "alice"));
        Answer answer = answer();
        // The first may have come before the release; the second comes in any case, and last.
        if (answer.ticket().equals(new Ticket(1))) answer = answer();
        assertThat(answer.ticket()).isEqualTo(new Ticket(2));
        assertThat(answer.answer()).isInstanceOf(AddressAnswer.Leased.class);
        assertThat(answers).isEmpty();
    }

    @Test
    void aLeaseThatIsWithdrawnEndsItsSession() throws Exception {
        synchronized (server) {
            server.leaseSeconds = 2;
        }
        door.ask(new Ticket(1), AddressQuestion.of("s-1", "alice"));
        assertThat(answer().answer()).isInstanceOf(AddressAnswer.Leased.class);
        synchronized (server) {
            server.refuses = true;
        }
        assertThat(orders.poll(20, TimeUnit.SECONDS)).isEqualTo(new SessionCommand.Disconnect(
                new SessionId("s-1"),
                TerminateCause.LOST_SERVICE,
                "DHCP server 127.0.0.1 withdrew 10.1.0.10: not yours"));
        assertThat(tally()).contains("gatehouse_dhcp_leases_total{result=lost} 1");
    }

    private List<String> tally() {
        return loop.ask(desk::tally).join().metrics().stream()
                .flatMap(family -> family.samples().stream()
                        .map(sample -> family.name() + sample.labels() + " " + (long) sample.value()))
                .toList();
    }
}
