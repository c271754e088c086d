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

    public DynamicAuthorizationClient(String name, Prefix addresses, Secret secret) {
        this(name, addresses, secret, USUAL_RATE, USUAL_BURST);
    }
}
