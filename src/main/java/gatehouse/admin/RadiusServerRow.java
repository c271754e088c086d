package gatehouse.admin;

/// How a RADIUS server fares as the command line and other programs read it; the names of the fields are a promise to them.
///
/// @param address        with the port for authentication
/// @param authentication what is thought of that port: `alive`, or where shards differ `alive 1, dead 3`
/// @param accounting     and of the other one
/// @param limit          so many may be in flight; 0 if any number may
/// @param answers        genuine ones
/// @param timeouts       requests that were repeated to the end without an answer
/// @param median         half of the answers to logins took no longer, in milliseconds; -1 if there is no telling
/// @param p99            as did all but one of a hundred
public record RadiusServerRow(
        String group,
        String server,
        String address,
        String authentication,
        String accounting,
        long inFlight,
        long limit,
        long requests,
        long answers,
        long retransmissions,
        long timeouts,
        double median,
        double p99) {}
