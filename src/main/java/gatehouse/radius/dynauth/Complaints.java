package gatehouse.radius.dynauth;

import gatehouse.radius.dynauth.DynAuthStats.Event;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What is to be said of one client, and of each of its faults no more than once a minute: who sends can make us write
/// nothing without end.
final class Complaints {
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final String client;
    private final Map<Event, Fault> faults = new EnumMap<>(Event.class);

    private static final class Fault {
        Instant told = Instant.MIN;
        long untold;
    }

    /// @param client empty for whoever is not known
    Complaints(String client) {
        this.client = client;
    }

    /// It happened once more.
    Optional<DynAuthEffect.Complained> about(Event event, InetSocketAddress from, Instant now) {
        Fault fault = faults.computeIfAbsent(event, _ -> new Fault());
        fault.untold++;
        if (fault.told != Instant.MIN && now.isBefore(fault.told.plus(BETWEEN))) return Optional.empty();
        var complaint = new DynAuthEffect.Complained(client, from, event, fault.untold);
        fault.told = now;
        fault.untold = 0;
        return Optional.of(complaint);
    }
}
