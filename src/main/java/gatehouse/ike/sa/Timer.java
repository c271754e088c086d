package gatehouse.ike.sa;

/// Every reason for which an IKE SA wants to be woken. Of those that come at the same moment the first is served first.
public enum Timer {
    /// The client has not begun to authenticate, or has not gone on with it.
    HALF_OPEN,
    /// AAA owes an answer.
    AAA,
    /// The answer to a request of ours is overdue.
    RETRANSMIT,
    /// The client has been silent for long enough to be asked.
    LIVENESS,
    /// The session has lasted as long as it may.
    SESSION,
    /// A pair of ESP SAs is to be rekeyed, or over.
    CHILDREN,
    /// The IKE SA is to be rekeyed.
    REKEY_IKE,
    /// The IKE SA is over: nobody rekeyed it.
    EXPIRY,
    /// The session may have been idle for too long.
    IDLE,
    /// Accounting wants to hear of the session.
    INTERIM,
    /// What the session has carried is to be made safe from a crash.
    CHECKPOINT,
    /// A server ought to have the start of the session by now.
    ACCOUNTING_START,
    /// A closed SA need not answer repeats any more.
    CLOSING
}
