package gatehouse.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sessions that ended a moment ago, so that accounting can tell who comes back from who comes anew. From any thread.
public final class RecentLogins {
    /// The oldest are forgotten before their time rather than that memory runs out.
    private static final int MOST = 200_000;

    private final Duration window;
    private final Map<Who, Ended> ended = new LinkedHashMap<>();

    private record Who(String user, String ikeIdentity) {}

    private record Ended(String multiSessionId, Instant at) {}

    RecentLogins(Duration window) {
        this.window = window;
    }

    synchronized void ended(Session session, Instant now) {
        if (window.isZero()) return;
        var oldest = ended.entrySet().iterator();
        while (oldest.hasNext()) {
            Ended first = oldest.next().getValue();
            if (ended.size() < MOST && first.at().plus(window).isAfter(now)) break;
            oldest.remove();
        }
        var who = new Who(session.user(), session.ikeIdentity());
        ended.remove(who);
        ended.put(who, new Ended(session.multiSessionId(), now));
    }

    /// The Acct-Multi-Session-Id that a client comes back to, which nobody else does afterwards.
    public synchronized Optional<String> takeUp(String user, String ikeIdentity, Instant now) {
        return Optional.ofNullable(ended.remove(new Who(user, ikeIdentity)))
                .filter(last -> last.at().plus(window).isAfter(now))
                .map(Ended::multiSessionId);
    }
}
