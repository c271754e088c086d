package gatehouse.ike.policy;

import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.virtualaccess.Catalog;
import java.net.InetAddress;
import java.util.List;

/// All that an engine is told about the world it serves.
///
/// @param profiles      how clients are served
/// @param limits        what the engine will bear
/// @param localPolicies authorization policies of the configuration
/// @param catalog       access lists and policies that authorizations name
/// @param ownAddresses  the gateway's own in the tunnel
/// @param certificateLookup whether clients may name certificates by hash and URL
/// @param messages      how IKE messages are written and read
public record Policies(
        Profiles profiles,
        Limits limits,
        LocalPolicies localPolicies,
        Catalog catalog,
        List<InetAddress> ownAddresses,
        boolean certificateLookup,
        MessageRules messages) {
    public Policies {
        ownAddresses = List.copyOf(ownAddresses);
    }

    /// Without anything to name.
    public Policies(Profiles profiles, Limits limits) {
        this(profiles, limits, LocalPolicies.NONE, Catalog.EMPTY, List.of(), false, MessageRules.DEFAULT);
    }
}
