package gatehouse.ike.sa;

import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import gatehouse.session.SessionId;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;

/// Makes the names under which accounting and dynamic authorization know a session. Both hold the second at which the
/// engine started, so a restart never repeats them.
public final class SessionIds {
    private final int shard;
    private final long started;
    private int count;

    public SessionIds(int shard, Instant started) {
        this.shard = shard;
        this.started = started.getEpochSecond();
    }

    /// The two names of one login.
    public record Pair(SessionId session, String audit) {}

    /// `local` is the address that the client called.
    public Pair next(InetAddress local) {
        count++;
        var id = new SessionId("%08X%02X%08X".formatted(started, shard, count));
        // Cisco's layout: address of the gateway, a counter, a time, 8 hexadecimal digits each.
        Bytes address = Addresses.bytes(local);
        String audit = "%s%02X%06X%08X"
                .formatted(address.from(address.length() - 4).hex(), shard, count & 0xffffff, started)
                .toUpperCase(Locale.ROOT);
        return new Pair(id, audit);
    }
}
