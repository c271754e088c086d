package gatehouse.radius.dynauth;

import gatehouse.bytes.Secret;
import gatehouse.net.Prefix;

/// Somebody who may send requests.
public record DynamicAuthorizationClient(String name, Prefix addresses, Secret secret) {}
