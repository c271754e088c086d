package gatehouse.ike.engine;

import gatehouse.ike.engine.EngineStats.Drop;
import gatehouse.ike.policy.Limits;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Counts SAs that have not begun to authenticate, and says when there are too many (RFC 7296, section 2.6; RFC 8019,
/// section 4).
final class HalfOpenLimits {
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int halfOpen;

    void opened(InetAddress address) {
        halfOpen++;
        byAddress.merge(address, 1, Integer::sum);
    }

    void settled(InetAddress address) {
        halfOpen--;
        byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    int halfOpen() {
        return halfOpen;
    }

    /// Why a new one may not come, if so.
    Optional<Drop> objection(InetAddress address, Limits limits) {
        if (halfOpen >= limits.halfOpen()) return Optional.of(Drop.HALF_OPEN_LIMIT);
        if (byAddress.getOrDefault(address, 0) >= limits.halfOpenPerAddress()) return Optional.of(Drop.ADDRESS_LIMIT);
        return Optional.empty();
    }
}
