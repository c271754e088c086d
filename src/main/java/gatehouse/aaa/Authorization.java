package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import gatehouse.net.Prefix;
import gatehouse.session.Session;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a session may do: every value that holds, where it came from and what it overrode. Immutable; a change makes
/// another.
///
/// @param entries      values in force, in the order received; the attributes that were ignored among them
/// @param addressOrder from where an inner address is taken, best first
public record Authorization(List<Entry> entries, List<AccessPolicy.AddressKind> addressOrder) {
    // RFC 2869, section 5.16: "The value MUST NOT be smaller than 60".
    private static final Duration SHORTEST_INTERIM = Duration.ofSeconds(60);

    public Authorization {
        entries = List.copyOf(entries);
        addressOrder = List.copyOf(addressOrder);
    }

    /// A value in force.
    ///
    /// @param overrode what would hold without it, best first
    public record Entry(Granted value, Origin origin, List<Overridden> overrode) {
        public Entry {
            overrode = List.copyOf(overrode);
        }
    }

    /// A value that gave way.
    public record Overridden(Granted value, Origin origin) {}

    public <G extends Granted> Optional<G> first(Class<G> kind) {
        // A dozen times for each session: a loop costs a fifth of what a stream does.
        for (Entry entry : entries) {
            if (kind.isInstance(entry.value())) return Optional.of(kind.cast(entry.value()));
        }
        return Optional.empty();
    }

    public <G extends Granted> Stream<G> all(Class<G> kind) {
        return list(kind).stream();
    }

    private <G extends Granted> List<G> list(Class<G> kind) {
        return list(kind, value -> value);
    }

    /// Most sessions have none of most kinds.
    private <G extends Granted, V> List<V> list(Class<G> kind, Function<G, V> of) {
        List<V> found = null;
        for (Entry entry : entries) {
            if (!kind.isInstance(entry.value())) continue;
            if (found == null) found = new ArrayList<>(2);
            found.add(of.apply(kind.cast(entry.value())));
        }
        return found == null ? List.of() : List.copyOf(found);
    }

    private <G extends Granted, V> V value(Class<G> kind, Function<G, V> of, V otherwise) {
        return first(kind).map(of).orElse(otherwise);
    }

    /// The session's identity.
    public String user() {
        return value(Granted.UserName.class, Granted.UserName::text, "");
    }

    public List<String> groups() {
        return list(Granted.Group.class, Granted.Group::text);
    }

    /// At most one: told to the client with its IPv4 address.
    public List<InetAddress> netmasks() {
        return list(Granted.Netmask.class, Granted.Netmask::mask);
    }

    public List<InetAddress> dns() {
        return list(Granted.Dns.class, Granted.Dns::server);
    }

    /// Name servers that are asked over encrypted transports.
    public List<EncryptedDnsServer> encryptedDns() {
        return list(Granted.EncryptedDns.class, Granted.EncryptedDns::server);
    }

    public List<InetAddress> nbns() {
        return list(Granted.Nbns.class, Granted.Nbns::server);
    }

    public List<String> splitDns() {
        return list(Granted.SplitDns.class, Granted.SplitDns::text);
    }

    /// For domains of split DNS.
    public List<DnssecTrustAnchor> trustAnchors() {
        return list(Granted.TrustAnchor.class, Granted.TrustAnchor::anchor);
    }

    /// Networks behind us that the client is told of.
    public List<Prefix> routes() {
        return list(Granted.RouteSetPrefix.class, Granted.RouteSetPrefix::prefix);
    }

    /// Networks behind the client.
    public List<Granted.FramedRoute> framedRoutes() {
        return list(Granted.FramedRoute.class);
    }

    /// Zero for no limit.
    public Duration sessionTimeout() {
        return value(Granted.SessionTimeout.class, Granted.SessionTimeout::duration, Duration.ZERO);
    }

    /// Zero for no limit.
    public Duration idleTimeout() {
        return value(Granted.IdleTimeout.class, Granted.IdleTimeout::duration, Duration.ZERO);
    }

    /// Zero for no interim accounting; a minute at least otherwise.
    public Duration interimInterval() {
        Duration granted = value(Granted.InterimInterval.class, Granted.InterimInterval::duration, Duration.ZERO);
        return !granted.isZero() && granted.compareTo(SHORTEST_INTERIM) < 0 ? SHORTEST_INTERIM : granted;
    }

    /// Echoed in accounting, in order.
    public List<Bytes> classes() {
        return list(Granted.ClassValue.class, Granted.ClassValue::value);
    }

    /// What binds the session's traffic, as others may know it.
    public Session.InForce inForce() {
        var groups = new LinkedHashSet<String>();
        for (Entry entry : entries) {
            if (entry.origin().source() == Origin.Source.GROUP) groups.add(entry.origin().name());
        }
        groups.addAll(groups());
        var accessLists = new ArrayList<String>(2);
        accessLists.addAll(list(Granted.NamedAccessList.class, list -> list.text() + "." + list.direction()));
        accessLists.addAll(list(Granted.DownloadableAccessList.class, Granted.DownloadableAccessList::text));
        return new Session.InForce(
                List.copyOf(groups),
                value(Granted.SecurityGroupTag.class, Granted.SecurityGroupTag::text, ""),
                accessLists,
                list(Granted.AccessEntry.class).size() + list(Granted.FilterRule.class).size(),
                list(Granted.QosPolicy.class, policy -> policy.text() + "." + policy.direction()),
                classes(),
                list(Granted.ChargeableIdentity.class, Granted.ChargeableIdentity::value));
    }

    /// What was granted and not used, with the reason.
    public List<Granted.Ignored> ignored() {
        return list(Granted.Ignored.class);
    }

    /// Where its inner addresses come from, in order of preference per family.
    public List<AddressSource> addresses() {
        var sources = new ArrayList<AddressSource>(2);
        for (AccessPolicy.AddressKind kind : addressOrder) {
            switch (kind) {
                case FRAMED -> list(Granted.FramedAddress.class)
                        .forEach(framed -> sources.add(new AddressSource.Fixed(framed.address())));
                case POOL -> {
                    first(Granted.Pool.class).ifPresent(pool -> sources.add(fromPool(pool.text())));
                    first(Granted.Ipv6Pool.class)
                            .ifPresent(pool -> sources.add(new AddressSource.FromIpv6Pool(pool.text())));
                }
                case DHCP -> first(Granted.DhcpServer.class)
                        .ifPresent(_ -> sources.add(new AddressSource.FromDhcp()));
            }
        }
        return sources;
    }

    private AddressSource fromPool(String pool) {
        return first(Granted.ClientChoosesAddress.class).isPresent()
                ? new AddressSource.ClientChoice(pool)
                : new AddressSource.FromPool(pool);
    }

    /// Where an inner address comes from.
    public sealed interface AddressSource {
        /// This very address, or none.
        record Fixed(InetAddress address) implements AddressSource {}

        /// An IPv4 address of a pool.
        record FromPool(String pool) implements AddressSource {}

        /// An IPv6 address of a pool.
        record FromIpv6Pool(String pool) implements AddressSource {}

        /// What the client asked for, if it is free; the pool otherwise.
        record ClientChoice(String pool) implements AddressSource {}

        /// An IPv4 address from a DHCP server.
        record FromDhcp() implements AddressSource {}
    }
}
