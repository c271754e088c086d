package gatehouse.radius.client;

import gatehouse.radius.client.RadiusServer.StatusServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

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
    private ServerState state = ServerState.ALIVE;
    private Instant lastHeard = Instant.MIN;
    private Instant passedOverUntil = Instant.MIN;
    private boolean answersProbes;
    private boolean everProbed;
    private boolean probing;
    private int window;
    private int trials;
    private int inFlight;
    private Optional<Change> change = Optional.empty();

    /// From one state to another.
    record Change(ServerState was, ServerState is, String cause) {}

    ServerHealth(RadiusServer server) {
        statusServer = server.statusServer();
        deadTime = server.deadTime();
        limit = server.inFlight();
    }

    ServerState state() {
        return state;
    }

    int inFlight() {
        return inFlight;
    }

    /// How the state changed since this was asked last.
    Optional<Change> takeChange() {
        Optional<Change> taken = change;
        change = Optional.empty();
        return taken;
    }

    private void enter(ServerState next, String cause) {
        if (next != state) change = Optional.of(new Change(state, next, cause));
        state = next;
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
            case SUSPECTED, DEAD -> mayBeTried(now);
        };
    }

    /// The smaller, the better a server is to ask if none admits a request.
    int rank() {
        return switch (state) {
            case ALIVE, RETURNING -> 0;
            case SUSPECTED -> 1;
            case DEAD -> 2;
        };
    }

    Instant passedOverUntil() {
        return passedOverUntil;
    }

    boolean dead(Instant now) {
        return state == ServerState.DEAD && !mayBeTried(now);
    }

    // Where Status-Server is known to be understood, nobody's login needs to find out.
    private boolean mayBeTried(Instant now) {
        return statusServer != StatusServer.ON && !passedOverUntil.isAfter(now);
    }

    /// A request goes there; true if it is one of the few that find out.
    ///
    /// @param patient whether it waits so long that nobody would find out by it
    boolean tookOff(boolean patient, Instant now) {
        inFlight++;
        if (patient) return false;
        if ((state == ServerState.SUSPECTED || state == ServerState.DEAD) && mayBeTried(now)) {
            comesBack("one login tries it after " + deadTime.toSeconds() + " s");
        }
        if (state != ServerState.RETURNING) return false;
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
            case SUSPECTED -> enter(ServerState.ALIVE, "it answered");
            case DEAD -> comesBack("it answered");
            case RETURNING -> {
                if (trial && ++window >= OPEN_WINDOW) {
                    enter(ServerState.ALIVE, OPEN_WINDOW - 1 + " logins in a row were answered");
                }
            }
        }
    }

    private void comesBack(String cause) {
        enter(ServerState.RETURNING, cause);
        window = 1;
    }

    /// A request is repeated for the first time.
    void waited(Instant firstSent, Instant now) {
        if (state != ServerState.ALIVE || !lastHeard.isBefore(firstSent)) return;
        passOver(ServerState.SUSPECTED, "nothing came from it for " + seconds(firstSent, now) + ", " + waiting(), now);
    }

    /// A request was given up; true if the server died of it.
    boolean gaveUp(int attempts, Instant firstSent, Instant now) {
        if (state == ServerState.DEAD || !lastHeard.isBefore(firstSent)) return false;
        String tries = attempts == 1 ? "an attempt" : attempts + " attempts";
        passOver(ServerState.DEAD, "no answer to " + tries + " within " + seconds(firstSent, now) + ", " + waiting(),
                now);
        return true;
    }

    /// No connection to it could be had.
    void unreachable(Instant until) {
        enter(ServerState.DEAD, "no connection to it could be had");
        passedOverUntil = until;
    }

    /// A connection to it was opened.
    void connected() {
        if (state == ServerState.DEAD) comesBack("a connection to it was opened");
    }

    private static String seconds(Instant from, Instant to) {
        return String.format(Locale.ROOT, "%.1f s", Duration.between(from, to).toMillis() / 1000.0);
    }

    private String waiting() {
        return inFlight == 1 ? "1 request waits" : inFlight + " requests wait";
    }

    private void passOver(ServerState worse, String cause, Instant now) {
        enter(worse, cause);
        passedOverUntil = now.plus(deadTime);
    }

    /// Whether to ask by Status-Server how the server is: once in the beginning, to learn whether it answers that, and
    /// while it is passed over.
    boolean wantsProbe() {
        if (probing || statusServer == StatusServer.OFF) return false;
        return !everProbed || state == ServerState.SUSPECTED || state == ServerState.DEAD;
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
        if (state != ServerState.SUSPECTED || !(answersProbes || statusServer == StatusServer.ON)) return false;
        passOver(ServerState.DEAD, "it no longer answers Status-Server, " + waiting(), now);
        return true;
    }
}
