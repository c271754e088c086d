package gatehouse.aaa;

import java.util.List;

/// A change to what a live session may do (RFC 5176, section 3): all of it holds afterwards, or nothing changed.
///
/// @param grant           new values; those of a kind replace what held, access-list entries those of their direction
/// @param rerun           whether group and user authorization are asked anew, past the cache
/// @param reauthenticate  whether the client has to prove itself again
/// @param activated       services to put on top, by name of local authorization policies
/// @param deactivated     services to take away
public record AuthorizationChange(
        Grant grant, boolean rerun, boolean reauthenticate, List<String> activated, List<String> deactivated) {
    public AuthorizationChange {
        activated = List.copyOf(activated);
        deactivated = List.copyOf(deactivated);
    }

    public static AuthorizationChange of(Grant grant) {
        return new AuthorizationChange(grant, false, false, List.of(), List.of());
    }
}
