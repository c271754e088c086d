package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.dataplane.SessionProgram;
import gatehouse.ike.negotiation.ConfigurationReply;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.LiveSession;
import gatehouse.ike.sa.Step;
import gatehouse.net.Prefix;
import gatehouse.virtualaccess.Catalog;
import gatehouse.virtualaccess.RouteSets;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.virtualaccess.VirtualAccess;
import gatehouse.wire.CfgAttribute;
import java.util.List;

/// What an authorization comes to: what the data plane enforces, and what the client may reach and is told of.
///
/// @param routes networks behind us; empty for all that the profile lets clients reach
/// @param excluded networks that the client shall not send through the tunnel
public record Enforcement(SessionProgram program, List<Prefix> routes, List<Prefix> excluded) {
    public Enforcement {
        routes = List.copyOf(routes);
        excluded = List.copyOf(excluded);
    }

    /// What the client can be told beside its addresses.
    public List<CfgAttribute> told(Authorization authorization, Step step) {
        return ConfigurationReply.told(authorization, routes, excluded, step.policies().ownAddresses());
    }

    /// For the session that it is enforced on.
    public LiveSession.Derived derived(Profile profile, Authorization authorization, Step step) {
        return new LiveSession.Derived(
                profile.template(), step.policies().catalog(), routes, told(authorization, step));
    }

    /// @throws UnenforceableException if anything in it cannot be enforced
    public static Enforcement of(Profile profile, Authorization authorization, Step step)
            throws UnenforceableException {
        VirtualAccess access = VirtualAccess.of(profile.template(), authorization, step.policies().catalog());
        Catalog catalog = step.policies().catalog();
        return new Enforcement(
                access.program(step.tools().compiledLists()),
                RouteSets.behindUs(authorization, catalog, step.policies().ownAddresses()),
                RouteSets.excluded(authorization, catalog));
    }
}
