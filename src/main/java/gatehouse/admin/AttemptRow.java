package gatehouse.admin;

import gatehouse.net.Addresses;
import gatehouse.session.Attempt;
import java.util.List;
import java.util.Locale;

/// An attempt to log in as the command line and other programs read it; the names of the fields are a promise to them. What
/// it did not get to is empty.
///
/// @param milliseconds    from its first message to the verdict
/// @param aaaMilliseconds of them waiting for AAA
/// @param trouble         `none`, `rejected`, `aaa-silent`, …
public record AttemptRow(
        String at,
        long milliseconds,
        String client,
        String local,
        String ikeIdentity,
        String eapIdentity,
        String user,
        String profile,
        List<String> offered,
        String taken,
        String method,
        int eapRounds,
        String server,
        long aaaMilliseconds,
        boolean succeeded,
        String trouble,
        String reason,
        String remedy) {
    public AttemptRow {
        offered = List.copyOf(offered);
    }

    public static AttemptRow of(Attempt attempt) {
        return new AttemptRow(
                attempt.at().toString(),
                attempt.duration().toMillis(),
                Addresses.text(attempt.path().remote()),
                Addresses.text(attempt.path().local()),
                attempt.ikeIdentity(),
                attempt.eapIdentity(),
                attempt.user(),
                attempt.profile(),
                attempt.offered(),
                attempt.taken(),
                attempt.method(),
                attempt.eapRounds(),
                attempt.server(),
                attempt.aaaLatency().toMillis(),
                attempt.succeeded(),
                attempt.trouble().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                attempt.reason(),
                attempt.trouble().remedy());
    }
}
