package gatehouse.address;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// One pool. A new address comes from a cursor over those never used, then from those given back, oldest first; a user
/// who comes back gets the address of last time if it is free. No lock, and no search that grows with the pool: a given
/// back address that somebody has meanwhile taken by stickiness is skipped when its turn comes.
final class AddressPool {
    private static final int REMEMBERED_USERS = 1 << 20;

    private final PoolDefinition definition;
    private final long size;
    private final AtomicLong cursor = new AtomicLong();
    private final AtomicLong inUse = new AtomicLong();
    private final ConcurrentLinkedQueue<InetAddress> returned = new ConcurrentLinkedQueue<>();
    private final Set<InetAddress> queued = ConcurrentHashMap.newKeySet();
    private final Map<String, InetAddress> lastOf = new ConcurrentHashMap<>();

    AddressPool(PoolDefinition definition) {
        this.definition = definition;
        BigInteger first = new BigInteger(1, definition.range().first().getAddress());
        BigInteger last = new BigInteger(1, definition.range().last().getAddress());
        BigInteger count = last.subtract(first).add(BigInteger.ONE);
        this.size = count.bitLength() > 62 ? Long.MAX_VALUE >> 1 : count.longValue();
    }

    PoolDefinition definition() {
        return definition;
    }

    long size() {
        return size;
    }

    long inUse() {
        return inUse.get();
    }

    /// Takes an address for `user`; `take` says whether an address could be taken.
    Optional<InetAddress> take(String user, Predicate<InetAddress> take) {
        InetAddress last = lastOf.get(user);
        if (last != null && take.test(last)) return taken(user, last);
        for (long next = cursor.get(); next < size; next = cursor.get()) {
            if (!cursor.compareAndSet(next, next + 1)) continue;
            InetAddress address = at(next);
            if (take.test(address)) return taken(user, address);
        }
        for (InetAddress address = returned.poll(); address != null; address = returned.poll()) {
            queued.remove(address);
            if (take.test(address)) return taken(user, address);
        }
        return Optional.empty();
    }

    void giveBack(InetAddress address) {
        inUse.decrementAndGet();
        offer(address);
    }

    /// Says that an address is free which was perhaps passed over.
    void offer(InetAddress address) {
        // Once in the queue is enough: a user who comes and goes with the same address must not make it grow.
        if (definition.range().contains(address) && queued.add(address)) returned.add(address);
    }

    private Optional<InetAddress> taken(String user, InetAddress address) {
        inUse.incrementAndGet();
        // Bounded by refusing to remember more, not by forgetting at random: a pool of a million users is exceptional.
        if (lastOf.size() < REMEMBERED_USERS || lastOf.containsKey(user)) lastOf.put(user, address);
        return Optional.of(address);
    }

    private InetAddress at(long index) {
        byte[] first = definition.range().first().getAddress();
        byte[] sum = new BigInteger(1, first).add(BigInteger.valueOf(index)).toByteArray();
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
