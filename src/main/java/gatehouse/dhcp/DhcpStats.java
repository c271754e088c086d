package gatehouse.dhcp;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the client has done, as plain numbers. Written and read by the thread of the client.
public final class DhcpStats {
    private final Map<String, Long> sent = new LinkedHashMap<>();
    private final Map<String, Long> received = new LinkedHashMap<>();
    private final Map<Drop, Long> drops = new EnumMap<>(Drop.class);
    private final Map<Result, Long> results = new EnumMap<>(Result.class);

    /// Why a datagram was not taken for an answer.
    public enum Drop {
        MALFORMED,
        NOT_A_REPLY,
        /// Of somebody who was not asked.
        UNKNOWN_SOURCE,
        /// Late, repeated after the end, or never asked for.
        NO_TRANSACTION,
        OTHER_CLIENT,
        /// Repeated, or of another server when one was chosen already.
        OUT_OF_TURN,
        /// Of a server that offered and did not confirm.
        UNRELIABLE_SERVER,
        /// A lease goes on with the same address, or not at all.
        OTHER_ADDRESS
    }

    /// What came of questions and leases.
    public enum Result {
        LEASED,
        REFUSED,
        RENEWED,
        LOST
    }

    void sent(MessageType type) {
        sent.merge(type.toString(), 1L, Long::sum);
    }

    void received(MessageType type) {
        received.merge(type.toString(), 1L, Long::sum);
    }

    void drop(Drop reason) {
        drops.merge(reason, 1L, Long::sum);
    }

    void count(Result result) {
        results.merge(result, 1L, Long::sum);
    }

    /// By type of message; a message to several servers counts once for each.
    public Map<String, Long> sent() {
        return new LinkedHashMap<>(sent);
    }

    /// Answers that were taken, by type.
    public Map<String, Long> received() {
        return new LinkedHashMap<>(received);
    }

    public long drops(Drop reason) {
        return drops.getOrDefault(reason, 0L);
    }

    public long results(Result result) {
        return results.getOrDefault(result, 0L);
    }
}
