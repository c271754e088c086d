package gatehouse.radius.client;

/// What we think of one port of a server (after RFC 3539, section 3.4).
public enum ServerState {
    ALIVE,
    /// A request waited for as long as it takes until it is repeated, and nothing came: others are asked first.
    SUSPECTED,
    /// Asked only where nobody else is left, or to find out.
    DEAD,
    /// It may answer again: few requests at the same time.
    RETURNING
}
