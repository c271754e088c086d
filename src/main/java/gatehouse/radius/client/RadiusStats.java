package gatehouse.radius.client;

import gatehouse.radius.RadiusCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the client has done, as plain numbers. Written and read by the thread of the client.
public final class RadiusStats {
    private final Map<String, OfServer> servers = new LinkedHashMap<>();
    private final Map<Drop, Long> drops = new EnumMap<>(Drop.class);
    private long refused;

    /// Why a datagram was not taken for an answer.
    public enum Drop {
        MALFORMED,
        UNKNOWN_SOURCE,
        NO_REQUEST_WAITING,
        WRONG_AUTHENTICATOR,
        NO_MESSAGE_AUTHENTICATOR,
        WRONG_MESSAGE_AUTHENTICATOR,
        WRONG_CODE,
        /// A server wanted sessions changed over its connection, and may not.
        REQUEST_NOT_ALLOWED
    }

    /// The numbers of one server.
    public static final class OfServer {
        private final Map<RadiusCode, Long> responses = new LinkedHashMap<>();
        private long requests;
        private long retransmissions;
        private long timeouts;
        private long inFlight;
        private final LatencyHistogram authentication = new LatencyHistogram();
        private final LatencyHistogram accounting = new LatencyHistogram();
        private long probes;
        private long probesAnswered;

        void sent() {
            requests++;
            inFlight++;
        }

        void repeated() {
            retransmissions++;
        }

        void timedOut() {
            timeouts++;
        }

        void answered(RadiusCode code, boolean isAccounting, Duration latency) {
            responses.merge(code, 1L, Long::sum);
            latency(isAccounting).add(latency);
        }

        void probed() {
            probes++;
        }

        void probeAnswered() {
            probesAnswered++;
        }

        void landed() {
            inFlight--;
        }

        /// Requests, repeats not counted.
        public long requests() {
            return requests;
        }

        public long retransmissions() {
            return retransmissions;
        }

        /// Requests that were repeated to the end without an answer.
        public long timeouts() {
            return timeouts;
        }

        public long inFlight() {
            return inFlight;
        }

        /// Status-Server requests, which are none of the requests above.
        public long probes() {
            return probes;
        }

        public long probesAnswered() {
            return probesAnswered;
        }

        public Map<RadiusCode, Long> responses() {
            return Map.copyOf(responses);
        }

        /// How long answers took, of one of the two kinds.
        public LatencyHistogram latency(boolean isAccounting) {
            return isAccounting ? accounting : authentication;
        }
    }

    OfServer server(String name) {
        return servers.computeIfAbsent(name, _ -> new OfServer());
    }

    void refused() {
        refused++;
    }

    /// Requests that failed because every server had as many in flight as it may.
    public long refusals() {
        return refused;
    }

    void drop(Drop reason) {
        drops.merge(reason, 1L, Long::sum);
    }

    public Map<String, OfServer> servers() {
        return new LinkedHashMap<>(servers);
    }

    public long drops(Drop reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
