package gatehouse.aaa.authorization;

import gatehouse.aaa.AaaList;
import java.util.Optional;

/// Which authorizations a login gets, and which prevails.
///
/// @param cached   whether what came with the proof of identity counts (implicit authorization); its User-Name and Class
///                 count always
/// @param override whether group prevails over user, and user over implicit, instead of user over implicit over group
public record AuthorizationPlan(
        boolean cached, Optional<Request> group, Optional<Request> user, boolean override) {
    /// What came with the proof of identity, and nothing else.
    public static final AuthorizationPlan IMPLICIT =
            new AuthorizationPlan(true, Optional.empty(), Optional.empty(), false);

    /// One question.
    public record Request(AaaList list, NameRule name) {}
}
