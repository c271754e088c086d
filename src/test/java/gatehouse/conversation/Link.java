package gatehouse.conversation;

import gatehouse.net.Datagram;
import java.time.Duration;
import java.util.function.Predicate;

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

    /// Loses every n-th datagram.
    void loseEvery(int n) {
        var count = new int[1];
        loses = _ -> ++count[0] % n == 0;
    }
}
