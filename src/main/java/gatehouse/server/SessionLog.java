package gatehouse.server;

import gatehouse.ike.Effect;
import gatehouse.net.Addresses;
import gatehouse.net.Path;
import gatehouse.session.Session;
import gatehouse.session.TerminateCause;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One line per event of a session. The keys are a promise to whoever reads logs by program; nothing secret is among
/// their values. One of them per shard.
final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);
    private static final int LONGEST_VALUE = 256;
    /// Anybody may try to log in, and a client may move, as often as he likes: what is beyond this is counted and not told one
    /// by one.
    private static final int LINES = 50;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /// A flood of first messages leaves hundreds of logins that end without a name, at once and every half a minute: they do
    /// not take the lines of those who said who they are.
    private static final int NAMELESS_LINES = 10;
    private static final Duration NAMELESS_INTERVAL = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Restraint failures =
            new Restraint("logins-failed", "more logins failed than are told one by one", LINES, INTERVAL);
    private final Restraint nameless = new Restraint(
            "nameless-logins-failed", "more logins failed without a name than are told one by one", NAMELESS_LINES,
            NAMELESS_INTERVAL);
    private final Restraint moves =
            new Restraint("clients-moved", "more clients moved than are told one by one", LINES, INTERVAL);

    SessionLog(InstantSource clock) {
        this.clock = clock;
    }

    void opened(Session session) {
        line("session-opened", session)
                .addKeyValue("groups", clean(String.join(",", session.inForce().groups())))
                .addKeyValue("sgt", session.inForce().securityGroupTag())
                .addKeyValue("acl", clean(String.join(",", session.inForce().accessLists())))
                .addKeyValue("qos", clean(String.join(",", session.inForce().qosPolicies())))
                .addKeyValue("algorithms", session.algorithms())
                .log("session opened");
    }

    void changed(Session session, String what) {
        line("session-changed", session)
                .addKeyValue("what", what)
                .addKeyValue("ends", session.endsAt().equals(Instant.MAX) ? "never" : session.endsAt())
                .log("session changed");
    }

    void moved(Session session, Path before, Effect.Moved.By by) {
        if (!moves.ask(clock.instant())) return;
        line("session-moved", session)
                .addKeyValue("from", Addresses.text(before.remote()))
                .addKeyValue("by", by.name().toLowerCase(Locale.ROOT))
                .log("client moved");
    }

    void moveRefused(Session session, Path path) {
        if (!moves.ask(clock.instant())) return;
        line("session-move-refused", session)
                .addKeyValue("to", Addresses.text(path.remote()))
                .log("client may not move there");
    }

    void closed(Session session, TerminateCause cause, String reason) {
        Duration lasted = Duration.between(session.startedAt(), clock.instant());
        line("session-closed", session)
                .addKeyValue("seconds", lasted.toSeconds())
                .addKeyValue("cause", cause)
                .addKeyValue("reason", clean(reason))
                .log("session closed");
    }

    void loginFailed(Path path, String identity, String reason) {
        if (!(identity.isEmpty() ? nameless : failures).ask(clock.instant())) return;
        LOG.atInfo()
                .addKeyValue("event", "login-failed")
                .addKeyValue("eap-id", clean(identity))
                .addKeyValue("peer", Addresses.text(path.remote()))
                .addKeyValue("local", Addresses.text(path.local()))
                .addKeyValue("reason", clean(reason))
                .log("login failed");
    }

    /// Lets so many lines of a kind pass in an interval, and tells how many it did not.
    private static final class Restraint {
        private final String event;
        private final String text;
        private final int lines;
        private final Duration interval;
        private Instant window = Instant.MIN;
        private int told;
        private long untold;

        Restraint(String event, String text, int lines, Duration interval) {
            this.event = event;
            this.text = text;
            this.lines = lines;
            this.interval = interval;
        }

        boolean ask(Instant now) {
            if (!now.isBefore(window)) {
                if (untold > 0) LOG.atWarn().addKeyValue("event", event).addKeyValue("count", untold).log(text);
                window = now.plus(interval);
                told = 0;
                untold = 0;
            }
            if (++told <= lines) return true;
            untold++;
            return false;
        }
    }

    private static LoggingEventBuilder line(String event, Session session) {
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("session", session.id())
                .addKeyValue("audit", session.auditSessionId())
                .addKeyValue("connection", session.connection())
                .addKeyValue("user", clean(session.user()))
                .addKeyValue("ike-id", clean(session.ikeIdentity()))
                .addKeyValue("eap-id", clean(session.eapIdentity()))
                .addKeyValue("peer", Addresses.text(session.path().remote()))
                .addKeyValue("local", Addresses.text(session.path().local()))
                .addKeyValue("address", addresses(session));
    }

    private static String addresses(Session session) {
        List<InetAddress> addresses = session.addresses();
        return addresses.size() == 1
                ? Addresses.text(addresses.getFirst())
                : addresses.stream().map(Addresses::text).collect(Collectors.joining(","));
    }

    /// What a client calls itself may hold anything: control characters could act on the terminal that shows the log.
    static String clean(String text) {
        String shown = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
        if (isPlain(shown)) return shown;
        var cleaned = new StringBuilder(shown.length());
        shown.codePoints().map(c -> isUnseen(c) ? '?' : c).forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') return false;
        }
        return true;
    }

    private static boolean isUnseen(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }
}
