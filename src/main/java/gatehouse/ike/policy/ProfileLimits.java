package gatehouse.ike.policy;

/// What one profile may take of the gateway, so that others have the rest.
///
/// @param sessions live sessions, of all shards together
/// @param logins   logins of one shard that are under way at the same time, from when the client has said who it is
public record ProfileLimits(int sessions, int logins) {
    public static final ProfileLimits NONE = new ProfileLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
