package gatehouse.dataplane;

/// What the data plane enforces for a session. Immutable: to change anything, replace it whole.
///
/// @param in      judges packets from the client
/// @param out     judges packets to it
/// @param rateIn  limits what comes from the client
/// @param rateOut limits what goes to it
/// @param dropAll lets nothing through, whatever the rest says: quarantine
/// @param ipv4    how large the session's packets of IPv4 may be
/// @param ipv6    how large those of IPv6 may be
public record SessionProgram(
        AccessList in, AccessList out, Policer rateIn, Policer rateOut, boolean dropAll, Sizes ipv4, Sizes ipv6) {
    /// Permits everything.
    public static final SessionProgram OPEN =
            new SessionProgram(AccessList.OPEN, AccessList.OPEN, Policer.NONE, Policer.NONE, false);

    /// Permits nothing.
    public static final SessionProgram QUARANTINE =
            new SessionProgram(AccessList.OPEN, AccessList.OPEN, Policer.NONE, Policer.NONE, true);

    /// Limits that a session has beside those of the data plane: the lesser holds.
    ///
    /// @param mtu the largest packet to the client; 0 for no limit of its own. A larger one is dropped and its sender told,
    ///            unless it may be fragmented: then the tunnel's packet is
    /// @param mss the largest TCP segment that a SYN may ask for, in either direction; 0 for no limit of its own
    public record Sizes(int mtu, int mss) {
        public static final Sizes NONE = new Sizes(0, 0);

        public Sizes {
            if (mtu < 0 || mtu > 0xffff) throw new IllegalArgumentException("MTU " + mtu);
            if (mss < 0 || mss > 0xffff) throw new IllegalArgumentException("MSS " + mss);
        }
    }

    /// Packets may be as large as the data plane takes them.
    public SessionProgram(AccessList in, AccessList out, Policer rateIn, Policer rateOut, boolean dropAll) {
        this(in, out, rateIn, rateOut, dropAll, Sizes.NONE, Sizes.NONE);
    }
}
