package gatehouse.aaa;

import java.util.Locale;

/// Where a granted value came from.
///
/// @param source which of the authorizations
/// @param server who said it: a RADIUS server, `local` for a policy of the configuration, the client of a change
/// @param list   the AAA list that was asked; empty where none was
/// @param name   the name that was asked for; empty where none was
public record Origin(Source source, String server, String list, String name) {
    /// Nobody in particular.
    public static final Origin UNKNOWN = new Origin(Source.PROFILE, "", "", "");

    /// The authorizations, in the order in which they are received.
    public enum Source {
        /// What the profile gives where everybody is silent.
        PROFILE,
        /// What came with the proof of identity: the Access-Accept of EAP, or the AAA keyring.
        IMPLICIT,
        /// What the person's group gets.
        GROUP,
        /// What the person gets.
        USER,
        /// A local authorization policy that was put on top by name (`subscriber:service-name`).
        SERVICE,
        /// A change to the live session (RFC 5176).
        CHANGE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// For people: `group 'staff' from radius-1 (list office)`.
    @Override
    public String toString() {
        return source
                + (name.isEmpty() ? "" : " '" + name + "'")
                + (server.isEmpty() ? "" : " from " + server)
                + (list.isEmpty() ? "" : " (list " + list + ")");
    }
}
