package gatehouse.ike.exchange;

import gatehouse.aaa.Authorization;
import gatehouse.dataplane.SessionProgram;
import gatehouse.ike.policy.Profile;
import gatehouse.ike.sa.Step;
import gatehouse.net.Prefix;
import gatehouse.virtualaccess.UnenforceableException;
import gatehouse.virtualaccess.VirtualAccess;
import java.util.List;

/// What an authorization comes to: what the data plane enforces, and what the client may reach and is told of.
///
/// @param routes networks behind us; empty for all that the profile lets clients reach
public record Enforcement(SessionProgram program, List<Prefix> routes) {
    public Enforcement {
        routes = List.copyOf(routes);
    }

    /// @throws UnenforceableException if anything in it cannot be enforced
    public static Enforcement of(Profile profile, Authorization authorization, Step step)
            throws UnenforceableException {
        VirtualAccess access = VirtualAccess.of(profile.template(), authorization, step.policies().catalog());
        return new Enforcement(access.program(step.tools().compiledLists()), authorization.routes());
    }
}
