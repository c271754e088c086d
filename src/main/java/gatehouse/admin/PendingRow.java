package gatehouse.admin;

/// A login that waits for an answer of AAA as the command line and other programs read it; the names of the fields are a
/// promise to them.
///
/// @param about           what is asked: `login`, `group 'staff'`
/// @param profile         that serves the client
/// @param client          its address and port
/// @param group           of servers
/// @param server          that is waited for
/// @param attempt         how often it was sent the question
/// @param patienceSeconds how long it may take where a person may be asked; zero elsewhere
public record PendingRow(
        String session,
        String user,
        String ikeIdentity,
        String about,
        String profile,
        String client,
        String group,
        String server,
        int attempt,
        long milliseconds,
        long patienceSeconds) {}
