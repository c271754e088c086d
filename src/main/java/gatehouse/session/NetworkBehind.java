package gatehouse.session;

import gatehouse.net.Prefix;

/// A network behind the client of a session.
///
/// @param distance administrative distance of the route to it, 1 to 255
/// @param tag      mark of that route; 0 for none
public record NetworkBehind(Prefix prefix, int distance, long tag) {
    @Override
    public String toString() {
        return prefix + (distance == 1 ? "" : " distance " + distance) + (tag == 0 ? "" : " tag " + tag);
    }
}
