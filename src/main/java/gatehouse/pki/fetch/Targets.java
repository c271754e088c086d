package gatehouse.pki.fetch;

import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where requests may go. A URL that a stranger names must not make the gateway talk to its own services or to those of the
/// network behind it (request forgery): what is no public address is refused, unless it is in a network named for it.
public final class Targets {
    /// An operator or a trusted authority named the URL.
    public static final Targets ANYWHERE = new Targets(true, List.of());

    // Special-purpose addresses (RFC 6890), multicast included.
    private static final List<Prefix> NOT_PUBLIC = Stream.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Of IPv6, the global unicast addresses alone, without those that have an IPv4 address in them or are special.
            "::/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "4000::/2",
            "8000::/1")
            .map(Prefix::parse)
            .toList();

    private final boolean everywhere;
    private final List<Prefix> allowed;

    private Targets(boolean everywhere, List<Prefix> allowed) {
        this.everywhere = everywhere;
        this.allowed = List.copyOf(allowed);
    }

    /// Public addresses, and those in these networks.
    public static Targets publicAnd(List<Prefix> allowed) {
        return new Targets(false, allowed);
    }

    /// Why this address is not gone to, if so.
    Optional<String> objection(InetAddress address) {
        if (everywhere || allowed.stream().anyMatch(prefix -> prefix.contains(address))) return Optional.empty();
        return NOT_PUBLIC.stream()
                .filter(prefix -> prefix.contains(address))
                .findFirst()
                .map(prefix -> Addresses.text(address) + " is no public address (" + prefix + ")");
    }
}
