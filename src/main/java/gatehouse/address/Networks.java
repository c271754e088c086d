package gatehouse.address;

import gatehouse.net.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which network lies behind whom. A network has one holder; networks within each other may have several, and then the
/// smaller one counts.
public final class Networks {
    private final Map<Prefix, String> holders = new ConcurrentHashMap<>();

    /// Claims a network. Answers who else has it; nothing if `holder` has it now.
    public Optional<String> claim(Prefix network, String holder) {
        return Optional.ofNullable(holders.putIfAbsent(network, holder)).filter(other -> !other.equals(holder));
    }

    /// Takes a network away from `from`, whose session is about to end, for another. Its release by `from` does nothing
    /// then. `false` if `from` holds it no more.
    public boolean takeOver(Prefix network, String from, String holder) {
        return holders.replace(network, from, holder);
    }

    /// Gives a network back. Giving back what another holds does nothing.
    public void release(Prefix network, String holder) {
        holders.remove(network, holder);
    }

    public int size() {
        return holders.size();
    }
}
