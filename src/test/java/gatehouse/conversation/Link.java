package gatehouse.conversation;

import gatehouse.net.Datagram;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// What the simulated network does to datagrams.
final class Link {
    /// One way.
    Duration delay = Duration.ofMillis(20);

    /// Which datagrams are lost; they are asked once, in the order of sending.
    Predicate<Datagram> loses = _ -> false;

    /// Which datagrams arrive twice.
    Predicate<Datagram> doubles = _ -> false;

    /// Which datagrams take longer, so that others overtake them.
    Predicate<Datagram> delays = _ -> false;

    /// By how much more each is late.
    Function<Datagram, Duration> jitter = _ -> Duration.ZERO;

    /// Neither loses nor doubles nor reorders.
    void calm() {
        loses = _ -> false;
        doubles = _ -> false;
        delays = _ -> false;
        jitter = _ -> Duration.ZERO;
    }

    /// Loses, doubles and reorders at random: delays are between half of the usual one and half more.
    void storm(RandomGenerator random, double lost, double doubled) {
        loses = _ -> random.nextDouble() < lost;
        doubles = _ -> random.nextDouble() < doubled;
        long half = delay.toMillis() / 2;
        jitter = _ -> Duration.ofMillis(random.nextLong(-half, half + 1));
    }

    /// Loses every n-th datagram.
    void loseEvery(int n) {
        var count = new int[1];
        loses = _ -> ++count[0] % n == 0;
    }
}
