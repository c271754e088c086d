package gatehouse.radius.dynauth;

import gatehouse.bytes.Secret;
import gatehouse.net.Prefix;

/// Somebody who may send requests.
///
/// @param rate  requests a second that are looked at in the long run
/// @param burst and at once
public record DynamicAuthorizationClient(String name, Prefix addresses, Secret secret, int rate, int burst) {
    public static final int USUAL_RATE = 1000;
    public static final int USUAL_BURST = 10_000;

    // The unspecified address, from which nothing comes.
    private static final Prefix NOWHERE = Prefix.parse("::/128");

    /// One whose requests come over connections inside TLS only.
    public static DynamicAuthorizationClient connected(String name, Secret secret, int rate, int burst) {
        return new DynamicAuthorizationClient(name, NOWHERE, secret, rate, burst);
    }

    public DynamicAuthorizationClient(String name, Prefix addresses, Secret secret) {
        this(name, addresses, secret, USUAL_RATE, USUAL_BURST);
    }
}
