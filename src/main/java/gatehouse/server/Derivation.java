package gatehouse.server;

import gatehouse.aaa.Authorization;
import gatehouse.ike.policy.Policies;
import gatehouse.virtualaccess.RouteSets;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.virtualaccess.VirtualAccess;

/// What an authorization would come to, for those who only want to know.
final class Derivation {
    private Derivation() {}

    /// The session's interface, if it and the routes can be derived: what a login or a change has to pass.
    static VirtualAccess of(String template, Authorization authorization, Policies policies)
            throws UnenforceableException {
        VirtualAccess access = VirtualAccess.of(template, authorization, policies.catalog());
        var _ = RouteSets.behindUs(authorization, policies.catalog(), policies.ownAddresses());
        var _ = RouteSets.excluded(authorization, policies.catalog());
        return access;
    }
}
