package gatehouse.ike.exchange;

import gatehouse.aaa.AccessPolicy.AddressConflict;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Granted;
import gatehouse.address.Networks;
import gatehouse.ike.Effect;
import gatehouse.ike.RefusedException;
import gatehouse.ike.sa.IkeSa;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.session.NetworkBehind;
import gatehouse.session.SessionCommand;
import gatehouse.session.SessionId;
import gatehouse.session.TerminateCause;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The networks behind a client: those that AAA says (Framed-Route and its like) and those that the client announces. A
/// network is behind one client at a time.
public final class ClientNetworks {

    private final IkeSa sa;
    private final SessionId session;
    private final Step step;

    public ClientNetworks(IkeSa sa, SessionId session, Step step) {
        this.sa = sa;
        this.session = session;
        this.step = step;
    }

    /// Those that AAA says.
    public static List<NetworkBehind> granted(Authorization authorization) {
        List<Granted.FramedRoute> routes = authorization.framedRoutes();
        if (routes.isEmpty()) return List.of();
        var networks = new LinkedHashMap<Prefix, NetworkBehind>();
        routes.forEach(route -> networks.putIfAbsent(
                route.prefix(), new NetworkBehind(route.prefix(), route.distance(), 0)));
        return List.copyOf(networks.values());
    }

    /// What of the networks that the client announced stays under a new authorization.
    public static List<NetworkBehind> announced(Authorization now, List<NetworkBehind> before) {
        return rule(now)
                .map(rule -> before.stream()
                        .map(network -> new NetworkBehind(network.prefix(), rule.distance(), rule.tag()))
                        .toList())
                .orElse(List.of());
    }

    /// For the log: what of a change a client can use only with another Child SA, for the selectors of those that it has are
    /// agreed and do not grow. Empty for nothing.
    public static String waiting(
            LiveSession live, Authorization before, Authorization now, List<Prefix> reachable) {
        List<Prefix> had = live.routes();
        if (had.isEmpty() && now.framedRoutes().isEmpty()) return "";
        Stream<String> behindUs = had.isEmpty()
                ? Stream.empty()
                : reachable.isEmpty()
                        ? Stream.of("all that the profile lets clients reach")
                : reachable.stream().filter(not(had)).map(Prefix::toString);
        List<Prefix> behindBefore = before.framedRoutes().stream().map(Granted.FramedRoute::prefix).toList();
        Stream<String> behindClient = rule(before).isPresent()
                ? Stream.empty()
                : now.framedRoutes().stream()
                        .map(Granted.FramedRoute::prefix)
                        .filter(not(behindBefore))
                        .map(prefix -> prefix + " behind the client");
        List<String> waiting = Stream.concat(behindUs, behindClient).toList();
        return waiting.isEmpty() ? "" : "; from the next Child SA on: " + String.join(", ", waiting);
    }

    private static Predicate<Prefix> not(List<Prefix> within) {
        return prefix -> within.stream().noneMatch(
                outer -> outer.length() <= prefix.length() && outer.contains(prefix.base()));
    }

    /// By which rule the client may announce others.
    static Optional<Granted.RouteAccept> rule(Authorization authorization) {
        return authorization.first(Granted.RouteAccept.class);
    }

    static boolean mayHaveAny(Authorization authorization) {
        return rule(authorization).isPresent() || !authorization.framedRoutes().isEmpty();
    }

    /// Claims what AAA granted, all of it, or refuses and holds no more than before.
    ///
    /// @param have       what the session holds already
    /// @param superseded sessions that this one takes the place of; what is behind them may be taken
    public void claim(List<NetworkBehind> granted, List<NetworkBehind> have, Set<SessionId> superseded)
            throws RefusedException {
        var takenFrom = new LinkedHashMap<Prefix, String>();
        var orders = new ArrayList<Effect>();
        for (NetworkBehind network : granted) {
            Prefix prefix = network.prefix();
            if (have.stream().anyMatch(held -> held.prefix().equals(prefix))) continue;
            Optional<String> objection = impossible(prefix).or(() -> take(prefix, superseded, takenFrom, orders));
            if (objection.isPresent()) {
                takenFrom.forEach(this::giveBack);
                throw RefusedException.internalAddressFailure("framed-route " + prefix + " " + objection.get());
            }
        }
        orders.forEach(step::emit);
    }

    private Optional<String> take(
            Prefix prefix, Set<SessionId> superseded, Map<Prefix, String> takenFrom, List<Effect> orders) {
        Optional<String> holder = networks().claim(prefix, session.text());
        if (holder.isEmpty()) {
            takenFrom.put(prefix, "");
            return Optional.empty();
        }
        var other = new SessionId(holder.get());
        boolean superseding = superseded.contains(other);
        if (!superseding && sa.policy().access().addressConflict() == AddressConflict.REFUSE) {
            return Optional.of("is behind session " + other + ": a network is behind one client at a time");
        }
        if (!networks().takeOver(prefix, other.text(), session.text())) {
            return Optional.of("went to somebody else meanwhile");
        }
        takenFrom.put(prefix, other.text());
        if (!superseding) {
            String reason = "network " + prefix + " was given to session " + session;
            orders.add(new Effect.Order(
                    new SessionCommand.Disconnect(other, TerminateCause.PORT_PREEMPTED, reason)));
        }
        return Optional.empty();
    }

    private void giveBack(Prefix prefix, String before) {
        if (before.isEmpty()) networks().release(prefix, session.text());
        else networks().takeOver(prefix, session.text(), before);
    }

    /// Claims what the client announces. Answers why not.
    Optional<String> claimAnnounced(Prefix prefix, Set<SessionId> superseded) {
        Optional<String> objection = impossible(prefix).or(() -> step.tools().pools().overlapping(prefix.range())
                .map(pool -> "overlaps pool '" + pool + "'"));
        if (objection.isPresent()) return objection;
        Optional<String> holder = networks().claim(prefix, session.text());
        if (holder.isEmpty()) return Optional.empty();
        boolean taken = superseded.contains(new SessionId(holder.get()))
                && networks().takeOver(prefix, holder.get(), session.text());
        return taken ? Optional.empty() : Optional.of("is behind session " + holder.get());
    }

    /// A network with our own addresses in it would cut us off; one with the client's outer address would put the tunnel into
    /// itself.
    private Optional<String> impossible(Prefix prefix) {
        if (prefix.length() == 0) return Optional.of("is everything there is");
        InetAddress base = prefix.base();
        if (base.isMulticastAddress() || base.isLoopbackAddress() || base.isLinkLocalAddress()) {
            return Optional.of("is no network that is routed");
        }
        InetAddress outer = sa.path().remote().getAddress();
        if (prefix.contains(outer)) return Optional.of("contains the client's outer address " + Addresses.text(outer));
        return Stream.concat(
                step.policies().ownAddresses().stream(), Stream.of(sa.path().local().getAddress()))
                .filter(prefix::contains)
                .findFirst()
                .map(own -> "contains the gateway's own address " + Addresses.text(own));
    }

    void release(List<NetworkBehind> held) {
        held.forEach(network -> networks().release(network.prefix(), session.text()));
    }

    /// From now on these, all of which are claimed, are behind the session, and no others.
    public void settle(LiveSession live, List<NetworkBehind> granted, List<NetworkBehind> announced) {
        List<NetworkBehind> before = live.session().networks();
        // Most clients have none, before and after.
        if (before.isEmpty() && granted.isEmpty() && announced.isEmpty()) return;
        live.networks(granted, announced);
        List<NetworkBehind> now = live.session().networks();
        release(before.stream()
                .filter(gone -> now.stream().noneMatch(network -> network.prefix().equals(gone.prefix())))
                .toList());
        if (!now.equals(before)) route(now);
    }

    void route(List<NetworkBehind> networks) {
        step.tools().dataPlane().route(session.text(), networks.stream().map(NetworkBehind::prefix).toList());
    }

    private Networks networks() {
        return step.tools().pools().networks();
    }
}
