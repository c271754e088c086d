package gatehouse.dataplane.esp;

import gatehouse.dataplane.Policer;
import gatehouse.dataplane.SessionProgram;
import gatehouse.dataplane.TokenBucket;
import gatehouse.net.Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What all pairs of a session share: the program in force, and the networks behind it. A packet reads [#enforced] once and
/// is judged by what it got.
final class SessionState {
    /// A program with its buckets.
    ///
    /// @param in  null where the rate is not limited
    /// @param out likewise
    record Enforced(SessionProgram program, TokenBucket in, TokenBucket out) {
        static final Enforced OPEN = new Enforced(SessionProgram.OPEN, null, null);
    }

    private final String session;
    private volatile Enforced enforced = Enforced.OPEN;
    private volatile List<Prefix> networks = List.of();
    // The one that carries traffic to the client first. The array is replaced, never written.
    private OutboundSa[] pairs = {};
    // Of the thread that sends keepalives.
    private boolean sentTo;
    private long sentAtNanos;

    SessionState(String session) {
        this.session = session;
    }

    String session() {
        return session;
    }

    Enforced enforced() {
        return enforced;
    }

    /// Called by the one thread that holds the database.
    void enforce(SessionProgram program, long nowNanos) {
        Enforced before = enforced;
        enforced = program.equals(SessionProgram.OPEN)
                ? Enforced.OPEN
                : new Enforced(
                        program,
                        bucket(before.in, program.rateIn(), nowNanos),
                        bucket(before.out, program.rateOut(), nowNanos));
    }

    /// The same rate goes on with the same bucket: a new access list is no new burst.
    private static TokenBucket bucket(TokenBucket before, Policer policer, long nowNanos) {
        if (policer.isNone()) return null;
        if (before == null) return new TokenBucket(policer, nowNanos);
        return before.policer().equals(policer) ? before : before.become(policer, nowNanos);
    }

    List<Prefix> networks() {
        return networks;
    }

    // The following are called by the one thread that holds the database.

    void networks(List<Prefix> now) {
        networks = List.copyOf(now);
    }

    OutboundSa[] pairs() {
        return pairs;
    }

    void pairCame(OutboundSa pair) {
        OutboundSa[] more = Arrays.copyOf(pairs, pairs.length + 1);
        more[pairs.length] = pair;
        pairs = more;
    }

    void pairPreferred(OutboundSa pair) {
        pairs = Stream.concat(Stream.of(pair), Arrays.stream(pairs).filter(other -> other != pair))
                .toArray(OutboundSa[]::new);
    }

    void pairWent(OutboundSa pair) {
        pairs = Arrays.stream(pairs).filter(other -> other != pair).toArray(OutboundSa[]::new);
    }

    // The following are called by the one thread that sends keepalives.

    void sentTo(long nowNanos) {
        sentTo = true;
        sentAtNanos = nowNanos;
    }

    boolean wasSentTo() {
        return sentTo;
    }

    /// Whether nothing was sent to the client since then.
    boolean isQuiet(long sinceNanos) {
        return sentTo && sentAtNanos - sinceNanos <= 0;
    }

    /// Nobody would miss it.
    boolean isForgettable() {
        return pairs.length == 0 && networks.isEmpty() && enforced == Enforced.OPEN;
    }
}
