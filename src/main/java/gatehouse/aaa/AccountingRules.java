package gatehouse.aaa;

import java.time.Duration;

/// What a profile demands of accounting, beside who hears of it.
///
/// @param checkpoint  how old the counters may be that are known of a session after a crash; zero for those of the last interim
/// @param portIsTold  whether Calling-Station-Id has the client's port
/// @param startWithin how long a session may wait for a server to have its start; zero if it need not be known at all. Until then
///                    nothing passes, and afterwards the session ends
public record AccountingRules(Duration checkpoint, boolean portIsTold, Duration startWithin) {
    public static final AccountingRules NONE = new AccountingRules(Duration.ZERO, false, Duration.ZERO);

    public boolean startIsRequired() {
        return !startWithin.isZero();
    }
}
