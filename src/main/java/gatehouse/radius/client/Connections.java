package gatehouse.radius.client;

import gatehouse.radius.client.ConnectionState.Status;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The connections to one server, what waits for one, and when the next is to be opened. There is always one, or an attempt
/// at one; another is opened when a quarter of the identifiers is left. After a failure the next try waits for a second, then
/// twice as long each time up to a minute, half as much more or less by chance, so that gateways do not come all at once.
///
/// @param <F> what is in flight
final class Connections<F> {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /// Who closes sooner than this, and never said a word, has not served anybody.
    private static final Duration WORTH_A_RETRY = Duration.ofSeconds(10);

    final RadiusServer server;
    final Transport.Secured transport;
    final List<InetAddress> sources;
    final Set<F> waiting = new LinkedHashSet<>();
    private final List<Connection<F>> all = new ArrayList<>();
    private int failures;
    private Instant openAt = Instant.MIN;
    private Instant closed = Instant.MIN;
    private String trouble = "";

    Connections(RadiusServer server, Transport.Secured transport, List<InetAddress> sources) {
        this.server = server;
        this.transport = transport;
        this.sources = List.copyOf(sources);
    }

    /// An open one with room, the emptiest.
    Optional<Connection<F>> withRoom() {
        Connection<F> best = null;
        for (Connection<F> connection : all) {
            if (connection.room() > 0 && (best == null || connection.room() > best.room())) best = connection;
        }
        return Optional.ofNullable(best);
    }

    /// Whether it is time to open one.
    boolean wantsAnother(Instant now) {
        return couldOpen() && !openAt.isAfter(now);
    }

    private boolean couldOpen() {
        if (all.isEmpty()) return true;
        if (all.size() >= transport.connections()) return false;
        int room = 0;
        for (Connection<F> connection : all) {
            if (!connection.isOpen()) return false;
            room += connection.room();
        }
        return !waiting.isEmpty() || room <= Connection.IDENTIFIERS / 4;
    }

    Connection<F> begin(long number, Instant now) {
        var connection = new Connection<F>(number, now);
        all.add(connection);
        return connection;
    }

    /// One is gone, or could not be opened.
    ///
    /// @param chance between 0 and 1
    void lost(Connection<F> connection, String reason, double chance, Instant now) {
        all.remove(connection);
        trouble = reason;
        closed = now;
        boolean served = connection.isOpen()
                && (connection.heard || !connection.since().plus(WORTH_A_RETRY).isAfter(now));
        if (served) {
            failures = 0;
            openAt = now;
            return;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        if (pause.compareTo(LONGEST_PAUSE) > 0) pause = LONGEST_PAUSE;
        openAt = now.plusNanos((long) (pause.toNanos() * (0.5 + chance)));
        failures++;
    }

    /// A genuine answer came.
    void heard(Connection<F> connection) {
        connection.heard = true;
        failures = 0;
        trouble = "";
    }

    boolean anyOpen() {
        for (Connection<F> connection : all) {
            if (connection.isOpen()) return true;
        }
        return false;
    }

    /// Whether the last tries failed and there is none that would do.
    boolean unreachable() {
        return failures > 0 && !anyOpen();
    }

    Instant nextTry() {
        return openAt;
    }

    String trouble() {
        return trouble;
    }

    List<Connection<F>> all() {
        return List.copyOf(all);
    }

    /// When something is to be done, if nothing happens.
    Instant nextDeadline() {
        Instant next = couldOpen() ? openAt : Instant.MAX;
        for (Connection<F> connection : all) {
            if (!connection.watching && connection.watchAt.isBefore(next)) next = connection.watchAt;
        }
        return next;
    }

    List<ConnectionState> states() {
        if (all.isEmpty()) {
            return List.of(new ConnectionState(
                    server.name(), transport.kind(), Status.CLOSED, Optional.empty(), closed, waiting.size(), trouble));
        }
        var states = new ArrayList<ConnectionState>();
        for (Connection<F> connection : all) {
            states.add(new ConnectionState(
                    server.name(),
                    transport.kind(),
                    connection.isOpen() ? Status.OPEN : Status.OPENING,
                    connection.handshake(),
                    connection.since(),
                    connection.isOpen() ? connection.inFlight() : waiting.size(),
                    trouble));
        }
        return states;
    }
}
