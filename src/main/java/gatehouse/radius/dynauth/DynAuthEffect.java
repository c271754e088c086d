package gatehouse.radius.dynauth;

import gatehouse.bytes.Bytes;
import gatehouse.radius.RadiusPacket;
import gatehouse.radius.dynauth.DynAuthStats.Event;
import java.net.InetSocketAddress;

/// Everything that dynamic authorization wants done.
public sealed interface DynAuthEffect {
    /// A genuine request that is new.
    ///
    /// @param client the name of who sent it
    record Requested(DynAuthId id, String client, RadiusPacket packet) implements DynAuthEffect {}

    record Send(InetSocketAddress to, Bytes octets) implements DynAuthEffect {}

    /// Over the connection of this number, if it is still there.
    record SendOver(long connection, Bytes octets) implements DynAuthEffect {}

    /// Something that an operator should know; no more than once a minute for each client and event.
    ///
    /// @param client empty if it is not known
    /// @param count  how often it happened since it was told last
    record Complained(String client, InetSocketAddress from, Event event, long count) implements DynAuthEffect {}
}
