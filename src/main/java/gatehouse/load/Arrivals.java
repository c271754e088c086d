package gatehouse.load;

/// When clients begin.
public sealed interface Arrivals {
    /// So many in each second, whatever the gateway does. How long a login takes counts from when it should have begun, so a
    /// gateway that stalls cannot hide it by keeping clients from beginning.
    record AtRate(double perSecond) implements Arrivals {
        public AtRate {
            if (!(perSecond > 0)) throw new IllegalArgumentException("a rate of " + perSecond);
        }
    }

    /// So many log in at the same time; the next begins when one is in, or has failed.
    record AtOnce(int clients) implements Arrivals {
        public AtOnce {
            if (clients < 1) throw new IllegalArgumentException(clients + " clients");
        }
    }
}
