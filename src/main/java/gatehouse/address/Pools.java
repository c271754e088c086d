package gatehouse.address;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every inner address that is held, whether it came from a pool or was fixed by AAA: one map for both, so that an
/// address never has two holders.
public final class Pools {
    private final Map<String, AddressPool> pools = new LinkedHashMap<>();
    private final Map<InetAddress, Lease> holders = new ConcurrentHashMap<>();
    private final Set<InetAddress> reserved;

    public Pools(Collection<PoolDefinition> definitions) {
        this(definitions, Set.of());
    }

    /// @param reserved the gateway's own addresses: nobody gets them, whatever pool they lie in and whoever asks
    public Pools(Collection<PoolDefinition> definitions, Collection<InetAddress> reserved) {
        this.reserved = Set.copyOf(reserved);
        for (PoolDefinition definition : definitions) {
            if (pools.put(definition.name(), new AddressPool(definition)) != null) {
                throw new IllegalArgumentException("pool '" + definition.name() + "' is defined twice");
            }
        }
    }

    public boolean knows(String pool) {
        return pools.containsKey(pool);
    }

    /// Leases an address of `pool`, the one `user` had last time if it is free. Empty if the pool is unknown or
    /// exhausted.
    public Optional<Lease> lease(String pool, String user, String holder) {
        AddressPool from = pools.get(pool);
        if (from == null) return Optional.empty();
        return from.take(user, address -> take(leaseOf(from, address, holder)))
                .map(address -> leaseOf(from, address, holder));
    }

    /// Whether a pool has this address, free or not.
    public boolean contains(String pool, InetAddress address) {
        AddressPool from = pools.get(pool);
        return from != null && from.definition().range().contains(address);
    }

    /// Claims one very address.
    public Claim claim(InetAddress address, String holder) {
        if (reserved.contains(address)) return new Claim.Reserved();
        var lease = new Lease(address, address.getAddress().length * 8, "", holder);
        Lease other = holders.putIfAbsent(address, lease);
        return other == null ? new Claim.Granted(lease) : new Claim.HeldBy(other.holder());
    }

    /// Takes an address away from `from`, whose session is about to end, for another. Its release by `from` does
    /// nothing then. Empty if `from` holds it no more.
    public Optional<Lease> takeOver(InetAddress address, String from, String holder) {
        Lease now = holders.computeIfPresent(
                address,
                (_, lease) -> lease.holder().equals(from)
                        ? new Lease(address, lease.prefixLength(), lease.pool(), holder)
                        : lease);
        return Optional.ofNullable(now).filter(lease -> lease.holder().equals(holder));
    }

    /// Gives an address back. Giving back what another holds does nothing.
    public void release(Lease lease) {
        if (!holders.remove(lease.address(), lease)) return;
        if (!lease.pool().isEmpty()) {
            pools.get(lease.pool()).giveBack(lease.address());
        } else {
            // The pool passed it over while AAA had given it away.
            pools.values().forEach(pool -> pool.offer(lease.address()));
        }
    }

    private boolean take(Lease lease) {
        return !reserved.contains(lease.address()) && holders.putIfAbsent(lease.address(), lease) == null;
    }

    private static Lease leaseOf(AddressPool pool, InetAddress address, String holder) {
        return new Lease(address, pool.definition().prefixLength(), pool.definition().name(), holder);
    }

    /// What the outcome of a claim is.
    public sealed interface Claim {
        record Granted(Lease lease) implements Claim {}

        /// Another holds the address.
        record HeldBy(String holder) implements Claim {}

        /// The gateway has it itself.
        record Reserved() implements Claim {}
    }

    /// How full a pool is.
    public record Utilisation(String pool, long inUse, long size) {}

    public Collection<Utilisation> utilisation() {
        return pools.values().stream()
                .map(pool -> new Utilisation(pool.definition().name(), pool.inUse(), pool.size() - reservedOf(pool)))
                .toList();
    }

    private long reservedOf(AddressPool pool) {
        return reserved.stream().filter(pool.definition().range()::contains).count();
    }
}
