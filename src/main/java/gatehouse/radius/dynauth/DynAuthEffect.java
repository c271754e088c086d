package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import java.net.InetSocketAddress;

/// Everything that dynamic authorization wants done.
public sealed interface DynAuthEffect {
    /// A genuine request that is new.
    ///
    /// @param client the name of who sent it
    record Requested(DynAuthId id, String client, RadiusPacket packet) implements DynAuthEffect {}

    record Send(InetSocketAddress to, Bytes octets) implements DynAuthEffect {}
}
