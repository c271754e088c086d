package gatehouse.address;

import gatehouse.net.AddressRange;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every inner address that is held, whether it came from a pool, from a DHCP server or was fixed by AAA: one map for all,
/// so that an address never has two holders.
public final class Pools {
    private final Map<String, AddressPool> pools = new LinkedHashMap<>();
    private final Map<InetAddress, Lease> holders = new ConcurrentHashMap<>();
    private final Set<InetAddress> reserved;
    private final Networks networks = new Networks();

    public Pools(Collection<PoolDefinition> definitions) {
        this(definitions, Set.of());
    }

    /// @param reserved the gateway's own addresses: nobody gets them, whatever pool they lie in and whoever asks
    public Pools(Collection<PoolDefinition> definitions, Collection<InetAddress> reserved) {
        this(definitions, reserved, LeaseStore.NONE);
    }

    /// @param store whose addresses are remembered, so that users get them again after a restart
    public Pools(Collection<PoolDefinition> definitions, Collection<InetAddress> reserved, LeaseStore store) {
        this.reserved = Set.copyOf(reserved);
        for (PoolDefinition definition : definitions) {
            if (pools.put(definition.name(), new AddressPool(definition, store)) != null) {
                throw new IllegalArgumentException("pool '" + definition.name() + "' is defined twice");
            }
        }
        for (LeaseStore.Remembered lease : store.remembered()) {
            AddressPool pool = pools.get(lease.pool());
            if (pool != null) pool.restore(lease.user(), lease.address());
        }
    }

    public boolean knows(String pool) {
        return pools.containsKey(pool);
    }

    /// Leases an address of `pool`, the one `user` had last time if it is free. Empty if the pool is unknown or
    /// exhausted; then [#refusal] says which.
    public Optional<Lease> lease(String pool, String user, String holder) {
        AddressPool from = pools.get(pool);
        if (from == null) return Optional.empty();
        return from.take(user, address -> take(leaseOf(from, address, holder)))
                .map(address -> leaseOf(from, address, holder));
    }

    /// Why a pool has no address for somebody, as a sentence.
    public String refusal(String pool) {
        AddressPool from = pools.get(pool);
        return from == null
                ? "there is no pool '" + pool + "'"
                : "pool '" + pool + "' is exhausted: all of its " + sizeOf(from) + " addresses are in use";
    }

    /// Whether a pool has this address, free or not.
    public boolean contains(String pool, InetAddress address) {
        AddressPool from = pools.get(pool);
        return from != null && from.has(address);
    }

    /// What lies behind the holders of addresses.
    public Networks networks() {
        return networks;
    }

    /// The pool that has addresses of a range.
    public Optional<String> overlapping(AddressRange range) {
        return pools.values().stream()
                .map(AddressPool::definition)
                .filter(pool -> pool.ranges().stream().anyMatch(own -> own.intersection(range).isPresent()))
                .map(PoolDefinition::name)
                .findFirst();
    }

    /// Claims one very address.
    public Claim claim(InetAddress address, String holder) {
        if (reserved.contains(address)) return new Claim.Reserved();
        var lease = new Lease(address, address.getAddress().length * 8, "", holder);
        Lease other = holders.putIfAbsent(address, lease);
        if (other != null) return new Claim.HeldBy(other.holder());
        poolOf(address).ifPresent(AddressPool::claimed);
        return new Claim.Granted(lease);
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
        Optional<AddressPool> pool =
                lease.pool().isEmpty() ? poolOf(lease.address()) : Optional.of(pools.get(lease.pool()));
        // Where AAA had given it away, its pool passed it over.
        pool.ifPresent(its -> its.giveBack(lease.address()));
    }

    private boolean take(Lease lease) {
        return !reserved.contains(lease.address()) && holders.putIfAbsent(lease.address(), lease) == null;
    }

    /// Pools do not overlap.
    private Optional<AddressPool> poolOf(InetAddress address) {
        return pools.values().stream().filter(pool -> pool.has(address)).findFirst();
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
    ///
    /// @param inUse   held by whomever, whether they were leased here or fixed by AAA
    /// @param size    of all that can be leased
    /// @param sticky  users who get the address of last time again, if it is free
    /// @param refused how often there was no address for somebody
    public record Utilisation(
            String pool, List<AddressRange> ranges, long inUse, long size, long sticky, long refused) {
        public long free() {
            return Math.max(0, size - inUse);
        }

        public boolean isExhausted() {
            return free() == 0;
        }
    }

    public Collection<Utilisation> utilisation() {
        return pools.values().stream()
                .map(pool -> new Utilisation(
                        pool.definition().name(),
                        pool.definition().ranges(),
                        pool.inUse(),
                        sizeOf(pool),
                        pool.sticky(),
                        pool.refused()))
                .toList();
    }

    /// Without the gateway's own addresses.
    private long sizeOf(AddressPool pool) {
        return pool.size() - reserved.stream().filter(pool::has).count();
    }
}
