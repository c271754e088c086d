package gatehouse.server;

import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.Session;
import gatehouse.session.SessionId;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes of the machine to the networks behind clients: they come and go with the sessions, one after the other in the order
/// of events, on a thread of their own, for a program of the machine is run for each. The metric of a route is its
/// administrative distance. A tag has no place in the kernel's table; it is shown with the session.
final class NetworkRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkRoutes.class);

    private final HostNetwork network;
    private final String device;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("network-routes").factory());
    // The worker's.
    private final Map<SessionId, Set<Route>> wanted = new HashMap<>();
    private final Map<Route, Set<SessionId>> holders = new HashMap<>();
    private final Set<Route> made = new HashSet<>();

    private record Route(Prefix network, int metric) {
        static Route of(NetworkBehind behind) {
            return new Route(behind.prefix(), behind.distance());
        }
    }

    NetworkRoutes(HostNetwork network, String device) {
        this.network = network;
        this.device = device;
    }

    /// These networks are behind the session now; from any thread, and at once.
    void are(Session session) {
        SessionId id = session.id();
        List<NetworkBehind> networks = session.networks();
        worker.execute(() -> become(id, networks));
    }

    /// The session is over.
    void gone(SessionId session) {
        worker.execute(() -> become(session, List.of()));
    }

    /// A session that takes over from another has the routes before the other loses them, so that none is taken away in between.
    private void become(SessionId session, List<NetworkBehind> networks) {
        var now = new LinkedHashSet<Route>();
        networks.forEach(behind -> now.add(Route.of(behind)));
        Set<Route> before = now.isEmpty() ? wanted.remove(session) : wanted.put(session, now);
        for (Route route : now) hold(route, session);
        if (before == null) return;
        for (Route route : before) if (!now.contains(route)) release(route, session);
    }

    private void hold(Route route, SessionId session) {
        Set<SessionId> sessions = holders.computeIfAbsent(route, _ -> new HashSet<>());
        boolean first = sessions.isEmpty();
        sessions.add(session);
        if (!first) return;
        try {
            network.reach(device, route.network(), route.metric());
            made.add(route);
        } catch (IOException e) {
            warn("network-not-routed", route, session, e);
        }
    }

    private void release(Route route, SessionId session) {
        Set<SessionId> sessions = holders.get(route);
        sessions.remove(session);
        if (!sessions.isEmpty()) return;
        holders.remove(route);
        if (!made.remove(route)) return;
        try {
            network.forget(device, route.network(), route.metric());
        } catch (IOException e) {
            warn("network-route-left", route, session, e);
        }
    }

    private static void warn(String event, Route route, SessionId session, IOException e) {
        LOG.atWarn()
                .addKeyValue("event", event)
                .addKeyValue("network", route.network())
                .addKeyValue("session", session)
                .log(e.getMessage());
    }

    /// Waits for what is under way. What is left of routes the network takes back.
    @Override
    public void close() {
        worker.close();
    }
}
