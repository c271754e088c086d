package gatehouse.dataplane;

/// What the data plane enforces for a session. Immutable: to change anything, replace it whole.
///
/// @param in      judges packets from the client
/// @param out     judges packets to it
/// @param rateIn  limits what comes from the client
/// @param rateOut limits what goes to it
/// @param dropAll lets nothing through, whatever the rest says: quarantine
public record SessionProgram(AccessList in, AccessList out, Policer rateIn, Policer rateOut, boolean dropAll) {
    /// Permits everything.
    public static final SessionProgram OPEN =
            new SessionProgram(AccessList.OPEN, AccessList.OPEN, Policer.NONE, Policer.NONE, false);

    /// Permits nothing.
    public static final SessionProgram QUARANTINE =
            new SessionProgram(AccessList.OPEN, AccessList.OPEN, Policer.NONE, Policer.NONE, true);
}
