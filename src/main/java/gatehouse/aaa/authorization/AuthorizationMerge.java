package gatehouse.aaa.authorization;

import gatehouse.aaa.AccessPolicy;
import gatehouse.aaa.Authorization;
import gatehouse.aaa.Authorization.AddressSource;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Merges what AAA granted with what the connection gives where AAA is silent. One rule per line.
public final class AuthorizationMerge {
    // RFC 2869, section 5.16: "The value MUST NOT be smaller than 60".
    private static final Duration SHORTEST_INTERIM = Duration.ofSeconds(60);

    private AuthorizationMerge() {}

    /// @param implicit what the answer that let the person in granted
    /// @param askedAs  the name that AAA was asked with, kept unless the answer has another
    public static Authorization merge(Grant implicit, AccessPolicy policy, String askedAs) {
        List<InetAddress> dns = implicit.all(Granted.Dns.class).stream().map(Granted.Dns::server).toList();
        return new Authorization(
                implicit.first(Granted.UserName.class).map(Granted.UserName::name).orElse(askedAs),
                addresses(implicit, policy),
                implicit.first(Granted.Netmask.class).map(Granted.Netmask::mask).map(List::of).orElse(List.of()),
                dns.isEmpty() ? policy.dns() : dns,
                implicit.all(Granted.Nbns.class).stream().map(Granted.Nbns::server).toList(),
                implicit.first(Granted.SessionTimeout.class)
                        .map(Granted.SessionTimeout::duration)
                        .orElse(policy.sessionTimeout()),
                implicit.first(Granted.IdleTimeout.class)
                        .map(Granted.IdleTimeout::duration)
                        .orElse(policy.idleTimeout()),
                implicit.first(Granted.InterimInterval.class)
                        .map(interval -> interimInterval(interval.duration()))
                        .orElse(policy.interimInterval()),
                implicit.all(Granted.ClassValue.class).stream().map(Granted.ClassValue::value).toList(),
                implicit.all(Granted.FilterId.class).stream().map(Granted.FilterId::name).toList(),
                implicit.all(Granted.AvPair.class).stream().map(Granted.AvPair::text).toList());
    }

    private static Duration interimInterval(Duration granted) {
        return !granted.isZero() && granted.compareTo(SHORTEST_INTERIM) < 0 ? SHORTEST_INTERIM : granted;
    }

    private static List<AddressSource> addresses(Grant grant, AccessPolicy policy) {
        var sources = new ArrayList<AddressSource>(2);
        String pool = grant.first(Granted.Pool.class).map(Granted.Pool::name).orElse(policy.pool());
        Optional<InetAddress> fixed = framed(grant, 4);
        if (fixed.isPresent()) {
            sources.add(new AddressSource.Fixed(fixed.get()));
        } else if (!pool.isEmpty()) {
            sources.add(
                    grant.first(Granted.ClientChoosesAddress.class).isPresent()
                            ? new AddressSource.ClientChoice(pool)
                            : new AddressSource.FromPool(pool));
        }
        String ipv6Pool = grant.first(Granted.Ipv6Pool.class).map(Granted.Ipv6Pool::name).orElse(policy.ipv6Pool());
        Optional<InetAddress> fixedIpv6 = framed(grant, 16);
        if (fixedIpv6.isPresent()) {
            sources.add(new AddressSource.Fixed(fixedIpv6.get()));
        } else if (!ipv6Pool.isEmpty()) {
            sources.add(new AddressSource.FromIpv6Pool(ipv6Pool));
        }
        return sources;
    }

    private static Optional<InetAddress> framed(Grant grant, int octets) {
        return grant.all(Granted.FramedAddress.class).stream()
                .map(Granted.FramedAddress::address)
                .filter(address -> address.getAddress().length == octets)
                .findFirst();
    }
}
