package gatehouse.ike.policy;

/// What one engine (one shard) will bear.
///
/// @param halfOpen           SAs that have not begun to authenticate; beyond it IKE_SA_INIT is met with silence
/// @param cookieThreshold    half-open SAs above which IKE_SA_INIT is met with a cookie (RFC 7296, section 2.6)
/// @param halfOpenPerAddress half-open SAs of one source address
/// @param sessions           established IKE SAs
/// @param questions          questions to AAA that may be open at once: from four fifths of it on IKE_SA_INIT is met with
///                           cookies, and then with silence
/// @param childSasPerSession Child SAs of one session, those being replaced not counted
public record Limits(
        int halfOpen, int cookieThreshold, int halfOpenPerAddress, int sessions, int questions,
        int childSasPerSession) {
    public static final Limits DEFAULT = new Limits(2000, 200, 50, 100_000, 20_000, 8);
}
