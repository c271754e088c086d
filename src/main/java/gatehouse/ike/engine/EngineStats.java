package gatehouse.ike.engine;

import gatehouse.ike.Effect;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What an engine has done, as plain numbers. Written and read by the thread of the engine.
public final class EngineStats {
    private final long[] drops = new long[Drop.values().length];
    private final Map<ExchangeType, Long> requests = new HashMap<>();
    private final Map<NotifyType, Long> refusals = new HashMap<>();
    private final Map<Effect.Moved.By, Long> moves = new EnumMap<>(Effect.Moved.By.class);
    private long movesRefused;
    private long cookiesSent;
    private long redirected;
    private long loginsSucceeded;
    private long loginsFailed;
    private long repeatsAnswered;
    private long bugs;

    /// Why a datagram went no further.
    public enum Drop {
        MALFORMED,
        NOT_IKEV2,
        UNKNOWN_SPI,
        FORGED,
        STALE_MESSAGE_ID,
        OUT_OF_PLACE,
        NO_REQUEST_WAITING,
        HALF_OPEN_LIMIT,
        ADDRESS_LIMIT,
        /// AAA has as many logins as it takes.
        AAA_BUSY,
        /// A repeat of a request that is held until AAA has answered.
        REQUEST_HELD,
        /// A first message that was repeated more often than a client would.
        REPEAT_LIMIT,
        PREFIX_LIMIT,
        ADDRESS_RATE,
        PREFIX_RATE,
        NEGOTIATION_LIMIT,
        SESSION_LIMIT,
        DRAINING,
        SHUTTING_DOWN
    }

    void drop(Drop reason) {
        drops[reason.ordinal()]++;
    }

    void request(ExchangeType exchange) {
        requests.merge(exchange, 1L, Long::sum);
    }

    void refused(NotifyType notify) {
        refusals.merge(notify, 1L, Long::sum);
    }

    void redirected() {
        redirected++;
    }

    void cookieSent() {
        cookiesSent++;
    }

    void loginSucceeded() {
        loginsSucceeded++;
    }

    void loginFailed() {
        loginsFailed++;
    }

    void repeatAnswered() {
        repeatsAnswered++;
    }

    void moved(Effect.Moved.By by) {
        moves.merge(by, 1L, Long::sum);
    }

    void moveRefused() {
        movesRefused++;
    }

    void bug() {
        bugs++;
    }

    public long drops(Drop reason) {
        return drops[reason.ordinal()];
    }

    /// Requests of clients that were new; of those in an SA only authentic ones.
    public Map<ExchangeType, Long> requests() {
        return Map.copyOf(requests);
    }

    /// What clients were told that went wrong.
    public Map<NotifyType, Long> refusals() {
        return Map.copyOf(refusals);
    }

    /// Clients that were elsewhere, by how we knew.
    public long moves(Effect.Moved.By by) {
        return moves.getOrDefault(by, 0L);
    }

    public long movesRefused() {
        return movesRefused;
    }

    /// Newcomers and live clients that were sent to another gateway.
    public long redirects() {
        return redirected;
    }

    public long cookiesSent() {
        return cookiesSent;
    }

    public long loginsSucceeded() {
        return loginsSucceeded;
    }

    public long loginsFailed() {
        return loginsFailed;
    }

    /// Repeated requests that got their reply once more.
    public long repeatsAnswered() {
        return repeatsAnswered;
    }

    /// SAs that died of a mistake of ours.
    public long bugs() {
        return bugs;
    }
}
