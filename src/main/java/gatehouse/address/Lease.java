package gatehouse.address;

import java.net.InetAddress;

/// An address that is held. `pool` is empty where the address was fixed by AAA.
public record Lease(InetAddress address, int prefixLength, String pool, String holder) {}
