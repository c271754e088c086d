package gatehouse.ike.sa;

import gatehouse.ike.policy.MessageRules;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Supplier;

/// What messages with missing fragments take of memory, those of all SAs of an engine together. Fragments of RFC 7383 are kept only if
/// they are authentic, but whoever has come through IKE_SA_INIT can make such. Where there is no room, the message that was begun first
/// gives way, whosever it is: one whose other fragments are on their way is complete within milliseconds. Belongs to the thread of
/// the engine.
public final class Reassembly {
    private final Supplier<MessageRules.Reassembly> rules;
    private final SequencedSet<Incomplete> incomplete = new LinkedHashSet<>();
    private long octets;
    private long droppedOfSa;
    private long droppedOfAll;

    /// A message of which fragments are missing.
    interface Incomplete {
        /// It gives way.
        void forget();
    }

    /// @param rules what holds now
    public Reassembly(Supplier<MessageRules.Reassembly> rules) {
        this.rules = rules;
    }

    int octetsPerSa() {
        return rules.get().octetsPerSa();
    }

    void begun(Incomplete message) {
        incomplete.addLast(message);
    }

    /// A message has grown: others may have to give way, or it.
    void grew(int by) {
        octets += by;
        MessageRules.Reassembly most = rules.get();
        while (octets > most.octets() || incomplete.size() > most.messages()) {
            droppedOfAll++;
            incomplete.getFirst().forget();
        }
    }

    /// A message is complete, or its SA had no room for it.
    void ended(Incomplete message, int size) {
        if (incomplete.remove(message)) octets -= size;
    }

    void droppedOfSa() {
        droppedOfSa++;
    }

    /// Octets that are kept.
    public long octets() {
        return octets;
    }

    /// Messages that are kept.
    public int messages() {
        return incomplete.size();
    }

    /// Messages that gave way to others of the same SA.
    public long droppedForSa() {
        return droppedOfSa;
    }

    /// Messages that gave way to those of any SA.
    public long droppedForAll() {
        return droppedOfAll;
    }
}
