package gatehouse.config;

import gatehouse.aaa.authorization.AttributeCache;
import gatehouse.aaa.authorization.LocalPolicies;
import gatehouse.address.PoolDefinition;
import gatehouse.dhcp.DhcpPolicy;
import gatehouse.ike.policy.Limits;
import gatehouse.virtualaccess.Catalog;
import java.nio.file.Path;
import java.util.List;

/// Everything that a gateway is told before it runs. It was checked as a whole: what it names, exists in it.
///
/// @param stateDirectory       what must survive a restart; nobody else may enter it
/// @param profiles             how clients are served
/// @param localPolicies        authorization policies of the configuration
/// @param catalog              access lists and the like, by name
/// @param cache                how long answers about groups and users are kept
/// @param pki                  what is fetched to judge certificates
/// @param dynamicAuthorization without clients, nothing listens
public record GatewayConfig(
        Listening listening,
        Path stateDirectory,
        IdentitySettings identity,
        List<ProfileSettings> profiles,
        LocalPolicies localPolicies,
        Catalog catalog,
        AttributeCache.Settings cache,
        PkiSettings pki,
        Limits limits,
        List<PoolDefinition> pools,
        DhcpPolicy dhcp,
        DataPlaneSettings dataPlane,
        RadiusSettings radius,
        AccountingSettings accounting,
        DynamicAuthorizationSettings dynamicAuthorization,
        EmbeddedAaaSettings embeddedAaa,
        AdminSettings admin,
        Logging logging) {
    /// The name under which a profile finds the embedded AAA server among the groups of servers.
    public static final String EMBEDDED_GROUP = "embedded";

    public GatewayConfig {
        profiles = List.copyOf(profiles);
        pools = List.copyOf(pools);
    }
}
