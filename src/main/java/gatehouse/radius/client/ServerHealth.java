package gatehouse.radius.client;

import gatehouse.radius.client.RadiusServer.StatusServer;
import java.time.Duration;
import java.time.Instant;

/// Whether one port of a server is worth asking (after RFC 3539, section 3.4, and RFC 5080, section 2.2.1). Silence about
/// one person is no sign of death while others are answered: only when nothing at all came since a request was sent is
/// the server suspected, then given up.
///
/// Who comes back is not run over: one request goes there first, and each answer lets one more go at the same time.
final class ServerHealth {
    /// So many at the same time, and it is as if the server had never been away.
    private static final int OPEN_WINDOW = 64;

    private final StatusServer statusServer;
    private final Duration deadTime;
    private final int limit;
    private State state = State.ALIVE;
    private Instant lastHeard = Instant.MIN;
    private Instant passedOverUntil = Instant.MIN;
    private boolean answersProbes;
    private boolean everProbed;
    private boolean probing;
    private int window;
    private int trials;
    private int inFlight;

    /// What we think of a server.
    private enum State {
        ALIVE,
        /// A request waited for as long as it takes until it is repeated, and nothing came.
        ZOMBIE,
        DEAD,
        /// It may answer again: few requests at the same time.
        RETURNING
    }

    ServerHealth(RadiusServer server) {
        statusServer = server.statusServer();
        deadTime = server.deadTime();
        limit = server.inFlight();
    }

    /// Whether as many requests are there as it is to have at the same time.
    boolean isFull() {
        return inFlight >= limit;
    }

    /// Whether one more request may go there for the sake of the server; [#rank] says what to do if none admits it.
    boolean admits(Instant now) {
        return switch (state) {
            case ALIVE -> true;
            case RETURNING -> trials < window;
            case ZOMBIE,DEAD -> mayBeTried(now);
        };
    }

    /// The smaller, the better a server is to ask if none admits a request.
    int rank() {
        return switch (state) {
            case ALIVE,RETURNING -> 0;
            case ZOMBIE -> 1;
            case DEAD -> 2;
        };
    }

    Instant passedOverUntil() {
        return passedOverUntil;
    }

    boolean dead(Instant now) {
        return state == State.DEAD && !mayBeTried(now);
    }

    // Where Status-Server is known to be understood, nobody's login needs to find out.
    private boolean mayBeTried(Instant now) {
        return statusServer != StatusServer.ON && !passedOverUntil.isAfter(now);
    }

    /// A request goes there; true if it is one of the few that find out.
    boolean tookOff(Instant now) {
        inFlight++;
        if ((state == State.ZOMBIE || state == State.DEAD) && mayBeTried(now)) comesBack();
        if (state != State.RETURNING) return false;
        trials++;
        return true;
    }

    /// A request is no longer there, for whatever reason.
    void landed(boolean trial) {
        inFlight--;
        if (trial) trials--;
    }

    /// A genuine answer came.
    void heard(boolean trial, Instant now) {
        lastHeard = now;
        switch (state) {
            case ALIVE -> {}
            case ZOMBIE -> state = State.ALIVE;
            case DEAD -> comesBack();
            case RETURNING -> {
                if (trial && ++window >= OPEN_WINDOW) state = State.ALIVE;
            }
        }
    }

    private void comesBack() {
        state = State.RETURNING;
        window = 1;
    }

    /// A request is repeated for the first time.
    void waited(Instant firstSent, Instant now) {
        if (state == State.ALIVE && lastHeard.isBefore(firstSent)) passOver(State.ZOMBIE, now);
    }

    /// A request was given up; true if the server died of it.
    boolean gaveUp(Instant firstSent, Instant now) {
        if (state == State.DEAD || !lastHeard.isBefore(firstSent)) return false;
        passOver(State.DEAD, now);
        return true;
    }

    /// No connection to it could be had.
    void unreachable(Instant until) {
        state = State.DEAD;
        passedOverUntil = until;
    }

    /// A connection to it was opened.
    void connected() {
        if (state == State.DEAD) comesBack();
    }

    private void passOver(State worse, Instant now) {
        state = worse;
        passedOverUntil = now.plus(deadTime);
    }

    /// Whether to ask by Status-Server how the server is: once in the beginning, to learn whether it answers that, and
    /// while it is passed over.
    boolean wantsProbe() {
        if (probing || statusServer == StatusServer.OFF) return false;
        return !everProbed || state == State.ZOMBIE || state == State.DEAD;
    }

    void probed() {
        everProbed = true;
        probing = true;
    }

    void probeAnswered(Instant now) {
        probing = false;
        answersProbes = true;
        heard(false, now);
    }

    /// True if the server died of it: only one that answered such questions before does.
    boolean probeUnanswered(Instant now) {
        probing = false;
        if (state != State.ZOMBIE || !(answersProbes || statusServer == StatusServer.ON)) return false;
        passOver(State.DEAD, now);
        return true;
    }
}
