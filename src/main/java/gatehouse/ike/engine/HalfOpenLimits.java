package gatehouse.ike.engine;

import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Limits;
import gatehouse.net.Prefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts SAs that have not begun to authenticate, and how fast new ones come: in all, of one address, and of one network;
/// and says when there are too many (RFC 7296, section 2.6; RFC 8019, section 4).
///
/// Who does not receive at the address that it sends from can fill only half of what a source may have: from then on the
/// source has to prove its address by a cookie. So nobody is locked out by packets that somebody else sends in his name.
final class HalfOpenLimits {
    private static final int SWEEP = 4096;

    private final Map<InetAddress, Source> byAddress = new HashMap<>();
    private final Map<Prefix, Source> byPrefix = new HashMap<>();
    private int halfOpen;

    /// Where an SA came from, for as long as it is half open.
    record Origin(InetAddress address, Prefix prefix) {}

    /// What came from one place.
    private static final class Source {
        int halfOpen;
        double spent;
        Instant at = Instant.MIN;

        /// New SAs of the last second, those long ago forgotten evenly.
        double recent(int perSecond, Instant now) {
            if (perSecond == 0 || at.equals(Instant.MIN)) return 0;
            double passed = Duration.between(at, now).toNanos() / 1e9;
            return Math.max(0, spent - passed * perSecond);
        }

        void opened(int perSecond, Instant now) {
            spent = recent(perSecond, now) + 1;
            at = now;
            halfOpen++;
        }
    }

    Origin opened(InetAddress address, Limits limits, Instant now) {
        var origin = new Origin(address, network(address, limits));
        halfOpen++;
        if (byAddress.size() >= SWEEP && byAddress.size() > 2 * halfOpen) sweep(limits, now);
        byAddress.computeIfAbsent(address, _ -> new Source()).opened(limits.sources().newPerAddress(), now);
        byPrefix.computeIfAbsent(origin.prefix(), _ -> new Source()).opened(limits.sources().newPerPrefix(), now);
        return origin;
    }

    void settled(Origin origin) {
        halfOpen--;
        leave(byAddress, origin.address());
        leave(byPrefix, origin.prefix());
    }

    // How fast new ones come is remembered while it matters.
    private static <K> void leave(Map<K, Source> sources, K key) {
        sources.computeIfPresent(key, (_, source) -> {
            source.halfOpen--;
            return source.halfOpen == 0 && source.spent <= 1 ? null : source;
        });
    }

    private void sweep(Limits limits, Instant now) {
        byAddress.values().removeIf(source -> isIdle(source, limits.sources().newPerAddress(), now));
        byPrefix.values().removeIf(source -> isIdle(source, limits.sources().newPerPrefix(), now));
    }

    private static boolean isIdle(Source source, int perSecond, Instant now) {
        return source.halfOpen == 0 && source.recent(perSecond, now) == 0;
    }

    int halfOpen() {
        return halfOpen;
    }

    /// Why a new one may not come from there, if so.
    Optional<Drop> objection(InetAddress address, Limits limits, Instant now) {
        Source source = byAddress.get(address);
        if (source != null) {
            if (source.halfOpen >= limits.halfOpenPerAddress()) return Optional.of(Drop.ADDRESS_LIMIT);
            if (tooFast(source, limits.sources().newPerAddress(), now)) return Optional.of(Drop.ADDRESS_RATE);
        }
        Source network = byPrefix.get(network(address, limits));
        if (network != null) {
            if (network.halfOpen >= limits.sources().halfOpenPerPrefix()) return Optional.of(Drop.PREFIX_LIMIT);
            if (tooFast(network, limits.sources().newPerPrefix(), now)) return Optional.of(Drop.PREFIX_RATE);
        }
        return Optional.empty();
    }

    private static boolean tooFast(Source source, int perSecond, Instant now) {
        return perSecond > 0 && source.recent(perSecond, now) + 1 > perSecond;
    }

    /// Whether so much came from there that it has to prove its address.
    boolean isSuspect(InetAddress address, Limits limits, Instant now) {
        return isHalfFull(byAddress.get(address), limits.halfOpenPerAddress(), limits.sources().newPerAddress(), now)
                || isHalfFull(
                        byPrefix.get(network(address, limits)),
                        limits.sources().halfOpenPerPrefix(),
                        limits.sources().newPerPrefix(),
                        now);
    }

    private static boolean isHalfFull(Source source, int most, int perSecond, Instant now) {
        return source != null
                && (2 * source.halfOpen >= most || perSecond > 0 && 2 * source.recent(perSecond, now) >= perSecond);
    }

    private static Prefix network(InetAddress address, Limits limits) {
        int length = address instanceof Inet4Address ? limits.sources().ipv4Length() : limits.sources().ipv6Length();
        return Prefix.of(address, length);
    }
}
