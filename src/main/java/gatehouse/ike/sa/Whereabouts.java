package gatehouse.ike.sa;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/// Where a client has been (RFC 4555). It stays with the session when the IKE SA is replaced.
public final class Whereabouts {
    private static final int MOST_PROVED = 16;

    private final Set<InetAddress> proved = new LinkedHashSet<>(2);
    private long newestIn;
    private long newest = -1;
    private int moves;

    /// It proved to be at this address by logging in from there.
    Whereabouts(InetAddress first) {
        proved.add(first);
    }

    /// Whether it has proved to be reachable at this address.
    public boolean hasProved(InetAddress address) {
        return proved.contains(address);
    }

    public void proves(InetAddress address) {
        if (proved.size() == MOST_PROVED && !proved.contains(address)) proved.remove(proved.iterator().next());
        proved.add(address);
    }

    /// Whether this request to update addresses is newer than those that came before: in a window of several they may come
    /// in any order (RFC 4555, section 3.5).
    public boolean isNewest(IkeSa sa, long messageId) {
        if (sa.ourSpi() == newestIn && messageId < newest) return false;
        newestIn = sa.ourSpi();
        newest = messageId;
        return true;
    }

    /// It is elsewhere now.
    public void moved() {
        moves++;
    }

    /// How often it moved.
    public int moves() {
        return moves;
    }
}
