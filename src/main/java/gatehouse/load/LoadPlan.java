package gatehouse.load;

import java.time.Duration;
import java.util.Optional;

/// What the clients do.
///
/// @param sessions   how many begin, warm-up included; 0 for as many as there is time for
/// @param warmUp     the first so many are not counted
/// @param time       from the beginning of the first that counts until nobody begins any more and those who stay leave; empty to
///                   end with the last of `sessions`
/// @param hold       how long each stays; empty to stay until the end
/// @param rekeyIke   how often a client has its IKE SA replaced; empty for never
/// @param rekeyChild how often a client has its Child SA replaced; empty for never
/// @param liveness   how often a client asks whether the gateway lives; empty for never
/// @param roam       how often a client goes to another of our ports or addresses; empty for never
/// @param traffic    ESP packets of each client while it is in; empty for none
/// @param leave      whether those who stay say goodbye at the end
/// @param tries      how often a client begins, until it has failed
public record LoadPlan(
        Arrivals arrivals,
        long sessions,
        long warmUp,
        Optional<Duration> time,
        Optional<Duration> hold,
        Optional<Duration> rekeyIke,
        Optional<Duration> rekeyChild,
        Optional<Duration> liveness,
        Optional<Duration> roam,
        Optional<Traffic> traffic,
        boolean leave,
        int tries) {
    public LoadPlan {
        if (tries < 1) throw new IllegalArgumentException(tries + " tries");
        if (sessions <= 0 && time.isEmpty()) throw new IllegalArgumentException("neither a number nor a time");
    }
}
