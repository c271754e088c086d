package gatehouse.load;

import gatehouse.bytes.Bytes;
import gatehouse.crypto.EspCipher;
import gatehouse.initiator.InitiatorEffect;
import gatehouse.initiator.InitiatorInput;
import gatehouse.load.Figures.Count;
import gatehouse.net.Datagram;
import java.net.Inet4Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/// The clients of one thread: an engine without socket and clock.
public final class Crowd {
    /// As many say goodbye at the same time in the end.
    private static final int LEAVING_AT_ONCE = 100;
    private static final int INITIATOR_FLAG = 0x08;
    private static final int FLAGS_AT = 19;
    private static final Duration CONDEMNED = Duration.ofSeconds(5);
    private static final Duration BUSY = Duration.ofMillis(20);

    private final LoadPlan plan;
    private final int share;
    private final int shares;
    private final LongFunction<Client.Member> members;
    private final Outlet outlet;
    private final EspCipher cipher;
    private final RandomGenerator random;
    private final SecondTries secondTries;
    private Figures figures = new Figures();
    private final Map<Long, Client> bySpi = new HashMap<>();
    private final List<Client> in = new ArrayList<>();
    private final PriorityQueue<Look> looks = new PriorityQueue<>(Comparator.comparing(Look::at));
    private Instant start = Instant.MAX;
    private Instant end = Instant.MAX;
    private long begun;
    private int loggingIn;
    private int leaving;
    private boolean counting;
    private boolean closing;
    private boolean closed;

    private record Look(Instant at, Client client) {}

    /// @param share  which part of the plan is this crowd's, from 0
    /// @param shares how many crowds there are
    /// @param members who comes, by number from 0 over all crowds
    Crowd(LoadPlan plan, int share, int shares, LongFunction<Client.Member> members, Outlet outlet, EspCipher cipher,
            RandomGenerator random) {
        this.plan = plan;
        this.share = share;
        this.shares = shares;
        this.members = members;
        this.outlet = outlet;
        this.cipher = cipher;
        this.random = random;
        this.secondTries = new SecondTries(plan.tries(), random);
    }

    /// Begins with those who do not count.
    void start(Instant now) {
        start = now;
        advance(now);
    }

    /// Whether those who do not count are in, or have left again.
    boolean isWarm() {
        return number(begun) >= plan.warmUp() && loggingIn == 0 && leaving == 0;
    }

    /// From here on it counts.
    void count(Instant now) {
        figures = new Figures();
        counting = true;
        start = now;
        advance(now);
    }

    /// An IKE message for one of them.
    void received(Datagram datagram, Instant now) {
        Bytes octets = datagram.payload();
        if (octets.length() <= FLAGS_AT) return;
        // What an initiator sends bears our SPI as the responder's (RFC 7296, section 3.1).
        boolean fromInitiator = (octets.u8(FLAGS_AT) & INITIATOR_FLAG) != 0;
        Client client = bySpi.get(octets.u64(fromInitiator ? 8 : 0));
        if (client == null) return;
        feed(client, new InitiatorInput.Received(datagram), now);
        while (arrivalDue(now)) arrive(now);
        if (closing) sayGoodbye(now);
    }

    void receivedEsp() {
        figures.count(Count.PACKETS_IN);
    }

    /// Does what is due.
    void advance(Instant now) {
        while (arrivalDue(now)) arrive(now);
        for (var next = secondTries.due(now); next.isPresent(); next = secondTries.due(now)) begin(next.get(), now);
        while (!looks.isEmpty() && !looks.peek().at().isAfter(now)) {
            Client client = looks.poll().client();
            if (client.stage == Client.Stage.OVER) continue;
            client.lookAt = Instant.MAX;
            look(client, now);
        }
        if (!closing && isDone(now)) closing = true;
        if (closing) sayGoodbye(now);
    }

    /// Nobody begins any more; everybody leaves, if the plan says that they do.
    void close(Instant now) {
        closing = true;
        for (var next = secondTries.any(); next.isPresent(); next = secondTries.any()) {
            loginFailed(next.get().client(), next.get().reason());
        }
        advance(now);
    }

    boolean isOver() {
        return closed;
    }

    /// When it was over.
    Instant end() {
        return end;
    }

    /// How many are on their way in.
    int loggingIn() {
        return loggingIn;
    }

    int in() {
        return in.size();
    }

    Figures take() {
        return figures.take();
    }

    /// One of those who are in and whose session nobody was asked to end, marked so.
    Optional<Client> condemn(Instant now) {
        for (int i = 0; i < 8 && !in.isEmpty(); i++) {
            Client client = in.get(random.nextInt(in.size()));
            if (client.condemned || client.stage != Client.Stage.IN) continue;
            client.condemned = true;
            // It waits for what was asked for, and leaves if nothing comes of it.
            if (client.leaveAt.isBefore(now.plus(CONDEMNED))) client.leaveAt = now.plus(CONDEMNED);
            return Optional.of(client);
        }
        return Optional.empty();
    }

    /// One of those who are in.
    Optional<Client> anybody() {
        return in.isEmpty() ? Optional.empty() : Optional.of(in.get(random.nextInt(in.size())));
    }

    private boolean arrivalsAreOver(Instant now) {
        if (closing) return true;
        if (!counting) return number(begun) >= plan.warmUp();
        if (plan.sessions() > 0 && number(begun) >= plan.sessions()) return true;
        return plan.time().isPresent() && !now.isBefore(start.plus(plan.time().get()));
    }

    private boolean arrivalDue(Instant now) {
        if (arrivalsAreOver(now)) return false;
        return switch (plan.arrivals()) {
            case Arrivals.AtRate rate -> !due(rate).isAfter(now);
            case Arrivals.AtOnce(int clients) -> loggingIn < clients / shares + (share < clients % shares ? 1 : 0);
        };
    }

    /// Whether those who are in would stay for nothing.
    private boolean isDone(Instant now) {
        if (!counting || !arrivalsAreOver(now) || loggingIn > 0) return false;
        if (plan.time().isPresent()) return !now.isBefore(start.plus(plan.time().get()));
        return plan.hold().isEmpty() || in.isEmpty();
    }

    private long number(long mine) {
        return mine * shares + share;
    }

    private Instant due(Arrivals.AtRate rate) {
        long before = counting ? plan.warmUp() : 0;
        return start.plusNanos((long) ((number(begun) - before) * 1e9 / rate.perSecond()));
    }

    private void arrive(Instant now) {
        long number = number(begun);
        Instant due = plan.arrivals() instanceof Arrivals.AtRate rate ? due(rate) : now;
        begun++;
        loggingIn++;
        boolean counted = number >= plan.warmUp();
        if (counted) {
            figures.count(Count.BEGUN);
            figures.took(Figures.BEHIND, Duration.between(due, now).toNanos() / 1000);
        }
        feed(new Client(members.apply(number), number, counted, due), new InitiatorInput.Start(), now);
    }

    private void begin(SecondTries.Try next, Instant now) {
        if (next.client().counted) figures.count(Count.BEGUN_AGAIN);
        feed(next.client().again(members.apply(next.client().number)), new InitiatorInput.Start(), now);
    }

    private void look(Client client, Instant now) {
        if (client.initiator.nextDeadline().filter(at -> !at.isAfter(now)).isPresent()) {
            feed(client, new InitiatorInput.TimeAdvanced(), now);
        } else if (client.stage == Client.Stage.IN) {
            act(client, now);
        }
        if (client.stage != Client.Stage.OVER) lookAgain(client);
    }

    private void act(Client client, Instant now) {
        if (!client.packetAt.isAfter(now)) sendPackets(client, now);
        boolean busy = client.initiator.nextDeadline().isPresent();
        if (!client.leaveAt.isAfter(now)) {
            leave(client, now);
        } else if (!client.rekeyIkeAt.isAfter(now)) {
            client.rekeyIkeAt = now.plus(busy ? BUSY : plan.rekeyIke().orElseThrow());
            if (!busy) feed(client, new InitiatorInput.RekeyIke(), now);
        } else if (!client.rekeyChildAt.isAfter(now)) {
            client.rekeyChildAt = now.plus(busy ? BUSY : plan.rekeyChild().orElseThrow());
            if (!busy) feed(client, new InitiatorInput.RekeyChild(), now);
        } else if (!client.livenessAt.isAfter(now)) {
            client.livenessAt = now.plus(busy ? BUSY : plan.liveness().orElseThrow());
            if (!busy) {
                client.askedAt = now;
                feed(client, new InitiatorInput.CheckLiveness(), now);
            }
        } else if (!client.roamAt.isAfter(now)) {
            client.roamAt = now.plus(busy ? BUSY : plan.roam().orElseThrow());
            if (!busy) move(client, now);
        }
    }

    private void move(Client client, Instant now) {
        client.path = outlet.elsewhere(client.path);
        client.movedAt = now;
        feed(client, new InitiatorInput.Move(client.path), now);
    }

    // A gateway that knows nothing of MOBIKE is asked at the new place whether it lives.
    private void answered(Client client, Instant now) {
        if (!client.movedAt.equals(Instant.MAX)) {
            figures.count(Count.MOVES);
            figures.took(Figures.MOVE, Duration.between(client.movedAt, now).toNanos() / 1000);
            client.movedAt = Instant.MAX;
        } else if (!client.askedAt.equals(Instant.MAX)) {
            figures.count(Count.LIVENESS_CHECKS);
            figures.took(Figures.LIVENESS, Duration.between(client.askedAt, now).toNanos() / 1000);
            client.askedAt = Instant.MAX;
        }
    }

    private void sendPackets(Client client, Instant now) {
        Traffic traffic = plan.traffic().orElseThrow();
        long gap = (long) (1e9 / traffic.perSecond());
        EspSource source = client.source.orElseThrow();
        // What was due while the thread had other things to do is due still.
        while (!client.packetAt.isAfter(now)) {
            outlet.sendEsp(client.path, source.next(cipher));
            figures.count(Count.PACKETS_OUT);
            client.packetAt = client.packetAt.plusNanos(gap);
        }
    }

    private void sayGoodbye(Instant now) {
        if (!plan.leave()) {
            end(loggingIn == 0, now);
            return;
        }
        while (!in.isEmpty() && leaving < LEAVING_AT_ONCE) leave(in.getLast(), now);
        end(in.isEmpty() && loggingIn == 0 && leaving == 0, now);
    }

    private void end(boolean done, Instant now) {
        if (done && !closed) end = now;
        closed = done;
    }

    private void leave(Client client, Instant now) {
        removeFromIn(client);
        client.stage = Client.Stage.LEAVING;
        leaving++;
        feed(client, new InitiatorInput.Disconnect(), now);
    }

    private void feed(Client client, InitiatorInput input, Instant now) {
        for (InitiatorEffect effect : client.initiator.handle(input, now)) {
            switch (effect) {
                case InitiatorEffect.Send(var datagram) -> outlet.send(datagram);
                case InitiatorEffect.Exchanged(var exchange, var took, var repeats) -> {
                    if (!client.counted) break;
                    figures.took(exchange.toString(), took.toNanos() / 1000);
                    figures.count(Count.REPEATS, repeats);
                }
                case InitiatorEffect.Connected connected -> connected(client, connected, now);
                case InitiatorEffect.Rekeyed(var done, _) ->
                        figures.count(done ? Count.REKEYS : Count.REFUSED_REKEYS);
                case InitiatorEffect.Closed(var wished, var reason) -> over(client, wished, reason, now);
                case InitiatorEffect.Alive _,InitiatorEffect.Moved _ -> answered(client, now);
                case InitiatorEffect.Told _,InitiatorEffect.Configured _,InitiatorEffect.Reached _,InitiatorEffect.Unreached _,InitiatorEffect.Redirected _,InitiatorEffect.Acknowledged _ ->
                        {}
            }
        }
        if (client.stage == Client.Stage.OVER) return;
        listen(client);
        renewSource(client);
        lookAgain(client);
    }

    /// An IKE SA that took the place of another has other SPIs.
    private void listen(Client client) {
        List<Long> now = client.initiator.ourSpis();
        if (client.spis.equals(now)) return;
        client.spis.forEach(bySpi::remove);
        client.spis = now;
        now.forEach(spi -> bySpi.put(spi, client));
    }

    private void renewSource(Client client) {
        if (client.source.isEmpty()) return;
        client.initiator.child()
                .filter(child -> child.outboundSpi() != client.source.get().spi())
                .ifPresent(child -> client.source = Optional
                        .of(new EspSource(child, client.address.orElseThrow(), plan.traffic().orElseThrow())));
    }

    private void lookAgain(Client client) {
        Instant next = client.nextDeadline();
        if (!next.isBefore(client.lookAt)) return;
        client.lookAt = next;
        looks.add(new Look(next, client));
    }

    private void connected(Client client, InitiatorEffect.Connected connected, Instant now) {
        client.stage = Client.Stage.IN;
        loggingIn--;
        client.place = in.size();
        in.add(client);
        if (client.counted) {
            figures.count(Count.IN);
            figures.took(Figures.LOGIN, Duration.between(client.due, now).toNanos() / 1000);
        }
        client.address = connected.addresses().stream()
                .filter(Inet4Address.class::isInstance)
                .map(Inet4Address.class::cast)
                .findFirst();
        plan.hold().ifPresent(hold -> client.leaveAt = now.plus(hold));
        // Not all at the same moment, as nobody is.
        plan.rekeyIke().ifPresent(often -> client.rekeyIkeAt = now.plus(part(often)));
        plan.rekeyChild().ifPresent(often -> client.rekeyChildAt = now.plus(part(often)));
        plan.liveness().ifPresent(often -> client.livenessAt = now.plus(part(often)));
        plan.roam().ifPresent(often -> client.roamAt = now.plus(part(often)));
        if (plan.traffic().isPresent() && client.address.isPresent()) {
            client.source = Optional.of(
                    new EspSource(connected.child(), client.address.get(), plan.traffic().get()));
            client.packetAt = now.plus(part(Duration.ofNanos((long) (1e9 / plan.traffic().get().perSecond()))));
        }
    }

    private Duration part(Duration whole) {
        return Duration.ofNanos((long) (whole.toNanos() * (0.5 + random.nextDouble() / 2)));
    }

    private void over(Client client, boolean wished, String reason, Instant now) {
        switch (client.stage) {
            case LOGGING_IN -> {
                // Who will try again is still on its way in.
                if (closing || !secondTries.add(client, reason, now)) loginFailed(client, reason);
            }
            case IN -> {
                removeFromIn(client);
                if (client.counted) ended(client, reason);
            }
            case LEAVING -> {
                leaving--;
                if (client.counted) {
                    if (wished) figures.count(Count.LEFT);
                    else figures.failed("goodbye: " + reason);
                }
            }
            case OVER -> {}
        }
        client.stage = Client.Stage.OVER;
        client.spis.forEach(bySpi::remove);
    }

    private void loginFailed(Client client, String reason) {
        loggingIn--;
        if (client.counted) figures.failed(reason);
    }

    private void ended(Client client, String reason) {
        figures.count(Count.THROWN_OUT);
        if (!client.condemned) figures.failed("ended while in: " + reason);
    }

    private void removeFromIn(Client client) {
        if (client.place < 0) return;
        Client last = in.removeLast();
        if (last != client) {
            in.set(client.place, last);
            last.place = client.place;
        }
        client.place = -1;
    }
}
