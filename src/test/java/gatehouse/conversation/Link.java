package gatehouse.conversation;

import gatehouse.net.Datagram;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /// What a client's own layer makes of what it sends, before the network has it.
    Function<Datagram, List<Datagram>> cuts = List::of;

    /// What that layer makes of what it gets.
    Function<Datagram, Optional<Datagram>> joins = Optional::of;

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

    /// NATs: what addresses of clients look like from outside.
    private final Map<InetSocketAddress, InetSocketAddress> translations = new HashMap<>();

    /// A NAT is before a client.
    void translate(InetSocketAddress inside, InetSocketAddress outside) {
        translations.put(inside, outside);
    }

    /// No NAT is before it any more.
    void forget(InetSocketAddress inside) {
        translations.remove(inside);
    }

    /// What the gateway sees.
    InetSocketAddress outside(InetSocketAddress inside) {
        return translations.getOrDefault(inside, inside);
    }

    /// Whom a datagram of the gateway reaches; nobody, if a NAT hides who is there.
    Optional<InetSocketAddress> inside(InetSocketAddress outside) {
        Optional<InetSocketAddress> hidden = translations.entrySet().stream()
                .filter(entry -> entry.getValue().equals(outside))
                .map(Map.Entry::getKey)
                .findFirst();
        return hidden.isPresent() || translations.containsKey(outside) ? hidden : Optional.of(outside);
    }

    /// Loses every n-th datagram.
    void loseEvery(int n) {
        var count = new int[1];
        loses = _ -> ++count[0] % n == 0;
    }
}
