package gatehouse.transport;

/// What went through ports, counted in datagrams.
///
/// @param received    came in, of whatever kind
/// @param esp         of these, ESP packets
/// @param keepalives  of these, keepalives of NATs
/// @param runts       of these, too short for anything
/// @param sent        handed to the system
/// @param unsent      not sent, because the system refused them or too many were waiting already
/// @param overrun     came in faster than the loop took them, and were dropped
public record PortStats(
        long received, long esp, long keepalives, long runts, long sent, long unsent, long overrun) {
    public static final PortStats NONE = new PortStats(0, 0, 0, 0, 0, 0, 0);

    public PortStats plus(PortStats other) {
        return new PortStats(
                received + other.received,
                esp + other.esp,
                keepalives + other.keepalives,
                runts + other.runts,
                sent + other.sent,
                unsent + other.unsent,
                overrun + other.overrun);
    }
}
