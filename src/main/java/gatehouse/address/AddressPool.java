package gatehouse.address;

import gatehouse.bytes.Bytes;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// One pool. A user who comes back gets the address of last time if it is free. A new address comes from a cursor over
/// those never used, then from those given back, oldest first: so an address is kept for its user as long as others are
/// left. No lock, and no search that grows with the pool: a given back address that somebody has meanwhile taken by
/// stickiness is skipped when its turn comes.
final class AddressPool {
    private static final int REMEMBERED_USERS = 1 << 20;
    private static final long ENDLESS = Long.MAX_VALUE >> 1;

    private final PoolDefinition definition;
    private final LeaseStore store;
    private final List<AddressRange> ranges;
    /// How many addresses there are before each range.
    private final long[] before;
    private final long size;
    private final AtomicLong cursor = new AtomicLong();
    private final AtomicLong inUse = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ConcurrentLinkedQueue<InetAddress> returned = new ConcurrentLinkedQueue<>();
    private final Set<InetAddress> queued = ConcurrentHashMap.newKeySet();
    private final Map<String, InetAddress> lastOf = new ConcurrentHashMap<>();
    private final Map<InetAddress, String> keptFor = new ConcurrentHashMap<>();

    AddressPool(PoolDefinition definition, LeaseStore store) {
        this.definition = definition;
        this.store = store;
        this.ranges = definition.leasable();
        this.before = new long[ranges.size()];
        long count = 0;
        for (int i = 0; i < before.length; i++) {
            before[i] = count;
            count = Math.min(ENDLESS, count + sizeOf(ranges.get(i)));
        }
        this.size = count;
    }

    private static long sizeOf(AddressRange range) {
        BigInteger first = new BigInteger(1, range.first().getAddress());
        BigInteger last = new BigInteger(1, range.last().getAddress());
        BigInteger count = last.subtract(first).add(BigInteger.ONE);
        return count.bitLength() > 62 ? ENDLESS : count.longValue();
    }

    PoolDefinition definition() {
        return definition;
    }

    long size() {
        return size;
    }

    /// Held by whomever, whether they were leased here or fixed by AAA.
    long inUse() {
        return inUse.get();
    }

    /// Users who get the address of last time again, if it is free.
    long sticky() {
        return lastOf.size();
    }

    /// How often there was no address for somebody.
    long refused() {
        return refused.get();
    }

    /// Whether this address can be leased here, free or not.
    boolean has(InetAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) return true;
        }
        return false;
    }

    /// Takes an address for `user`; `take` says whether an address could be taken.
    Optional<InetAddress> take(String user, Predicate<InetAddress> take) {
        InetAddress last = lastOf.get(user);
        if (last != null && take.test(last)) return taken(user, last);
        for (long next = cursor.get(); next < size; next = cursor.get()) {
            if (!cursor.compareAndSet(next, next + 1)) continue;
            InetAddress address = at(next);
            // Somebody's of before the restart: it waits in the queue.
            if (keptFor.containsKey(address)) continue;
            if (take.test(address)) return taken(user, address);
        }
        for (InetAddress address = returned.poll(); address != null; address = returned.poll()) {
            queued.remove(address);
            if (take.test(address)) return taken(user, address);
        }
        refused.incrementAndGet();
        return Optional.empty();
    }

    void giveBack(InetAddress address) {
        inUse.decrementAndGet();
        offer(address);
    }

    /// AAA has given an address away that is leased here otherwise.
    void claimed() {
        inUse.incrementAndGet();
    }

    /// What was remembered before the start. The older ones first: they are leased to others first.
    void restore(String user, InetAddress address) {
        if (has(address) && keep(user, address)) offer(address);
    }

    private void offer(InetAddress address) {
        // Once in the queue is enough: a user who comes and goes with the same address must not make it grow.
        if (queued.add(address)) returned.add(address);
    }

    private Optional<InetAddress> taken(String user, InetAddress address) {
        inUse.incrementAndGet();
        if (!address.equals(lastOf.get(user)) && keep(user, address)) {
            store.remember(new LeaseStore.Remembered(definition.name(), user, address));
        }
        return Optional.of(address);
    }

    /// An address is kept for one user, the last, and a user has one: so there are never more than addresses.
    private boolean keep(String user, InetAddress address) {
        // Bounded by refusing to remember more, not by forgetting at random: a pool of a million users is exceptional.
        if (lastOf.size() >= REMEMBERED_USERS && !lastOf.containsKey(user)) return false;
        InetAddress previous = lastOf.put(user, address);
        if (previous != null) keptFor.remove(previous, user);
        String other = keptFor.put(address, user);
        if (other != null && !other.equals(user)) lastOf.remove(other, address);
        return true;
    }

    private InetAddress at(long index) {
        int found = Arrays.binarySearch(before, index);
        int range = found >= 0 ? found : -found - 2;
        byte[] first = ranges.get(range).first().getAddress();
        byte[] sum = new BigInteger(1, first).add(BigInteger.valueOf(index - before[range])).toByteArray();
        byte[] octets = new byte[first.length];
        int length = Math.min(sum.length, octets.length);
        System.arraycopy(sum, sum.length - length, octets, octets.length - length, length);
        return Addresses.of(Bytes.wrap(octets));
    }

    @Override
    public String toString() {
        return definition.name() + Arrays.asList(inUse.get(), size);
    }
}
