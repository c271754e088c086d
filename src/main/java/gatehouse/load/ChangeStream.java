package gatehouse.load;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.MalformedException;
import gatehouse.bytes.Secret;
import gatehouse.load.Figures.Count;
import gatehouse.net.Path;
import gatehouse.radius.Attribute;
import gatehouse.radius.Attributes;
import gatehouse.radius.Authenticators;
import gatehouse.radius.RadiusCode;
import gatehouse.radius.RadiusPacket;
import gatehouse.transport.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// CoA-Requests or Disconnect-Requests for the sessions of a thread's crowd, at a rate (RFC 5176). On the loop of that crowd.
public final class ChangeStream implements AutoCloseable, UdpPort.Receiver {
    private static final int IDENTIFIERS = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long TICK_MICROSECONDS = 500;

    private final Plan plan;
    private final double perSecond;
    private final Crowd crowd;
    private final InstantSource clock;
    private final UdpPort port;
    private final Authenticators authenticators = new Authenticators();
    private final Figures figures = new Figures();
    private final Pending[] pending = new Pending[IDENTIFIERS];
    private int next;
    private Instant due;

    /// What is asked for.
    public enum Kind {
        /// That a session ends: a Disconnect-Request.
        DISCONNECT("Disconnect-Request"),
        /// That a session ends in a day: a CoA-Request with Session-Timeout.
        CHANGE("CoA-Request");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// @param perSecond over all threads
    /// @param to        the gateway's port for dynamic authorization
    public record Plan(Kind kind, double perSecond, InetSocketAddress to, Secret secret) {}

    private record Pending(Instant due, Bytes authenticator) {}

    private ChangeStream(Plan plan, double perSecond, LoadRun run, LoadRun.Worker worker, int loop, InstantSource clock)
            throws IOException {
        this.plan = plan;
        this.perSecond = perSecond;
        this.crowd = worker.crowd();
        this.clock = clock;
        this.port = UdpPort
                .open(run.loops(), loop, LoadRun.localTo(plan.to()), UdpPort.Use.MESSAGES, this);
        this.due = clock.instant();
        port.loop().scheduleAtFixedRate(this::advance, TICK_MICROSECONDS, TICK_MICROSECONDS, TimeUnit.MICROSECONDS);
    }

    /// One for each thread of a run.
    public static List<ChangeStream> open(Plan plan, LoadRun run, InstantSource clock) throws IOException {
        var streams = new ArrayList<ChangeStream>();
        int loop = 0;
        for (LoadRun.Worker worker : run.workers()) {
            streams.add(new ChangeStream(
                    plan, plan.perSecond() / run.workers().size(), run, worker, loop++, clock));
        }
        return streams;
    }

    /// What came of it since the last time.
    public Figures take() throws InterruptedException {
        try {
            return port.loop().submit(figures::take).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the generator failed", e.getCause());
        }
    }

    private void advance() {
        Instant now = clock.instant();
        if (crowd.in() == 0) due = now;
        while (!due.isAfter(now) && ask(now)) due = due.plusNanos((long) (1e9 / perSecond));
    }

    /// `false` if there is nobody to ask for, or every identifier waits for its answer.
    private boolean ask(Instant now) {
        Pending oldest = pending[next];
        if (oldest != null) {
            if (oldest.due().plus(PATIENCE).isAfter(now)) return false;
            figures.count(Count.UNANSWERED);
            pending[next] = null;
        }
        Client client = (plan.kind() == Kind.DISCONNECT ? crowd.condemn(now) : crowd.anybody()).orElse(null);
        if (client == null || client.address.isEmpty()) return false;
        var attributes = new ArrayList<Attribute>();
        attributes.add(Attributes.USER_NAME.of(client.user));
        attributes.add(Attributes.FRAMED_IP_ADDRESS.of(client.address.get()));
        attributes.add(Attributes.EVENT_TIMESTAMP.of(now.getEpochSecond()));
        if (plan.kind() == Kind.CHANGE) attributes.add(Attributes.SESSION_TIMEOUT.of(86_400L));
        RadiusCode code = plan.kind() == Kind.DISCONNECT ? RadiusCode.DISCONNECT_REQUEST : RadiusCode.COA_REQUEST;
        Bytes request = authenticators.dynamicRequest(code, next, attributes, plan.secret());
        pending[next] = new Pending(due, request.slice(4, RadiusPacket.HEADER));
        next = (next + 1) % IDENTIFIERS;
        figures.count(Count.CHANGES);
        port.send(plan.to(), request);
        return true;
    }

    @Override
    public void received(Path path, Bytes message) {
        try {
            RadiusPacket answer = RadiusPacket.read(message);
            Pending asked = pending[answer.identifier()];
            if (asked == null
                    || !authenticators.isGenuineResponse(message, asked.authenticator(), plan.secret())) return;
            pending[answer.identifier()] = null;
            figures.took(plan.kind().toString(), Duration.between(asked.due(), clock.instant()).toNanos() / 1000);
            boolean done = answer.code().equals(RadiusCode.DISCONNECT_ACK) || answer.code().equals(RadiusCode.COA_ACK);
            figures.count(done ? Count.ACKNOWLEDGED : Count.REFUSED);
        } catch (MalformedException _) {
            // Somebody else's.
        }
    }

    @Override
    public void receivedEsp(Path path, ByteBuffer packet) {
        // Not at a port for RADIUS.
    }

    @Override
    public void close() {
        port.close();
    }
}
