package gatehouse.pki.fetch;

import java.time.Duration;

/// How much is fetched, and how long it may take.
///
/// @param timeout         for one request
/// @param crlOctets       of a revocation list
/// @param refresh         how long what was fetched is used at most, though it may hold longer
/// @param retry           after a failure, until it is tried again
public record FetchLimits(Duration timeout, int crlOctets, Duration refresh, Duration retry) {
    public static final FetchLimits DEFAULT =
            new FetchLimits(Duration.ofSeconds(5), 20 << 20, Duration.ofHours(1), Duration.ofSeconds(30));
}
