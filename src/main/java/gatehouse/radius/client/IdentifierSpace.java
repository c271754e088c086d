package gatehouse.radius.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The identifiers of one destination: 256 for each of our source ports (RFC 2865, section 3). An identifier that was
/// given back is used again last, so that a late answer does not meet a new question.
///
/// @param <F> what is in flight under an identifier
final class IdentifierSpace<F> {
    private static final int PER_SOCKET = 256;

    private final int mostSockets;
    private final List<Object[]> flights = new ArrayList<>();
    private final ArrayDeque<Slot> free = new ArrayDeque<>();

    IdentifierSpace(int mostSockets) {
        this.mostSockets = mostSockets;
    }

    record Slot(int socket, int identifier) {}

    /// A slot for `flight`; empty if all sockets are full.
    Optional<Slot> take(F flight) {
        // A quarter is kept back before another socket is opened, for the sake of late answers.
        if (free.size() <= PER_SOCKET / 4 && flights.size() < mostSockets) addSocket();
        Slot slot = free.poll();
        if (slot == null) return Optional.empty();
        flights.get(slot.socket())[slot.identifier()] = flight;
        return Optional.of(slot);
    }

    void release(Slot slot) {
        flights.get(slot.socket())[slot.identifier()] = null;
        free.add(slot);
    }

    @SuppressWarnings("unchecked") // only take() puts something in
    Optional<F> at(int socket, int identifier) {
        return socket < flights.size() ? Optional.ofNullable((F) flights.get(socket)[identifier]) : Optional.empty();
    }

    private void addSocket() {
        int socket = flights.size();
        flights.add(new Object[PER_SOCKET]);
        for (int identifier = 0; identifier < PER_SOCKET; identifier++) free.add(new Slot(socket, identifier));
    }
}
