package gatehouse.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import gatehouse.aaa.AuthorizationChange;
import gatehouse.aaa.radius.ChangeTranslator;
import gatehouse.aaa.radius.NasIdentity;
import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.net.Prefix;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynamicAuthorization;
import gatehouse.radius.dynauth.DynamicAuthorizationClient;
import gatehouse.session.Session;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionCommand.Outcome;
import gatehouse.session.SessionDirectory;
import gatehouse.session.SessionId;
import gatehouse.transport.EventLoops;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;

/// What a RADIUS server waits for a CoA-ACK or Disconnect-ACK at a gateway with few sessions and at one with many, and how
/// many of them the gateway answers in a second. For `scripts/bench/changes/run`.
///
/// Requests go over UDP to the port of the gateway, are verified, find their session by Acct-Session-Id, by User-Name, by
/// inner address or by audit-session-id, go to the thread that owns it, change it in the directory, and are answered. What
/// is left out is the session's own IKE SA: it costs the same whatever else there is.
///
/// Both gateways live at the same time and are measured by turns, so that the machine's mood meets both.
///
/// Arguments: few, many, requests per round, rounds.
public final class ChangeBench implements AutoCloseable {
    private static final Secret SECRET = Secret.ofUtf8("between the benchmark and the gateway");
    private static final InetAddress LOOPBACK = Addresses.parse("127.0.0.1");
    private static final int IN_FLIGHT = 64;
    private static final int LARGEST = 4096;
    /// A prime, so that every session has its turn.
    private static final int STRIDE = 7919;

    private final SessionDirectory directory = new SessionDirectory();
    private final EventLoops loops = EventLoops.start(2);
    private final EngineLoop owner = new EngineLoop(loops.loop(1), new SteadyClock(), new Bugs());
    private final int sessions;
    private final DynamicAuthorizationPort port;
    private final DatagramSocket server;
    private final Authenticators authenticators = new Authenticators();
    private final Random chance = new Random(1);
    private final DatagramPacket answer = new DatagramPacket(new byte[LARGEST], LARGEST);
    private int identifier;
    private int who;

    private ChangeBench(int sessions) throws Exception {
        this.sessions = sessions;
        for (int i = 0; i < sessions; i++) directory.put(session(i));
        var loop = new EngineLoop(loops.loop(0), new SteadyClock(), new Bugs());
        var engine = new DynamicAuthorization(
                // What one server may send in a second is not what is measured.
                List.of(new DynamicAuthorizationClient(
                        "bench", Prefix.parse("127.0.0.1"), SECRET, Integer.MAX_VALUE, Integer.MAX_VALUE)),
                Duration.ofMinutes(5));
        port = new DynamicAuthorizationPort(
                loops, 0, loop, new InetSocketAddress(LOOPBACK, 0), engine,
                new ChangeRequests.Desks(new ChangeTranslator(new NasIdentity("gate", List.of()), true), directory,
                        new ChangeDesk(new Owners(), directory, _ -> {})));
        server = new DatagramSocket();
        server.connect(port.local());
        server.setSoTimeout(10_000);
    }

    /// Sessions of one other thread. One that is ended begins anew at once, so that there are as many as before.
    private final class Owners implements SessionOwners {
        @Override
        public CompletableFuture<Outcome> perform(SessionCommand command) {
            return owner.ask(() -> directory.find(command.session())
                    .<Outcome>map(session -> {
                        directory.remove(session.id());
                        directory.put(session);
                        return new Outcome.Done();
                    })
                    .orElseGet(Outcome.NotFound::new));
        }

        @Override
        public CompletableFuture<Outcome> change(SessionId session, AuthorizationChange change) {
            return owner.ask(() -> directory.find(session)
                    .<Outcome>map(found -> {
                        directory.put(found.with(found.path(), found.inForce(), Instant.MAX, found.ownerSpi()));
                        return new Outcome.Done();
                    })
                    .orElseGet(Outcome.NotFound::new));
        }

        @Override
        public CompletableFuture<Outcome> judge(SessionId session, AuthorizationChange change) {
            return CompletableFuture.completedFuture(new Outcome.Done());
        }
    }

    public static void main(String[] arguments) throws Exception {
        // As a gateway that is not looked into: a line for each request.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        int requests = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        try (var few = new ChangeBench(Integer.parseInt(arguments[0]));
                var many = new ChangeBench(Integer.parseInt(arguments[1]))) {
            for (int i = 0; i < 3; i++) {
                few.stream(requests);
                many.stream(requests);
                few.latency(requests / 4);
                many.latency(requests / 4);
            }
            var latencies = new double[2][rounds];
            var rates = new double[2][rounds];
            for (int round = 0; round < rounds; round++) {
                latencies[0][round] = few.latency(requests / 4);
                latencies[1][round] = many.latency(requests / 4);
                rates[0][round] = few.stream(requests);
                rates[1][round] = many.stream(requests);
            }
            print(few.sessions, latencies[0], rates[0]);
            print(many.sessions, latencies[1], rates[1]);
            System.out.printf(Locale.ROOT, "ratio %.2f%n", median(latencies[1]) / median(latencies[0]));
        }
    }

    private static void print(int sessions, double[] latencies, double[] rates) {
        System.out.printf(
                Locale.ROOT, "sessions %d latency-us %.1f requests-per-second %.0f%n", sessions, median(latencies),
                median(rates));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// Microseconds from a request to its answer, one after the other.
    private double latency(int requests) throws Exception {
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            send();
            receive();
        }
        return (System.nanoTime() - began) / 1e3 / requests;
    }

    /// Requests per second, so many of them on their way at a time.
    private double stream(int requests) throws Exception {
        long began = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            if (i >= IN_FLIGHT) receive();
            send();
        }
        for (int i = 0; i < Math.min(IN_FLIGHT, requests); i++) receive();
        return requests * 1e9 / (System.nanoTime() - began);
    }

    private void send() throws Exception {
        // No session twice among those on their way: it could just be ended when the next request looks for it.
        who = (who + STRIDE) % sessions;
        boolean disconnect = chance.nextInt(4) == 0;
        Session session = session(who);
        Attribute name = switch (chance.nextInt(4)) {
            case 0 -> Attributes.ACCT_SESSION_ID.of(session.id().text());
            case 1 -> Attributes.USER_NAME.of(session.user());
            case 2 -> Attributes.FRAMED_IP_ADDRESS.of(session.addresses().getFirst());
            default -> Attributes.CISCO_AVPAIR.of("audit-session-id=" + session.auditSessionId());
        };
        // Requests that would otherwise be the same, and so repeats, differ in this.
        Attribute differs = Attributes.PROXY_STATE.of(Bytes.ofUtf8(Integer.toString(identifier)));
        List<Attribute> attributes = disconnect
                ? List.of(name, differs)
                : List.of(name, Attributes.SESSION_TIMEOUT.of(3600L), differs);
        Bytes request = authenticators.dynamicRequest(
                disconnect ? RadiusCode.DISCONNECT_REQUEST : RadiusCode.COA_REQUEST, identifier++ & 0xff, attributes,
                SECRET);
        server.send(new DatagramPacket(request.toArray(), request.length()));
    }

    private void receive() throws Exception {
        answer.setLength(LARGEST);
        server.receive(answer);
        int code = answer.getData()[0] & 0xff;
        if (code != RadiusCode.COA_ACK.code() && code != RadiusCode.DISCONNECT_ACK.code()) {
            Bytes octets = Bytes.copyOf(answer.getData(), 0, answer.getLength());
            throw new IllegalStateException("not acknowledged: " + RadiusPacket.read(octets));
        }
    }

    private static Session session(int number) {
        byte[] inner = {10, (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
        byte[] outer = {100, (byte) (64 + (number >>> 16)), (byte) (number >>> 8), (byte) number};
        try {
            return new Session(
                    new SessionId("%08X".formatted(number)),
                    "%024x".formatted(number),
                    "default",
                    "person" + number,
                    "laptop" + number,
                    "person" + number,
                    new Path(
                            new InetSocketAddress("192.0.2.1", 4500),
                            new InetSocketAddress(InetAddress.getByAddress(outer), 4500)),
                    List.of(InetAddress.getByAddress(inner)),
                    Session.InForce.NOTHING,
                    Instant.EPOCH,
                    Instant.MAX,
                    "",
                    1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        port.close();
        loops.close();
    }
}
