package gatehouse.address;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Every inner address that is held, whether it came from a pool or was fixed by AAA: one map for both, so that an
/// address never has two holders.
public final class Pools {
    private final Map<String, AddressPool> pools = new LinkedHashMap<>();
    private final Map<InetAddress, String> holders = new ConcurrentHashMap<>();

    public Pools(Collection<PoolDefinition> definitions) {
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
        return from.take(user, address -> holders.putIfAbsent(address, holder) == null)
                .map(address -> new Lease(address, from.definition().prefixLength(), pool, holder));
    }

    /// Claims one very address.
    public Claim claim(InetAddress address, String holder) {
        String other = holders.putIfAbsent(address, holder);
        if (other != null) return new Claim.HeldBy(other);
        return new Claim.Granted(new Lease(address, address.getAddress().length * 8, "", holder));
    }

    /// Gives an address back. Giving back what another holds does nothing.
    public void release(Lease lease) {
        if (holders.remove(lease.address(), lease.holder()) && !lease.pool().isEmpty()) {
            pools.get(lease.pool()).giveBack(lease.address());
        }
    }

    /// What the outcome of a claim is.
    public sealed interface Claim {
        record Granted(Lease lease) implements Claim {}

        /// Another holds the address.
        record HeldBy(String holder) implements Claim {}
    }

    /// How full a pool is.
    public record Utilisation(String pool, long inUse, long size) {}

    public Collection<Utilisation> utilisation() {
        return pools.values().stream()
                .map(pool -> new Utilisation(pool.definition().name(), pool.inUse(), pool.size()))
                .toList();
    }
}
