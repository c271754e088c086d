package gatehouse.aaa;

import gatehouse.bytes.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// What a session may do, after everything that was granted has been merged with the policy.
///
/// @param user            the session's identity
/// @param addresses       where its inner addresses come from, in order of preference per family
/// @param netmasks        at most one: told to the client with its IPv4 address
/// @param dns             name servers
/// @param nbns            NetBIOS name servers
/// @param sessionTimeout  zero for no limit
/// @param idleTimeout     zero for no limit
/// @param interimInterval zero for no interim accounting
/// @param classes         echoed in accounting, in order
/// @param filterIds       kept with the session
/// @param avPairs         kept with the session
public record Authorization(
        String user,
        List<AddressSource> addresses,
        List<InetAddress> netmasks,
        List<InetAddress> dns,
        List<InetAddress> nbns,
        Duration sessionTimeout,
        Duration idleTimeout,
        Duration interimInterval,
        List<Bytes> classes,
        List<String> filterIds,
        List<String> avPairs) {
    public Authorization {
        addresses = List.copyOf(addresses);
        netmasks = List.copyOf(netmasks);
        dns = List.copyOf(dns);
        nbns = List.copyOf(nbns);
        classes = List.copyOf(classes);
        filterIds = List.copyOf(filterIds);
        avPairs = List.copyOf(avPairs);
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
    }
}
