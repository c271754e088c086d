package gatehouse.dataplane.esp;

/// Why a packet went no further.
public enum DropReason {
    /// Shorter than its headers say, or not a packet at all.
    TRUNCATED,
    /// No SA of ours has this SPI.
    UNKNOWN_SPI,
    /// The sequence number came before, or is too old to tell.
    REPLAY,
    /// The ICV is wrong.
    FORGED,
    /// Authentic, and holds nothing: traffic flow confidentiality (RFC 4303, section 2.6).
    DUMMY,
    /// Authentic, but what it holds is no IP packet.
    MALFORMED,
    /// The inner source is neither the session's nor in a network behind it.
    FOREIGN_SOURCE,
    /// Outside of the traffic selectors of the SA.
    WRONG_SELECTOR,
    /// A fragment that cannot be judged, or one that is made to mislead (RFC 1858, RFC 7112).
    FRAGMENT,
    /// Does not fit: into the tunnel without being fragmented, or into the buffer.
    TOO_BIG,
    /// The access list denies it.
    ACL,
    /// Faster than the session may be.
    POLICER,
    /// The session is in quarantine.
    QUARANTINE,
    /// The outer header says congestion, and the inner sender would not understand (RFC 6040, section 4.2).
    CONGESTION,
    /// Nobody has the inner destination.
    NO_SA,
    /// The SA has no sequence number left.
    EXHAUSTED
}
