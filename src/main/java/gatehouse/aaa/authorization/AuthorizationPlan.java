package gatehouse.aaa.authorization;

import gatehouse.aaa.AaaList;
import java.util.Optional;

/// Which authorizations a login gets, and which prevails.
///
/// @param cached   whether what came with the proof of identity counts (implicit authorization); its User-Name and Class
///                 count always
/// @param pools    by which names address pools are chosen where AAA says nothing of them
/// @param override whether group prevails over user, and user over implicit, instead of user over implicit over group
public record AuthorizationPlan(
        boolean cached, Optional<Request> group, Optional<Request> user, PoolNames pools, boolean override) {
    /// What came with the proof of identity, and nothing else.
    public static final AuthorizationPlan IMPLICIT =
            new AuthorizationPlan(true, Optional.empty(), Optional.empty(), false);

    /// Nobody's pool depends on its name.
    public AuthorizationPlan(boolean cached, Optional<Request> group, Optional<Request> user, boolean override) {
        this(cached, group, user, PoolNames.NONE, override);
    }

    /// The same, but for the pools.
    public AuthorizationPlan with(PoolNames names) {
        return new AuthorizationPlan(cached, group, user, names, override);
    }

    /// Name manglers that make names of pools.
    public record PoolNames(Optional<NameMangler> ipv4, Optional<NameMangler> ipv6) {
        public static final PoolNames NONE = new PoolNames(Optional.empty(), Optional.empty());
    }

    /// One question.
    public record Request(AaaList list, NameRule name) {}
}
