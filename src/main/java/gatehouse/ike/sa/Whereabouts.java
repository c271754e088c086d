package gatehouse.ike.sa;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Where a client has been (RFC 4555). It stays with the session when the IKE SA is replaced.
public final class Whereabouts {
    private static final int MOST_PROVED = 16;

    // Oldest first. Most clients stay where they are.
    private List<InetAddress> proved;
    private long newestIn;
    private long newest = -1;
    private int moves;

    /// It proved to be at this address by logging in from there.
    Whereabouts(InetAddress first) {
        proved = List.of(first);
    }

    /// Whether it has proved to be reachable at this address.
    public boolean hasProved(InetAddress address) {
        return proved.contains(address);
    }

    public void proves(InetAddress address) {
        if (proved.contains(address)) return;
        int from = proved.size() == MOST_PROVED ? 1 : 0;
        proved = Stream.concat(proved.stream().skip(from), Stream.of(address)).toList();
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
