package gatehouse.ike.sa;

import gatehouse.net.Path;
import gatehouse.session.Attempt;
import gatehouse.session.Attempt.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What is written down about an attempt to log in while it goes on, for whoever asks why. It is dropped with the verdict.
public final class AttemptNotes {
    private final Instant began;
    private final List<String> offered;
    private final String taken;
    private String ikeIdentity = "";
    private String eapIdentity = "";
    private String profile = "";
    private String method = "";
    private int eapRounds;
    private String server = "";
    private Duration aaaLatency = Duration.ZERO;
    private Instant asked = Instant.MAX;
    private Trouble trouble = Trouble.SILENCE;

    public AttemptNotes(Instant began, List<String> offered, String taken) {
        this.began = began;
        this.offered = List.copyOf(offered);
        this.taken = taken;
    }

    /// It is known who the client says it is, and which profile serves it.
    public void named(String identity, String servedBy) {
        ikeIdentity = identity;
        profile = servedBy;
    }

    public void eapIdentity(String identity) {
        eapIdentity = identity;
    }

    /// How the client proves who it is.
    public void method(String word) {
        method = word;
    }

    public void eapRound() {
        eapRounds++;
    }

    public void asked(Instant now) {
        asked = now;
    }

    /// AAA answered.
    ///
    /// @param by the server; empty if it is not known
    public void answered(String by, Instant now) {
        if (!by.isEmpty()) server = by;
        if (now.isAfter(asked)) aaaLatency = aaaLatency.plus(Duration.between(asked, now));
        asked = Instant.MAX;
    }

    public void wentWrong(Trouble what) {
        trouble = what;
    }

    /// @param user who AAA says it is
    public Attempt succeeded(Path path, String user, Instant now) {
        return verdict(path, user, Trouble.NONE, "", now);
    }

    public Attempt failed(Path path, String reason, Instant now) {
        return verdict(path, "", trouble, reason, now);
    }

    private Attempt verdict(Path path, String user, Trouble what, String reason, Instant now) {
        return new Attempt(
                began,
                Duration.between(began, now),
                path,
                ikeIdentity,
                eapIdentity,
                user,
                profile,
                offered,
                taken,
                method,
                eapRounds,
                server,
                aaaLatency,
                what,
                reason);
    }
}
