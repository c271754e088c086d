package gatehouse.aaa.radius;

import gatehouse.bytes.Bytes;
import gatehouse.radius.Attribute;
import java.util.List;

/// What [AccountingSpool] wants done. What concerns the disk is done in the order in which it was asked for.
public sealed interface SpoolEffect {
    /// Make an event durable; then [AccountingSpool#kept], or [AccountingSpool#notKept].
    record Keep(long number, Bytes record) implements SpoolEffect {}

    /// An event is of no use any more.
    record Discard(long number) implements SpoolEffect {}

    /// Bring an event back from the disk: [AccountingSpool#fetched].
    record Fetch(long number) implements SpoolEffect {}

    /// What is to be known of a live session after a crash.
    record Remember(String session, Bytes record) implements SpoolEffect {}

    /// What a live session has carried, should that be asked for after a crash.
    record Count(String session, Bytes counters) implements SpoolEffect {}

    /// A server has the start of a session that waits for that.
    record Started(String session) implements SpoolEffect {}

    /// The session is not live any more: neither what is remembered nor what was counted of it is of use.
    record Forget(String session) implements SpoolEffect {}

    /// A request for a server. What becomes of it comes back to [AccountingSpool#delivered] or [AccountingSpool#failed].
    record Deliver(long number, String serverGroup, List<Attribute> attributes) implements SpoolEffect {
        public Deliver {
            attributes = List.copyOf(attributes);
        }
    }
}
