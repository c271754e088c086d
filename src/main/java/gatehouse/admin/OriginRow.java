package gatehouse.admin;

/// Where a value came from.
///
/// @param source `profile`, `implicit`, `group`, `user`, `service`, `change`
/// @param server who said it; empty for the configuration
/// @param list   the AAA list that was asked; empty where none was
/// @param name   the name that was asked for; empty where none was
public record OriginRow(String source, String server, String list, String name) {
    /// For people: `group 'staff' from radius-1 (list office)`.
    public String text() {
        return source
                + (name.isEmpty() ? "" : " '" + name + "'")
                + (server.isEmpty() ? "" : " from " + server)
                + (list.isEmpty() ? "" : " (list " + list + ")");
    }
}
