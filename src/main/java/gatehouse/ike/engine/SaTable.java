package gatehouse.ike.engine;

import gatehouse.aaa.Ticket;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.Phase;
import gatehouse.ike.sa.SaRegister;
import gatehouse.ike.sa.Step;
import gatehouse.session.SessionId;
import gatehouse.wire.ExchangeType;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// Every IKE SA of an engine, found in constant time by our SPI, by the initiator's SPI and address while it logs in, by
/// the ticket of a question, by its session, by a Child SA, and by its next deadline.
final class SaTable implements SaRegister {
    private final int shard;
    private final SecureRandom random;
    private final HalfOpenLimits halfOpen;
    private final Map<Long, Row> bySpi = new HashMap<>();
    private final Map<InitKey, Row> byInit = new HashMap<>();
    private final Map<Ticket, IkeSa> byTicket = new HashMap<>();
    private final Map<SessionId, IkeSa> bySession = new HashMap<>();
    private final Map<Integer, IkeSa> byChild = new HashMap<>();
    private final Map<String, Integer> logins = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private long tickets;
    private int loggingIn;
    private int rekeying;

    SaTable(int shard, SecureRandom random, HalfOpenLimits halfOpen) {
        this.shard = shard;
        this.random = random;
        this.halfOpen = halfOpen;
    }

    private record InitKey(long initiatorSpi, InetSocketAddress remote) {}

    private static final class Row {
        final IkeSa sa;
        // These two are null once nobody asks for them any more.
        InitKey initKey;
        HalfOpenLimits.Origin origin;
        boolean halfOpen;
        boolean loggingIn;
        boolean rekeying;
        // Empty before it is known.
        String profile = "";
        Instant wake;

        Row(IkeSa sa) {
            this.sa = sa;
            this.halfOpen = sa.phase() instanceof Phase.Initialised;
            this.loggingIn = halfOpen;
            if (loggingIn) this.initKey = new InitKey(sa.initiatorSpi(), sa.path().remote());
        }
    }

    /// An entry is left in the queue when its SA's deadline moves away; it is recognised by not being the row's any more.
    private record Wake(Instant at, Row row) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            return at.compareTo(other.at);
        }
    }

    @Override
    public long newSpi() {
        while (true) {
            long spi = random.nextLong() & ~0xffL | shard;
            if ((spi & ~0xffL) != 0 && !bySpi.containsKey(spi)) return spi;
        }
    }

    @Override
    public void begin(IkeSa sa, Step step) {
        Row row = put(sa);
        byInit.put(row.initKey, row);
        row.origin = halfOpen.opened(row.initKey.remote().getAddress(), step.limits(), step.now());
        loggingIn++;
    }

    @Override
    public void enter(IkeSa sa) {
        put(sa);
    }

    private Row put(IkeSa sa) {
        var row = new Row(sa);
        bySpi.put(sa.ourSpi(), row);
        schedule(row);
        return row;
    }

    @Override
    public void remove(IkeSa sa) {
        Row row = bySpi.remove(sa.ourSpi());
        if (row == null) return;
        row.wake = null;
        leaveHalfOpen(row);
        leaveLogin(row);
        rekeys(row, false);
        sa.forgetFragments();
        sa.forgetKeys();
    }

    @Override
    public int logsInBy(IkeSa sa, String profile) {
        Row row = bySpi.get(sa.ourSpi());
        if (row == null || !row.loggingIn) return 0;
        leaveProfile(row);
        row.profile = profile;
        return logins.merge(profile, 1, Integer::sum) - 1;
    }

    @Override
    public int rekeying() {
        return rekeying;
    }

    private void rekeys(Row row, boolean now) {
        if (row.rekeying == now) return;
        row.rekeying = now;
        rekeying += now ? 1 : -1;
    }

    @Override
    public Optional<IkeSa> find(long spi) {
        return bySpi(spi);
    }

    @Override
    public Ticket newTicket(IkeSa sa) {
        var ticket = new Ticket(++tickets << 8 | shard);
        byTicket.put(ticket, sa);
        return ticket;
    }

    @Override
    public void forget(Ticket ticket) {
        byTicket.remove(ticket);
    }

    @Override
    public void carries(IkeSa sa, SessionId session) {
        bySession.put(session, sa);
    }

    @Override
    public void sessionEnded(SessionId session) {
        bySession.remove(session);
    }

    @Override
    public void childOf(IkeSa sa, int inboundSpi) {
        byChild.put(inboundSpi, sa);
    }

    @Override
    public void childEnded(int inboundSpi) {
        byChild.remove(inboundSpi);
    }

    Optional<IkeSa> bySpi(long spi) {
        return Optional.ofNullable(bySpi.get(spi)).map(row -> row.sa);
    }

    /// The SA that a repeated IKE_SA_INIT request means.
    Optional<IkeSa> byInit(long initiatorSpi, InetSocketAddress remote) {
        return Optional.ofNullable(byInit.get(new InitKey(initiatorSpi, remote))).map(row -> row.sa);
    }

    /// The SA that waits for the answer under `ticket`; it waits no more.
    Optional<IkeSa> answered(Ticket ticket) {
        return Optional.ofNullable(byTicket.remove(ticket));
    }

    Optional<IkeSa> bySession(SessionId session) {
        return Optional.ofNullable(bySession.get(session));
    }

    Optional<IkeSa> byChild(int inboundSpi) {
        return Optional.ofNullable(byChild.get(inboundSpi));
    }

    /// All SAs now; for saying goodbye.
    List<IkeSa> all() {
        return bySpi.values().stream().map(row -> row.sa).toList();
    }

    IkeEngine.Holdings holdings() {
        return new IkeEngine.Holdings(
                bySpi.size(), bySession.size(), byChild.size(), byTicket.size(), wakes.size());
    }

    int size() {
        return bySpi.size();
    }

    int sessions() {
        return bySession.size();
    }

    /// Logins under way that do not wait for AAA.
    int negotiating() {
        return Math.max(0, loggingIn - byTicket.size());
    }

    int questions() {
        return byTicket.size();
    }

    /// Takes notice of what became of an SA: its phase, its deadlines.
    @Override
    public void settle(IkeSa sa) {
        Row row = bySpi.get(sa.ourSpi());
        if (row == null) return;
        if (!(sa.phase() instanceof Phase.Initialised)) leaveHalfOpen(row);
        if (sa.phase() instanceof Phase.Established || sa.isOver()) leaveLogin(row);
        rekeys(row, !sa.isOver() && sa.requests().asks(ExchangeType.CREATE_CHILD_SA));
        schedule(row);
    }

    /// When something is next due; possibly earlier, never later.
    Optional<Instant> nextDeadline() {
        for (Wake wake = wakes.peek(); wake != null; wake = wakes.peek()) {
            if (wake.at() == wake.row().wake) return Optional.of(wake.at());
            wakes.poll();
        }
        return Optional.empty();
    }

    /// Takes one SA whose deadline has come. It must be settled afterwards.
    Optional<IkeSa> due(Instant now) {
        for (Wake wake = wakes.peek(); wake != null && !wake.at().isAfter(now); wake = wakes.peek()) {
            wakes.poll();
            if (wake.at() != wake.row().wake) continue;
            wake.row().wake = null;
            return Optional.of(wake.row().sa);
        }
        return Optional.empty();
    }

    private void schedule(Row row) {
        Optional<Instant> next = row.sa.timers().next();
        // A deadline that moved away is found out when the earlier one comes: pushing is rarer that way.
        if (next.isEmpty() || row.wake != null && !next.get().isBefore(row.wake)) return;
        row.wake = next.get();
        wakes.add(new Wake(next.get(), row));
    }

    private void leaveHalfOpen(Row row) {
        if (!row.halfOpen) return;
        row.halfOpen = false;
        halfOpen.settled(row.origin);
        row.origin = null;
    }

    private void leaveLogin(Row row) {
        if (!row.loggingIn) return;
        row.loggingIn = false;
        loggingIn--;
        byInit.remove(row.initKey, row);
        row.initKey = null;
        leaveProfile(row);
    }

    private void leaveProfile(Row row) {
        logins.computeIfPresent(row.profile, (_, count) -> count == 1 ? null : count - 1);
        row.profile = "";
    }
}
