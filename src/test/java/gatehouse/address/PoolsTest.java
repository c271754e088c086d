package gatehouse.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private final Pools pools = pools("10.0.0.1", "10.0.0.3");

    private static Pools pools(String first, String last) {
        var range = new AddressRange(Addresses.parse(first), Addresses.parse(last));
        return new Pools(List.of(
                new PoolDefinition("office", range, 24),
                new PoolDefinition("six", Prefix.parse("2001:db8::/64").range(), 64)));
    }

    private static InetAddress ip(String text) {
        return Addresses.parse(text);
    }

    private Lease lease(String user, String holder) {
        return pools.lease("office", user, holder).orElseThrow();
    }

    private Pools.Utilisation office() {
        return pools.utilisation().iterator().next();
    }

    @Test
    void everybodyGetsAnotherAddressUntilThereIsNone() {
        assertThat(lease("a", "1")).isEqualTo(new Lease(ip("10.0.0.1"), 24, "office", "1"));
        assertThat(lease("b", "2").address()).isEqualTo(ip("10.0.0.2"));
        assertThat(lease("a", "3").address()).isEqualTo(ip("10.0.0.3"));
        assertThat(pools.lease("office", "c", "4")).isEmpty();
        assertThat(office()).isEqualTo(new Pools.Utilisation(
                "office", List.of(new AddressRange(ip("10.0.0.1"), ip("10.0.0.3"))), 3, 3, 2, 1));
        assertThat(office().isExhausted()).isTrue();
        assertThat(pools.refusal("office")).isEqualTo("pool 'office' is exhausted: all of its 3 addresses are in use");
        assertThat(pools.refusal("home")).isEqualTo("there is no pool 'home'");
    }

    @Test
    void whatIsGivenBackIsLeasedAgainOldestFirst() {
        Lease one = lease("a", "1");
        Lease two = lease("b", "2");
        lease("c", "3");
        pools.release(two);
        pools.release(one);
        assertThat(lease("d", "4").address()).isEqualTo(two.address());
        assertThat(lease("e", "5").address()).isEqualTo(one.address());
        assertThat(pools.lease("office", "f", "6")).isEmpty();
    }

    @Test
    void aUserComesBackToTheAddressOfLastTime() {
        lease("a", "1");
        Lease last = lease("b", "2");
        pools.release(last);
        assertThat(lease("b", "3").address()).isEqualTo(last.address());
    }

    @Test
    void theAddressOfLastTimeMayBeAnothers() {
        Lease last = lease("a", "1");
        lease("b", "2");
        lease("c", "3");
        pools.release(last);
        Lease others = lease("d", "4");
        assertThat(others.address()).isEqualTo(last.address());
        assertThat(pools.lease("office", "a", "5")).isEmpty();
        pools.release(others);
        assertThat(lease("a", "6").address()).isEqualTo(last.address());
    }

    @Test
    void comingAndGoingLeasesNothingTwice() {
        for (int i = 0; i < 1000; i++) pools.release(lease("a", "round " + i));
        var held = new HashSet<InetAddress>();
        for (String user : List.of("b", "c", "d")) held.add(lease(user, user).address());
        assertThat(held).hasSize(3);
        assertThat(pools.lease("office", "e", "e")).isEmpty();
    }

    /// What is given back is leased oldest first. Were an address queued at each coming and going of its user, it would be
    /// leased again before those that came back later.
    @Test
    void anAddressWaitsInTheQueueOnce() {
        for (int i = 0; i < 5; i++) pools.release(lease("a", "round " + i));
        Lease second = lease("b", "b");
        lease("c", "c");
        pools.release(second);
        Lease first = lease("d", "d");
        assertThat(first.address()).isEqualTo(ip("10.0.0.1"));
        pools.release(first);
        assertThat(lease("e", "e").address()).isEqualTo(second.address());
        assertThat(lease("f", "f").address()).isEqualTo(first.address());
    }

    @Test
    void aReleaseByWhoDoesNotHoldItDoesNothing() {
        Lease lease = lease("a", "1");
        pools.release(new Lease(lease.address(), lease.prefixLength(), lease.pool(), "2"));
        assertThat(office().inUse()).isEqualTo(1);
        assertThat(pools.claim(lease.address(), "3")).isEqualTo(new Pools.Claim.HeldBy("1"));
        pools.release(lease);
        pools.release(lease);
        assertThat(office().inUse()).isZero();
    }

    @Test
    void aLateReleaseDoesNotTakeTheAddressFromItsNextHolder() {
        Lease first = lease("a", "1");
        pools.release(first);
        Lease second = lease("a", "2");
        assertThat(second.address()).isEqualTo(first.address());
        pools.release(first);
        assertThat(pools.claim(first.address(), "3")).isEqualTo(new Pools.Claim.HeldBy("2"));
    }

    @Test
    void anAddressOfTheGatewayGoesToNobody() {
        var four = new PoolDefinition("office", new AddressRange(ip("10.0.0.1"), ip("10.0.0.4")), 32);
        var shared = new Pools(List.of(four), List.of(ip("10.0.0.1"), ip("192.0.2.1")));
        assertThat(shared.claim(ip("10.0.0.1"), "framed")).isEqualTo(new Pools.Claim.Reserved());
        assertThat(shared.claim(ip("192.0.2.1"), "framed")).isEqualTo(new Pools.Claim.Reserved());
        assertThat(shared.takeOver(ip("10.0.0.1"), "the gateway", "framed")).isEmpty();
        var leased = new HashSet<InetAddress>();
        for (String user : List.of("a", "b", "c")) {
            leased.add(shared.lease("office", user, user).orElseThrow().address());
        }
        assertThat(leased).containsExactlyInAnyOrder(ip("10.0.0.2"), ip("10.0.0.3"), ip("10.0.0.4"));
        assertThat(shared.lease("office", "d", "d")).isEmpty();
        assertThat(shared.utilisation()).singleElement().satisfies(pool -> {
            assertThat(pool.size()).isEqualTo(3);
            assertThat(pool.free()).isZero();
        });
    }

    @Test
    void aClaimedAddressIsNotLeased() {
        assertThat(pools.claim(ip("10.0.0.1"), "framed")).isInstanceOf(Pools.Claim.Granted.class);
        assertThat(pools.claim(ip("10.0.0.1"), "other")).isEqualTo(new Pools.Claim.HeldBy("framed"));
        assertThat(lease("a", "1").address()).isEqualTo(ip("10.0.0.2"));
        assertThat(lease("b", "2").address()).isEqualTo(ip("10.0.0.3"));
        assertThat(pools.lease("office", "c", "3")).isEmpty();
    }

    @Test
    void aClaimedAddressOfThePoolIsLeasedOnceItIsFree() {
        var claim = (Pools.Claim.Granted) pools.claim(ip("10.0.0.1"), "framed");
        lease("a", "1");
        lease("b", "2");
        pools.release(claim.lease());
        assertThat(lease("c", "3").address()).isEqualTo(ip("10.0.0.1"));
    }

    @Test
    void aClaimedAddressThatThePoolHasNotReachedIsLeasedOnce() {
        pools.release(((Pools.Claim.Granted) pools.claim(ip("10.0.0.3"), "framed")).lease());
        var leased = new HashSet<InetAddress>();
        for (String user : List.of("a", "b", "c")) leased.add(lease(user, user).address());
        assertThat(leased).hasSize(3);
        assertThat(pools.lease("office", "d", "d")).isEmpty();
    }

    @Test
    void whatRadiusGivesAwayOfAPoolIsInUseThere() {
        var claim = (Pools.Claim.Granted) pools.claim(ip("10.0.0.2"), "framed");
        lease("a", "1");
        assertThat(office().inUse()).isEqualTo(2);
        assertThat(office().free()).isEqualTo(1);
        pools.release(claim.lease());
        assertThat(office().inUse()).isEqualTo(1);
    }

    @Test
    void aPoolOfSeveralRangesLeasesThemInTheirOrderAndNothingThatIsExcluded() {
        var several = new PoolDefinition(
                "office",
                List.of(range("10.0.0.9", "10.0.0.12"), range("10.0.0.1", "10.0.0.3"), range("10.0.1.0", "10.0.1.0")),
                List.of(range("10.0.0.10", "10.0.0.11"), range("10.0.0.3", "10.0.0.3"),
                        range("192.0.2.1", "192.0.2.9")),
                24);
        var ranged = new Pools(List.of(several));
        var leased = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            leased.add(Addresses.text(ranged.lease("office", "user " + i, "" + i).orElseThrow().address()));
        }
        assertThat(leased).containsExactly("10.0.0.9", "10.0.0.12", "10.0.0.1", "10.0.0.2", "10.0.1.0");
        assertThat(ranged.lease("office", "one more", "5")).isEmpty();
        assertThat(ranged.utilisation().iterator().next().size()).isEqualTo(5);
        assertThat(ranged.contains("office", ip("10.0.0.12"))).isTrue();
        assertThat(ranged.contains("office", ip("10.0.0.11"))).isFalse();
        // RADIUS may know a better use for it; it is none of the pool's.
        var claim = (Pools.Claim.Granted) ranged.claim(ip("10.0.0.11"), "framed");
        assertThat(ranged.utilisation().iterator().next().inUse()).isEqualTo(5);
        ranged.release(claim.lease());
        assertThat(ranged.lease("office", "one more", "6")).isEmpty();
    }

    @Test
    void aPoolWithoutAnyAddressRefusesEverybody() {
        var one = range("10.0.0.1", "10.0.0.1");
        var empty = new Pools(List.of(new PoolDefinition("office", List.of(one), List.of(one), 32)));
        assertThat(empty.lease("office", "a", "1")).isEmpty();
        assertThat(empty.utilisation().iterator().next().refused()).isEqualTo(1);
    }

    @Test
    void whatIsRememberedSurvivesTheRestart() {
        var store = new FakeStore();
        Pools before = remembering(store, "10.0.0.1", "10.0.0.4");
        var leases = new ArrayList<Lease>();
        for (String user : List.of("a", "b", "c")) leases.add(before.lease("office", user, user).orElseThrow());
        leases.forEach(before::release);
        assertThat(before.lease("office", "b", "again").orElseThrow().address()).isEqualTo(ip("10.0.0.2"));
        // The same address again is nothing new.
        assertThat(store.kept).hasSize(3);

        Pools after = remembering(store, "10.0.0.1", "10.0.0.4");
        assertThat(after.utilisation().iterator().next().sticky()).isEqualTo(3);
        assertThat(after.utilisation().iterator().next().inUse()).isZero();
        // A newcomer gets what was nobody's; those who come back find theirs.
        assertThat(after.lease("office", "d", "d").orElseThrow().address()).isEqualTo(ip("10.0.0.4"));
        assertThat(after.lease("office", "c", "c").orElseThrow().address()).isEqualTo(ip("10.0.0.3"));
        // Nothing else is left: then the oldest memory goes.
        assertThat(after.lease("office", "e", "e").orElseThrow().address()).isEqualTo(ip("10.0.0.1"));
        assertThat(after.lease("office", "b", "b").orElseThrow().address()).isEqualTo(ip("10.0.0.2"));
        assertThat(after.lease("office", "a", "a")).isEmpty();

        Pools last = remembering(store, "10.0.0.1", "10.0.0.4");
        assertThat(last.utilisation().iterator().next().sticky()).isEqualTo(4);
        assertThat(last.lease("office", "e", "e").orElseThrow().address()).isEqualTo(ip("10.0.0.1"));
    }

    @Test
    void whatIsRememberedOfAnotherPoolOrRangeMeansNothing() {
        var store = new FakeStore();
        store.kept.add(new LeaseStore.Remembered("home", "a", ip("10.0.0.1")));
        store.kept.add(new LeaseStore.Remembered("office", "b", ip("10.9.9.9")));
        store.kept.add(new LeaseStore.Remembered("office", "c", ip("2001:db8::1")));
        Pools after = remembering(store, "10.0.0.1", "10.0.0.4");
        assertThat(after.utilisation().iterator().next().sticky()).isZero();
        assertThat(after.lease("office", "b", "b").orElseThrow().address()).isEqualTo(ip("10.0.0.1"));
    }

    private static final class FakeStore implements LeaseStore {
        final List<Remembered> kept = new ArrayList<>();

        @Override
        public List<Remembered> remembered() {
            return List.copyOf(kept);
        }

        @Override
        public void remember(Remembered lease) {
            kept.add(lease);
        }
    }

    private static Pools remembering(LeaseStore store, String first, String last) {
        return new Pools(List.of(new PoolDefinition("office", range(first, last), 32)), List.of(), store);
    }

    private static AddressRange range(String first, String last) {
        return new AddressRange(ip(first), ip(last));
    }

    @Test
    void aPoolMayEndWithTheLastAddressOfAll() {
        Pools top = pools("255.255.255.254", "255.255.255.255");
        assertThat(top.lease("office", "a", "1").orElseThrow().address()).isEqualTo(ip("255.255.255.254"));
        assertThat(top.lease("office", "b", "2").orElseThrow().address()).isEqualTo(ip("255.255.255.255"));
        assertThat(top.lease("office", "c", "3")).isEmpty();
    }

    @Test
    void anAddressOfNoPoolCanBeClaimed() {
        var claim = (Pools.Claim.Granted) pools.claim(ip("192.0.2.77"), "framed");
        assertThat(claim.lease()).isEqualTo(new Lease(ip("192.0.2.77"), 32, "", "framed"));
        pools.release(claim.lease());
        assertThat(pools.claim(ip("192.0.2.77"), "other")).isInstanceOf(Pools.Claim.Granted.class);
        assertThat(office().inUse()).isZero();
    }

    @Test
    void anAddressIsTakenOverFromItsHolderOnly() {
        Lease old = lease("a", "1");
        assertThat(pools.takeOver(old.address(), "2", "3")).isEmpty();
        Lease taken = pools.takeOver(old.address(), "1", "3").orElseThrow();
        assertThat(taken).isEqualTo(new Lease(old.address(), 24, "office", "3"));
        pools.release(old);
        assertThat(pools.claim(old.address(), "4")).isEqualTo(new Pools.Claim.HeldBy("3"));
        assertThat(office().inUse()).isEqualTo(1);
        pools.release(taken);
        assertThat(office().inUse()).isZero();
        assertThat(pools.takeOver(old.address(), "3", "5")).isEmpty();
    }

    @Test
    void poolsAreKnownByName() {
        assertThat(pools.knows("office")).isTrue();
        assertThat(pools.knows("Office")).isFalse();
        assertThat(pools.lease("home", "a", "1")).isEmpty();
        assertThat(pools.contains("office", ip("10.0.0.3"))).isTrue();
        assertThat(pools.contains("office", ip("10.0.0.4"))).isFalse();
        assertThat(pools.contains("six", ip("2001:db8::9"))).isTrue();
        assertThat(pools.contains("home", ip("10.0.0.1"))).isFalse();
    }

    @Test
    void aPoolOfIpv6LeasesFromItsBeginning() {
        assertThat(pools.lease("six", "a", "1").orElseThrow().address()).isEqualTo(ip("2001:db8::"));
        assertThat(pools.lease("six", "b", "2").orElseThrow()).isEqualTo(new Lease(ip("2001:db8::1"), 64, "six", "2"));
    }

    @Test
    void definitionsThatCannotBeAreRefused() {
        var range = new AddressRange(ip("10.0.0.1"), ip("10.0.0.3"));
        var office = new PoolDefinition("office", range, 24);
        assertThatIllegalArgumentException().isThrownBy(() -> new Pools(List.of(office, office)));
        assertThatIllegalArgumentException().isThrownBy(() -> new PoolDefinition("office", range, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> new PoolDefinition("office", range, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolDefinition("office", List.of(range, range), List.of(), 24));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolDefinition("office", List.of(), List.of(), 24));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolDefinition(
                        "office", List.of(range, Prefix.parse("2001:db8::/64").range()), List.of(), 24));
    }

    /// Shards come and go on the same pool; no address may have two holders, and none may get lost.
    @Test
    void threadsNeverShareAnAddressNorLoseOne() throws Exception {
        int size = 64;
        Pools contended = pools("10.0.0.1", "10.0.0." + size);
        Map<InetAddress, String> holders = new ConcurrentHashMap<>();
        Set<String> problems = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var running = new ArrayList<Future<?>>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                running.add(threads.submit(() -> comeAndGo(contended, thread, holders, problems)));
            }
            for (Future<?> each : running) each.get();
        }
        assertThat(problems).isEmpty();
        assertThat(contended.utilisation().iterator().next().inUse()).isZero();
        var everything = new HashSet<InetAddress>();
        for (int i = 0; i < size; i++) {
            everything.add(contended.lease("office", "last " + i, "last " + i).orElseThrow().address());
        }
        assertThat(everything).hasSize(size);
        assertThat(contended.lease("office", "one more", "one more")).isEmpty();
    }

    private static void comeAndGo(
            Pools pools, int thread, Map<InetAddress, String> holders, Set<String> problems) {
        var random = new Random(thread);
        var mine = new ArrayList<Lease>();
        for (int i = 0; i < 20_000; i++) {
            if (mine.size() < 20 && random.nextInt(2) == 0) {
                String holder = thread + "/" + i;
                Optional<Lease> lease = random.nextInt(4) == 0
                        ? claimed(pools, ip("10.0.0." + (1 + random.nextInt(64))), holder)
                        : pools.lease("office", "user " + random.nextInt(100), holder);
                lease.ifPresent(got -> {
                    String other = holders.put(got.address(), holder);
                    if (other != null) problems.add(got + " is held by " + other);
                    mine.add(got);
                });
            } else if (!mine.isEmpty()) {
                Lease lease = mine.remove(random.nextInt(mine.size()));
                holders.remove(lease.address(), lease.holder());
                pools.release(lease);
            }
        }
        for (Lease lease : mine) {
            holders.remove(lease.address(), lease.holder());
            pools.release(lease);
        }
    }

    private static Optional<Lease> claimed(Pools pools, InetAddress address, String holder) {
        return pools.claim(address, holder) instanceof Pools.Claim.Granted(var lease)
                ? Optional.of(lease)
                : Optional.empty();
    }
}
