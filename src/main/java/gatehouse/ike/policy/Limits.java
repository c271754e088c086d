package gatehouse.ike.policy;

/// What one engine (one shard) will bear.
///
/// @param halfOpen           SAs that have not begun to authenticate; beyond it IKE_SA_INIT is met with silence
/// @param cookieThreshold    half-open SAs above which IKE_SA_INIT is met with a cookie (RFC 7296, section 2.6); zero for always,
///                           [#NEVER] for never
/// @param halfOpenPerAddress half-open SAs of one source address
/// @param sessions           live sessions, of all engines of the gateway together
/// @param questions          questions to AAA that may be open at once: from four fifths of it on IKE_SA_INIT is met with
///                           cookies, and then with silence
/// @param childSasPerSession Child SAs of one session, those being replaced not counted
/// @param rekeying           rekeys of ours that are on their way at once; the next ones wait a few seconds
/// @param sources            what else one source may have
public record Limits(
        int halfOpen, int cookieThreshold, int halfOpenPerAddress, int sessions, int questions,
        int childSasPerSession, int rekeying, Sources sources) {
    /// No cookies at all.
    public static final int NEVER = Integer.MAX_VALUE;

    private static final int REKEYING = 1000;

    public static final Limits DEFAULT = new Limits(2000, 200, 50, 100_000, 20_000, 8);

    /// With what sources may usually have.
    public Limits(
            int halfOpen, int cookieThreshold, int halfOpenPerAddress, int sessions, int questions,
            int childSasPerSession) {
        this(halfOpen, cookieThreshold, halfOpenPerAddress, sessions, questions, childSasPerSession, REKEYING,
                Sources.DEFAULT);
    }

    /// What may come from one place.
    ///
    /// @param halfOpenPerPrefix half-open SAs of one network
    /// @param newPerAddress     new SAs of one address in a second; zero for any number
    /// @param newPerPrefix      new SAs of one network in a second; zero for any number
    /// @param ipv4Length        length of the prefix that counts as a network
    /// @param ipv6Length        likewise
    /// @param negotiating       logins under way, from anywhere; those that wait for AAA not counted
    public record Sources(
            int halfOpenPerPrefix, int newPerAddress, int newPerPrefix, int ipv4Length, int ipv6Length,
            int negotiating) {
        public static final Sources DEFAULT = new Sources(500, 0, 0, 24, 64, 20_000);
    }
}
