package gatehouse.address;

import java.net.InetAddress;
import java.util.List;

/// Remembers which user had which address, across restarts. An address that was remembered for another before is his no
/// more, and a user has one address in a pool: the last.
public interface LeaseStore {
    /// Everything remembered, oldest first.
    List<Remembered> remembered();

    /// A user has another address than before. Returns at once; from any thread.
    void remember(Remembered lease);

    /// That `user` had `address` of `pool`.
    record Remembered(String pool, String user, InetAddress address) {}

    /// Nothing survives.
    LeaseStore NONE = new LeaseStore() {
        @Override
        public List<Remembered> remembered() {
            return List.of();
        }

        @Override
        public void remember(Remembered lease) {}
    };
}
