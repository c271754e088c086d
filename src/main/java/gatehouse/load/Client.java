package gatehouse.load;

import gatehouse.initiator.Initiator;
import gatehouse.net.Path;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One of the crowd.
final class Client {
    /// How far it has come.
    enum Stage {
        LOGGING_IN,
        IN,
        LEAVING,
        OVER
    }

    final Initiator initiator;
    final String user;
    final boolean counted;
    final Instant due;
    /// Counts the clients, from 0.
    final long number;
    /// Which of its logins this is, from 1.
    final int tries;
    /// SPIs by which messages for it are known, the newest last.
    List<Long> spis = List.of();
    /// Where it is, and its ESP comes from.
    Path path;
    Stage stage = Stage.LOGGING_IN;
    Instant leaveAt = Instant.MAX;
    Instant rekeyIkeAt = Instant.MAX;
    Instant rekeyChildAt = Instant.MAX;
    Instant livenessAt = Instant.MAX;
    Instant roamAt = Instant.MAX;
    Instant packetAt = Instant.MAX;
    /// When the crowd will look at it, at the latest.
    Instant lookAt = Instant.MAX;
    Optional<EspSource> source = Optional.empty();
    Optional<Inet4Address> address = Optional.empty();
    /// Since when the gateway owes an answer to whether it lives; [Instant#MAX] if it does not.
    Instant askedAt = Instant.MAX;
    /// Since when the gateway owes an answer to where the client is; [Instant#MAX] if it does not.
    Instant movedAt = Instant.MAX;
    /// Whether it was asked of the gateway, by RADIUS, to end this session.
    boolean condemned;
    /// Place among those who are in.
    int place = -1;

    /// Begins for the first time.
    Client(Member member, long number, boolean counted, Instant due) {
        this(member, number, counted, due, 1);
    }

    private Client(Member member, long number, boolean counted, Instant due, int tries) {
        this.number = number;
        this.tries = tries;
        this.initiator = member.initiator();
        this.user = member.user();
        this.path = member.path();
        this.counted = counted;
        this.due = due;
    }

    /// The same client, which begins anew.
    Client again(Member anew) {
        return new Client(anew, number, counted, due, tries + 1);
    }

    /// Who comes.
    ///
    /// @param user what RADIUS calls it
    /// @param path where it is at first, and its ESP goes
    record Member(Initiator initiator, String user, Path path) {}

    /// When there is something to do; [Instant#MAX] if nothing.
    Instant nextDeadline() {
        Instant next = initiator.nextDeadline().orElse(Instant.MAX);
        if (stage != Stage.IN) return next;
        next = earlier(next, leaveAt);
        next = earlier(next, rekeyIkeAt);
        next = earlier(next, rekeyChildAt);
        next = earlier(next, livenessAt);
        next = earlier(next, roamAt);
        return earlier(next, packetAt);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
